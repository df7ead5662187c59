package org.ampplanner.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ampplanner.cli.terminal.Format;
import org.ampplanner.cli.terminal.Terminal;
import org.ampplanner.cli.terminal.Terminal.Style;
import org.ampplanner.cli.terminal.TextTable;
import org.ampplanner.cli.terminal.TextTable.Column;
import org.ampplanner.job.Job;
import org.ampplanner.trials.calibration.CalibrationResult;
import org.ampplanner.trials.calibration.CalibrationResult.Factor;
import org.ampplanner.trials.calibration.MeasuredRuns;
import org.ampplanner.unit.Figures;

/** What a calibration learnt, and what that is worth. */
final class CalibrationTable {
  private static final double HARDLY = 0.3;

  private CalibrationTable() {}

  static List<String> lines(
      Terminal terminal, Job job, MeasuredRuns runs, CalibrationResult result) {
    List<String> lines = new ArrayList<>(Headline.lines(terminal, job));
    lines.add(
        String.format(
            Locale.ROOT,
            "%s of %s%s",
            Figures.count(result.runs(), "timed run"),
            runs.origin(),
            runs.untimed() > 0 ? ", " + runs.untimed() + " more without a time" : ""));
    lines.add("");
    lines.addAll(errors(terminal, result));
    lines.add("");
    lines.addAll(factors(terminal, result));
    lines.add("");
    lines.add(
        result.accepted()
            ? terminal.styled(Style.GOOD, "Accepted")
                + (Double.isFinite(result.errorLeftOut())
                    ? ": it predicts runs that it has not seen no worse than none."
                    : ": too few runs to leave any out; what they leave open is in the interval of"
                        + " predictions.")
            : terminal.styled(Style.WARN, "Not accepted"));
    return lines;
  }

  private static List<String> errors(Terminal terminal, CalibrationResult result) {
    return new TextTable(terminal, List.of(Column.word("mean error"), Column.number("")))
        .row("without calibration", Figures.percent(result.errorBefore()))
        .row(
            "with it, on runs left out",
            Double.isFinite(result.errorLeftOut()) ? Figures.percent(result.errorLeftOut()) : "-")
        .row("with it, on the same runs", Figures.percent(result.errorFitted()))
        .emphasize(1)
        .lines();
  }

  private static List<String> factors(Terminal terminal, CalibrationResult result) {
    TextTable factors =
        new TextTable(
            terminal,
            List.of(
                Column.word("factor"),
                Column.number("value"),
                Column.number("+/-"),
                Column.number("told by data")));
    List<String> untold = new ArrayList<>();
    result
        .factors()
        .forEach((name, f) -> {
          factors.row(
              name,
              String.format(Locale.ROOT, "%.3f", f.value()),
              Figures.percent(Math.sqrt(f.high() / f.low()) - 1),
              String.format(Locale.ROOT, "%.0f %%", 100 * f.toldByData()));
          if (f.toldByData() < HARDLY) {
            untold.add(name);
          }
        });
    List<String> lines = new ArrayList<>(factors.lines());
    if (!untold.isEmpty()) {
      lines.add("");
      lines.addAll(
          Format.wrap(
              "These runs say little of " + String.join(", ", untold), "", terminal.width()));
    }
    return lines;
  }

  static List<List<String>> rows(CalibrationResult result) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("factor", "value", "low", "high", "told_by_data"));
    result.factors().forEach((name, f) -> rows.add(row(name, f)));
    return rows;
  }

  private static List<String> row(String name, Factor f) {
    return List.of(
        name,
        Double.toString(f.value()),
        Double.toString(f.low()),
        Double.toString(f.high()),
        Double.toString(f.toldByData()));
  }
}
