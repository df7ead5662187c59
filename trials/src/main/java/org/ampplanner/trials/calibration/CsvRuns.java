package org.ampplanner.trials.calibration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Range;
import org.ampplanner.formats.source.Scalars;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.strategy.StrategyFile;
import org.ampplanner.formats.strategy.StrategyReader;
import org.ampplanner.formats.strategy.StrategyRow;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;
import org.ampplanner.predictive.PredictiveCostModel;
import org.ampplanner.search.StrategyEvaluator;
import org.ampplanner.unit.Units;

/**
 * A strategies file with a column {@code measured_s}, and perhaps {@code measured_memory_gib}. Rows
 * without a time are runs that failed, and teach nothing about time.
 *
 * @param file the file
 */
public record CsvRuns(SourceFile file) implements MeasuredSource {
  private static final String TIME = "measured_s";
  private static final String MEMORY = "measured_memory_gib";

  @Override
  public MeasuredRuns read(Job job) {
    StrategyFile read = new StrategyReader(job).read(file);
    Problems problems = new Problems();
    int time = read.columns().indexOf(TIME);
    if (time < 0) {
      problems.error(
          Location.in(file.shown(), 1, 0),
          "has no column " + TIME + ": the measured time of a step, in seconds",
          read.columns().stream()
              .filter(c -> c.contains("measured") || c.endsWith("_s") || c.contains("time"))
              .findFirst()
              .map(c -> "rename the column `" + c + "`")
              .orElse(null));
      problems.throwIfAny();
    }
    int memory = read.columns().indexOf(MEMORY);
    PredictiveCostModel model = job.predictive().orElseThrow();
    StrategyEvaluator evaluator = new StrategyEvaluator(model);
    List<MeasuredRun> runs = new ArrayList<>();
    int untimed = 0;
    for (StrategyRow row : read.rows()) {
      if (row.cells().get(time).isBlank()) {
        untimed++;
        continue;
      }
      OptionalDouble seconds = number(row, time, TIME, problems);
      OptionalDouble gib =
          memory < 0 || row.cells().get(memory).isBlank()
              ? OptionalDouble.empty()
              : number(row, memory, MEMORY, problems);
      Optional<Plan> plan = plan(row, evaluator, problems);
      if (plan.isPresent() && seconds.isPresent()) {
        double bytes = gib.isPresent() ? gib.getAsDouble() * Units.GIB : Double.NaN;
        runs.add(MeasuredRun.of(model, plan.get(), seconds.getAsDouble(), bytes));
      }
    }
    problems.throwIfAny();
    return new MeasuredRuns(file.shown(), runs, untimed, read.warnings());
  }

  private OptionalDouble number(StrategyRow row, int column, String name, Problems problems) {
    Node cell = new Node.Scalar(at(row), row.cells().get(column).strip(), false);
    return Scalars.number(cell, name, Range.POSITIVE, problems);
  }

  private Optional<Plan> plan(StrategyRow row, StrategyEvaluator evaluator, Problems problems) {
    return switch (row.content()) {
      case StrategyRow.Invalid invalid -> {
        problems.error(at(row), invalid.error(), null);
        yield Optional.empty();
      }
      case StrategyRow.Named named ->
          switch (evaluator.evaluate(named.strategy(), named.placement(), named.partition())) {
            case StrategyEvaluator.Priced priced -> Optional.of(priced.plan());
            case StrategyEvaluator.Rejected rejected -> {
              problems.error(at(row), rejected.reason().reason(), null);
              yield Optional.empty();
            }
          };
    };
  }

  private Location at(StrategyRow row) {
    return Location.in(file.shown(), row.line(), 0);
  }
}
