package org.ampplanner.trials.learning;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.strategy.StrategyRow;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;
import org.ampplanner.search.StrategyEvaluator;
import org.hipparchus.stat.descriptive.rank.Median;

/**
 * Recorded trials: a strategies file with a column {@code measured_s}, empty where the run failed.
 * A strategy that is measured repeatedly has the median of its times.
 *
 * @param plans the candidates, priced by the job's cost model
 * @param rows first row of each candidate in the file, from 1
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
    Candidates named = Candidates.read(job, evaluator, file);
    Problems problems = new Problems();
    int column = named.columns().indexOf("measured_s");
    if (column < 0) {
      problems.error(
          file.at(),
          "has no column measured_s",
          "the measured step times, empty where a run failed");
    }
    problems.throwIfAny();
    List<Outcome> outcomes = outcomes(named, column, file, problems);
    double best =
        outcomes.stream()
            .filter(Outcome.Measured.class::isInstance)
            .mapToDouble(o -> ((Outcome.Measured) o).seconds())
            .min()
            .orElse(Double.POSITIVE_INFINITY);
    double other =
        DoubleStream.of(seconds(named.others(), column, file, problems)).min().orElse(best);
    boolean read = !problems.any();
    if (named.candidates().isEmpty()) {
      problems.error(file.at(), "has no row that is a strategy of this job", null);
    }
    if (read && Math.min(best, other) == Double.POSITIVE_INFINITY) {
      problems.error(file.at(), "has no measured time in measured_s", null);
    }
    problems.throwIfAny();
    return new RecordedTrials(
        named.plans(),
        named.rows(),
        outcomes,
        Math.min(best, other),
        Stream.concat(named.warnings().stream(), problems.warnings().stream()).toList());
  }

  private static List<Outcome> outcomes(
      Candidates named, int column, SourceFile file, Problems problems) {
    OptionalInt cause =
        CAUSES.stream().mapToInt(named.columns()::indexOf).filter(c -> c >= 0).findFirst();
    List<Outcome> outcomes = new ArrayList<>();
    for (Candidates.Named candidate : named.candidates()) {
      double[] times = seconds(candidate.rows(), column, file, problems);
      if (times.length > 0) {
        outcomes.add(new Outcome.Measured(new Median().evaluate(times)));
      } else {
        String why = cause.isEmpty() ? "" : candidate.rows().get(0).cells().get(cause.getAsInt());
        outcomes.add(Outcome.Failed.of(Failure.of(why)));
      }
      if (candidate.rows().size() > 1) {
        problems.warning(Candidates.at(file, candidate.rows().get(1)), repeated(candidate), null);
      }
    }
    return outcomes;
  }

  private static String repeated(Candidates.Named candidate) {
    return "names the strategy of row "
        + candidate.numbers().get(0)
        + " again: the median of their times counts";
  }

  private static double[] seconds(
      List<StrategyRow> rows, int column, SourceFile file, Problems problems) {
    return rows.stream()
        .map(row -> seconds(row.cells().get(column), Candidates.at(file, row), problems))
        .filter(OptionalDouble::isPresent)
        .mapToDouble(OptionalDouble::getAsDouble)
        .toArray();
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
