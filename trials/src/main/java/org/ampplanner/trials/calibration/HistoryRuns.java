package org.ampplanner.trials.calibration;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.strategy.StrategyReader;
import org.ampplanner.formats.strategy.StrategyRow;
import org.ampplanner.job.Job;
import org.ampplanner.predictive.PredictiveCostModel;
import org.ampplanner.search.StrategyEvaluator;
import org.ampplanner.trials.history.BadRow;
import org.ampplanner.trials.history.HistoryEntry;
import org.ampplanner.trials.history.HistoryException;
import org.ampplanner.trials.history.TrialHistory;
import org.ampplanner.trials.learning.Outcome;
import org.ampplanner.unit.Units;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The finished trials of a history. Trials that failed count as runs without a time. A row that is
 * no trial of the job is left out with a warning, as long as another is one. A history of several
 * jobs is refused: their runs cannot be told apart by what a job says today.
 *
 * @param file the history
 */
public record HistoryRuns(SourceFile file) implements MeasuredSource {

  @Override
  public MeasuredRuns read(Job job) {
    Problems problems = new Problems();
    if (!Files.isRegularFile(file.path())) {
      problems.error(file.at(), "does not exist", "the file that `amp trial --history` wrote");
    }
    problems.throwIfAny();
    Map<Long, HistoryEntry> entries = entries(problems);
    problems.throwIfAny();
    long jobs = entries.values().stream().map(HistoryEntry::job).distinct().count();
    if (jobs > 1) {
      problems.error(file.at(), "holds trials of " + jobs + " jobs", "one history for each job");
    }
    problems.throwIfAny();
    return runs(job, entries, problems);
  }

  private Map<Long, HistoryEntry> entries(Problems problems) {
    try (TrialHistory history = TrialHistory.open(file.path())) {
      for (BadRow row : history.bad(null)) {
        problems.warning(file.at(), row.message(), row.maybe(file.shown()));
      }
      return history.rows(null);
    } catch (HistoryException e) {
      problems.error(file.at(), String.valueOf(e.getMessage()), null);
      return Map.of();
    }
  }

  private MeasuredRuns runs(Job job, Map<Long, HistoryEntry> entries, Problems problems) {
    PredictiveCostModel model = job.predictive().orElseThrow();
    StrategyEvaluator evaluator = new StrategyEvaluator(model);
    StrategyReader reader = new StrategyReader(job);
    List<MeasuredRun> runs = new ArrayList<>();
    Map<Long, String> rejected = new LinkedHashMap<>();
    int untimed = 0;
    for (Map.Entry<Long, HistoryEntry> row : entries.entrySet()) {
      HistoryEntry entry = row.getValue();
      switch (entry.outcome()) {
        case Outcome.Failed f -> untimed += f.failure().ofCandidate() ? 1 : 0;
        case Outcome.Measured measured -> {
          double bytes = entry.details().memoryGib() * Units.GIB;
          switch (strategy(reader, entry)) {
            case StrategyRow.Invalid invalid -> rejected.put(row.getKey(), invalid.error());
            case StrategyRow.Named n -> {
              switch (evaluator.evaluate(n.strategy(), n.placement(), n.partition())) {
                case StrategyEvaluator.Priced priced ->
                    runs.add(MeasuredRun.of(model, priced.plan(), measured.seconds(), bytes));
                case StrategyEvaluator.Rejected no ->
                    rejected.put(row.getKey(), no.reason().reason());
              }
            }
          }
        }
      }
    }
    rejected.forEach((id, why) -> {
      String message = "row " + id + ": a trial is none of this job: " + why;
      if (runs.isEmpty()) {
        problems.error(file.at(), message, null);
      } else {
        problems.warning(file.at(), message + "; it does not count", null);
      }
    });
    problems.throwIfAny();
    return new MeasuredRuns(file.shown(), runs, untimed, problems.warnings());
  }

  private static StrategyRow.Content strategy(StrategyReader reader, HistoryEntry entry) {
    List<String> columns = new ArrayList<>();
    List<String> cells = new ArrayList<>();
    try {
      JsonNode plan = JsonMapper.shared().readTree(entry.plan());
      for (String column : plan.propertyNames()) {
        columns.add(column);
        cells.add(plan.get(column).asString());
      }
    } catch (JacksonException e) {
      return new StrategyRow.Invalid("its plan is no JSON");
    }
    return reader.read(columns, cells);
  }
}
