package org.ampplanner.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.ampplanner.cost.CostBreakdown;

/** A step time as a bar whose pieces are its terms. */
public final class TimeBar {

  /** A term with the sign that it is drawn in. */
  private record Term(
      String label, String unicode, String ascii, ToDoubleFunction<CostBreakdown> value) {

    double seconds(CostBreakdown breakdown) {
      return value.applyAsDouble(breakdown);
    }
  }

  private static final List<Term> TERMS =
      List.of(
          new Term("compute", "\u2588", "#", CostBreakdown::compute),
          new Term("bubble", "\u2591", ".", CostBreakdown::bubble),
          new Term("tp comm", "\u2593", "t", CostBreakdown::tensorComm),
          new Term("pp comm", "\u2592", "p", CostBreakdown::pipelineComm),
          new Term("dp comm", "\u25a4", "d", CostBreakdown::dataComm),
          new Term("optimizer", "\u25a8", "o", CostBreakdown::optimizer),
          new Term("other", "\u25a1", "?", CostBreakdown::other));

  private static final double SMALLEST_SHARE = 0.0005;

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
    for (Term term : TERMS) {
      seconds += term.seconds(breakdown);
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
    for (Term term : TERMS) {
      if (breakdowns.stream().anyMatch(b -> term.seconds(b) > 0)) {
        signs.add(terminal.glyph(term.unicode, term.ascii) + " " + term.label);
      }
    }
    return String.join("   ", signs);
  }

  /** Says in percent where the time goes, largest first, but for what rounds to nothing. */
  public static String shares(CostBreakdown breakdown) {
    List<Term> terms = new ArrayList<>(TERMS);
    terms.removeIf(term -> term.seconds(breakdown) < SMALLEST_SHARE * breakdown.total());
    terms.sort((a, b) -> Double.compare(b.seconds(breakdown), a.seconds(breakdown)));
    return String.join(
        ", ",
        terms.stream()
            .map(term ->
                String.format(
                    Locale.ROOT,
                    "%s %.1f %%",
                    term.label,
                    100 * term.seconds(breakdown) / breakdown.total()))
            .toList());
  }
}
