package org.ampplanner.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.ampplanner.cost.CostBreakdown;

/** A step time as a bar whose pieces are its terms. */
public final class TimeBar {

  /** A term with the sign that it is drawn in. */
  private enum Term {
    COMPUTE("compute", "\u2588", "#", CostBreakdown::compute),
    BUBBLE("bubble", "\u2591", ".", CostBreakdown::bubble),
    TENSOR("tp comm", "\u2593", "t", CostBreakdown::tensorComm),
    PIPELINE("pp comm", "\u2592", "p", CostBreakdown::pipelineComm),
    DATA("dp comm", "\u25a4", "d", CostBreakdown::dataComm),
    OPTIMIZER("optimizer", "\u25a8", "o", CostBreakdown::optimizer),
    OTHER("other", "\u25a1", "?", CostBreakdown::other);

    private final String label;
    private final String unicode;
    private final String ascii;
    private final ToDoubleFunction<CostBreakdown> seconds;

    Term(String label, String unicode, String ascii, ToDoubleFunction<CostBreakdown> seconds) {
      this.label = label;
      this.unicode = unicode;
      this.ascii = ascii;
      this.seconds = seconds;
    }
  }

  private final Terminal terminal;
  private final double longest;
  private final int width;

  /** Makes bars of which the longest time takes {@code width} characters. */
  public TimeBar(Terminal terminal, double longestSeconds, int width) {
    this.terminal = terminal;
    this.longest = longestSeconds;
    this.width = width;
  }

  /** Draws a breakdown; rounding is carried over so that the bar's length fits the total. */
  public String draw(CostBreakdown breakdown) {
    StringBuilder bar = new StringBuilder();
    double seconds = 0;
    for (Term term : Term.values()) {
      seconds += term.seconds.applyAsDouble(breakdown);
      long end = longest > 0 ? Math.round(seconds / longest * width) : 0;
      String sign = terminal.glyph(term.unicode, term.ascii);
      while (bar.length() < Math.min(end, width)) {
        bar.append(sign);
      }
    }
    return bar.toString();
  }

  /** Draws a breakdown over the whole width, whatever its total. */
  public String drawShares(CostBreakdown breakdown) {
    return new TimeBar(terminal, breakdown.total(), width).draw(breakdown);
  }

  /** Names the signs of the terms that take time in any of the breakdowns. */
  public String legend(List<CostBreakdown> breakdowns) {
    List<String> signs = new ArrayList<>();
    for (Term term : Term.values()) {
      if (breakdowns.stream().anyMatch(b -> term.seconds.applyAsDouble(b) > 0)) {
        signs.add(terminal.glyph(term.unicode, term.ascii) + " " + term.label);
      }
    }
    return String.join("   ", signs);
  }

  /** Says in percent where the time goes, largest first. */
  public static String shares(CostBreakdown breakdown) {
    List<Term> terms = new ArrayList<>(List.of(Term.values()));
    terms.removeIf(term -> term.seconds.applyAsDouble(breakdown) <= 0);
    terms.sort((a, b) ->
        Double.compare(b.seconds.applyAsDouble(breakdown), a.seconds.applyAsDouble(breakdown)));
    return String.join(
        ", ",
        terms.stream()
            .map(term ->
                String.format(
                    Locale.ROOT,
                    "%s %.1f %%",
                    term.label,
                    100 * term.seconds.applyAsDouble(breakdown) / breakdown.total()))
            .toList());
  }
}
