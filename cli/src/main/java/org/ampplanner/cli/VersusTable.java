package org.ampplanner.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ampplanner.cli.terminal.Format;
import org.ampplanner.cli.terminal.Terminal;
import org.ampplanner.cli.terminal.TextTable;
import org.ampplanner.cli.terminal.TextTable.Column;
import org.ampplanner.explain.Explanation;
import org.ampplanner.explain.TermDifference;
import org.ampplanner.unit.Figures;
import org.ampplanner.workbench.StrategyText;

/** Two plans term by term: why the other loses, or wins. */
final class VersusTable {
  private static final int BAR = 20;
  private static final double NOTHING = 1e-9;

  private final Terminal terminal;
  private final Explanation plan;
  private final Explanation other;

  VersusTable(Terminal terminal, Explanation plan, Explanation other) {
    this.terminal = terminal;
    this.plan = plan;
    this.other = other;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.addAll(Format.wrap(StrategyText.of(other.plan().strategy()), "", terminal.width() - 2));
    double own = plan.plan().iterationSeconds();
    double theirs = other.plan().iterationSeconds();
    lines.add(
        String.format(
            Locale.ROOT,
            "takes %s, %s",
            Figures.seconds(theirs),
            Math.abs(theirs / own - 1) < 5e-4
                ? "the same"
                : Figures.percent(Math.abs(theirs / own - 1))
                    + (theirs > own ? " more" : " less")));
    lines.addAll(terms(own, Math.max(own, theirs)));
    other
        .misfit()
        .ifPresent(m -> {
          lines.add("It does not fit:");
          lines.addAll(MisfitText.lines(terminal, m));
        });
    return lines;
  }

  private List<String> terms(double own, double longest) {
    TextTable table =
        new TextTable(
            terminal,
            List.of(
                Column.word("term"),
                Column.number("this plan"),
                Column.number("the other"),
                Column.number("difference"),
                Column.word("")));
    for (TermDifference t : TermDifference.between(plan.plan().cost(), other.plan().cost())) {
      if (Math.max(t.seconds(), t.versusSeconds()) < NOTHING * own) {
        continue;
      }
      table.row(
          t.term().replace('_', ' '),
          Figures.seconds(t.seconds()),
          Figures.seconds(t.versusSeconds()),
          signed(t.difference()),
          bar(t.difference(), longest));
    }
    return table.lines();
  }

  private static String signed(double seconds) {
    return (seconds < 0 ? "" : "+") + Figures.seconds(seconds);
  }

  private String bar(double difference, double longest) {
    int length = (int) Math.round(Math.abs(difference) / longest * BAR);
    String sign = difference > 0 ? terminal.glyph("\u2588", "#") : terminal.glyph("\u2591", ".");
    return sign.repeat(length);
  }
}
