package org.ampplanner.workbench;

import java.util.ArrayList;
import java.util.List;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.strategy.StrategyFile;
import org.ampplanner.formats.strategy.StrategyRow;
import org.ampplanner.report.ReportInput;
import org.ampplanner.report.ReportPage;
import org.ampplanner.search.StrategyEvaluator;

/**
 * The measured rows of a strategies file beside their predictions, for a report.
 *
 * @param trials the rows that have both
 * @param left how many have not
 * @param warnings what is unusual about the file
 */
public record MeasuredRows(List<ReportInput.Trial> trials, int left, List<Problem> warnings) {
  private static final String MEASURED = "measured_s";

  /** Copies the lists. */
  public MeasuredRows {
    trials = List.copyOf(trials);
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads a file.
   *
   * @throws ProblemsException if it has no measurements
   */
  public static MeasuredRows read(OpenJob open, SourceFile file) {
    StrategyFile read = open.strategies(file);
    int column = read.columns().indexOf(MEASURED);
    if (column < 0) {
      throw new ProblemsException(
          List.of(
              new Problem(
                  file.shown(), 1, "has no column " + MEASURED, "`measured_s`, in seconds")));
    }
    StrategyEvaluator evaluator = new StrategyEvaluator(open.costModel());
    List<ReportInput.Trial> trials = new ArrayList<>();
    for (StrategyRow row : read.rows()) {
      String cell = row.cells().get(column).strip();
      boolean ran = cell.matches("[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
      if (ran
          && row.content() instanceof StrategyRow.Named n
          && evaluator.evaluate(n.strategy(), n.placement(), n.partition())
              instanceof StrategyEvaluator.Priced priced) {
        trials.add(
            new ReportInput.Trial(
                "line " + row.line() + ": " + ReportPage.words(n.strategy()),
                Double.parseDouble(cell),
                priced.plan().iterationSeconds()));
      }
    }
    return new MeasuredRows(trials, read.rows().size() - trials.size(), read.warnings());
  }
}
