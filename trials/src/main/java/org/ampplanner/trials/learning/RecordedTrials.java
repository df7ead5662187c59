package org.ampplanner.trials.learning;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.strategy.StrategyFile;
import org.ampplanner.formats.strategy.StrategyReader;
import org.ampplanner.formats.strategy.StrategyRow;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;
import org.ampplanner.search.StrategyEvaluator;

/**
 * Recorded trials: a strategies file with a column {@code measured_s}, empty where the run failed.
 *
 * @param plans the candidates, priced by the job's cost model
 * @param rows row of each candidate in the file, the first is 1
 * @param outcomes what became of each
 * @param best best measured time of the file, those rows included that are no candidates
 * @param warnings what is worth a remark
 */
public record RecordedTrials(
    List<Plan> plans,
    List<Integer> rows,
    List<Outcome> outcomes,
    double best,
    List<Problem> warnings) {

  /** The columns that may say why a run failed, the first that is there is read. */
  private static final List<String> CAUSES =
      List.of("failure", "likely_cause", "failure_class", "cause");

  /** Copies the lists. */
  public RecordedTrials {
    plans = List.copyOf(plans);
    rows = List.copyOf(rows);
    outcomes = List.copyOf(outcomes);
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads a file.
   *
   * @throws org.ampplanner.formats.source.ProblemsException if a measured time is not a positive
   *     number, or there is none at all
   */
  public static RecordedTrials read(Job job, StrategyEvaluator evaluator, SourceFile file) {
    StrategyFile strategies = new StrategyReader(job).read(file);
    Problems problems = new Problems();
    int column = strategies.columns().indexOf("measured_s");
    if (column < 0) {
      problems.error(
          file.at(),
          "has no column measured_s",
          "the measured step times, empty where a run failed");
    }
    problems.throwIfAny();
    int cause =
        CAUSES.stream()
            .mapToInt(strategies.columns()::indexOf)
            .filter(c -> c >= 0)
            .findFirst()
            .orElse(-1);
    List<Plan> plans = new ArrayList<>();
    List<Integer> rows = new ArrayList<>();
    List<Outcome> outcomes = new ArrayList<>();
    double best = Double.POSITIVE_INFINITY;
    for (int r = 0; r < strategies.rows().size(); r++) {
      StrategyRow row = strategies.rows().get(r);
      Location at = Location.in(file.shown(), row.line(), 0);
      OptionalDouble seconds = seconds(row.cells().get(column), at, problems);
      best = Math.min(best, seconds.orElse(best));
      switch (priced(row, evaluator)) {
        case Priced p -> {
          plans.add(p.plan);
          rows.add(r + 1);
          String why = cause < 0 ? "" : row.cells().get(cause);
          outcomes.add(
              seconds.isPresent()
                  ? new Outcome.Measured(seconds.getAsDouble())
                  : Outcome.Failed.of(Failure.of(why)));
        }
        case NoCandidate none -> problems.warning(at, "is no candidate: " + none.reason, null);
      }
    }
    if (!problems.any() && best == Double.POSITIVE_INFINITY) {
      problems.error(file.at(), "has no measured time in measured_s", null);
    }
    problems.throwIfAny();
    return new RecordedTrials(
        plans,
        rows,
        outcomes,
        best,
        Stream.concat(strategies.warnings().stream(), problems.warnings().stream()).toList());
  }

  private sealed interface Row {}

  private record Priced(Plan plan) implements Row {}

  private record NoCandidate(String reason) implements Row {}

  private static Row priced(StrategyRow row, StrategyEvaluator evaluator) {
    return switch (row.content()) {
      case StrategyRow.Invalid invalid -> new NoCandidate(invalid.error());
      case StrategyRow.Named n ->
          switch (evaluator.evaluate(n.strategy(), n.placement(), n.partition())) {
            case StrategyEvaluator.Priced priced -> new Priced(priced.plan());
            case StrategyEvaluator.Rejected rejected -> new NoCandidate(rejected.reason().reason());
          };
    };
  }

  private static OptionalDouble seconds(String cell, Location at, Problems problems) {
    String text = cell.strip();
    if (text.isEmpty()) {
      return OptionalDouble.empty();
    }
    try {
      double value = Double.parseDouble(text);
      if (value > 0 && Double.isFinite(value)) {
        return OptionalDouble.of(value);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    problems.error(
        at,
        "measured_s (" + text + ") is not a positive number of seconds",
        "an empty cell for a run that failed");
    return OptionalDouble.empty();
  }
}
