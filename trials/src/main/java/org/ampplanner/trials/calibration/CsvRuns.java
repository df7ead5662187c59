package org.ampplanner.trials.calibration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.ampplanner.engine.Engine;
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
import org.ampplanner.trials.log.LogReader;
import org.ampplanner.trials.log.RunShape;
import org.ampplanner.trials.run.RunLog;
import org.ampplanner.unit.Units;

/**
 * A strategies file with a column {@code measured_s}, and perhaps {@code measured_memory_gib}, or
 * with a column {@code log}: what the job's engine printed, a path relative to the file. Rows
 * without a time are runs that failed, and teach nothing about time.
 *
 * @param file the file
 */
public record CsvRuns(SourceFile file) implements MeasuredSource {
  private static final String TIME = "measured_s";
  private static final String MEMORY = "measured_memory_gib";
  private static final String LOG = "log";

  /** Steps at the start of a log that do not count. */
  private static final int WARM_UP = 3;

  /** Where what was measured stands; -1 where there is no such column. */
  private record Columns(int time, int memory, int log) {
    static Columns of(StrategyFile read) {
      return new Columns(
          read.columns().indexOf(TIME),
          read.columns().indexOf(MEMORY),
          read.columns().indexOf(LOG));
    }
  }

  /** What was measured of a run. */
  private record Measured(OptionalDouble seconds, OptionalDouble gib) {}

  @Override
  public MeasuredRuns read(Job job) {
    StrategyFile read = new StrategyReader(job).read(file);
    Problems problems = new Problems();
    Columns columns = Columns.of(read);
    if (columns.time < 0 && columns.log < 0) {
      problems.error(
          Location.in(file.shown(), 1, 0),
          "has no column "
              + TIME
              + " (the measured time of a step, in seconds) and no column "
              + LOG
              + " (what the engine printed)",
          read.columns().stream()
              .filter(c -> c.contains("measured") || c.endsWith("_s") || c.contains("time"))
              .findFirst()
              .map(c -> "rename the column `" + c + "`")
              .orElse(null));
      problems.throwIfAny();
    }
    PredictiveCostModel model = job.predictive().orElseThrow();
    StrategyEvaluator evaluator = new StrategyEvaluator(model);
    List<MeasuredRun> runs = new ArrayList<>();
    int untimed = 0;
    for (StrategyRow row : read.rows()) {
      if (!has(row, columns.time) && !has(row, columns.log)) {
        untimed++;
        continue;
      }
      Measured measured = measured(row, columns, job, problems);
      Optional<Plan> plan = plan(row, evaluator, problems);
      if (plan.isPresent() && measured.seconds.isPresent()) {
        double bytes = measured.gib.orElse(Double.NaN) * Units.GIB;
        runs.add(MeasuredRun.of(model, plan.get(), measured.seconds.getAsDouble(), bytes));
      }
    }
    problems.throwIfAny();
    return new MeasuredRuns(file.shown(), runs, untimed, read.warnings());
  }

  private Measured measured(StrategyRow row, Columns columns, Job job, Problems problems) {
    Optional<RunLog> printed =
        has(row, columns.log)
            ? printed(row, row.cells().get(columns.log), job, problems)
            : Optional.empty();
    OptionalDouble seconds =
        has(row, columns.time)
            ? number(row, columns.time, TIME, problems)
            : timed(row, printed, problems);
    OptionalDouble gib =
        has(row, columns.memory)
            ? number(row, columns.memory, MEMORY, problems)
            : printed
                .map(p -> OptionalDouble.of(p.memoryGib()))
                .filter(m -> m.getAsDouble() > 0)
                .orElse(OptionalDouble.empty());
    return new Measured(seconds, gib);
  }

  private static boolean has(StrategyRow row, int column) {
    return column >= 0 && !row.cells().get(column).isBlank();
  }

  /** Reads what the engine printed; nothing if it cannot be read, and why is recorded. */
  private Optional<RunLog> printed(StrategyRow row, String name, Job job, Problems problems) {
    if (job.engine() == Engine.ANY) {
      problems.error(
          at(row), LOG + " (" + name + ") is of an unknown engine", "`engine: megatron`");
      return Optional.empty();
    }
    RunLog log =
        new RunLog(
            LogReader.of(job.engine(), RunShape.of(job.training(), job.cluster().devices())));
    Path path = file.path().resolveSibling(name.strip());
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(path), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.accept(line);
      }
      return Optional.of(log);
    } catch (IOException e) {
      problems.error(at(row), LOG + " (" + name + ") cannot be read: " + e.getMessage(), null);
      return Optional.empty();
    }
  }

  private OptionalDouble timed(StrategyRow row, Optional<RunLog> printed, Problems problems) {
    if (printed.isEmpty()) {
      return OptionalDouble.empty();
    }
    Optional<RunLog.Timing> timing =
        printed.get().timing(printed.get().steps() > WARM_UP ? WARM_UP : 0);
    if (timing.isEmpty()) {
      problems.error(at(row), LOG + " holds no step of the job's engine", "another `engine`");
    }
    return timing.map(t -> OptionalDouble.of(t.median())).orElse(OptionalDouble.empty());
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
