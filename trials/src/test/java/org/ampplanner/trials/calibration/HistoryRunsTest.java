package org.ampplanner.trials.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.job.JobReader;
import org.ampplanner.formats.job.JobRequest;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.job.Job;
import org.ampplanner.trials.history.Claim;
import org.ampplanner.trials.history.HistoryEntry;
import org.ampplanner.trials.history.TrialHistory;
import org.ampplanner.trials.learning.Failure;
import org.ampplanner.trials.learning.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryRunsTest {
  private static final Path HOME = Path.of("..");
  private static final Job JOB =
      new JobReader(Catalog.of(HOME, List.of()))
          .read(
              JobRequest.of("amp-homogeneous", Map.of("cost_model", "predictive"), List.of(), HOME))
          .job();

  @TempDir Path folder;

  private static void record(TrialHistory history, String job, String plan, Outcome outcome) {
    assertThat(history.claim(new Claim(job, plan), "deepspeed", plan, Duration.ofHours(1)))
        .isTrue();
    history.record(
        new HistoryEntry(
            job, plan, "deepspeed", plan, Double.NaN, outcome, HistoryEntry.Details.NONE));
  }

  private static String plan(int pp, int dp) {
    return "{\"tensor_parallel\": 1, \"pipeline_parallel\": "
        + pp
        + ", \"data_parallel\": "
        + dp
        + ", \"micro_batch_size\": 1, \"sequence_parallel\": false}";
  }

  @Test
  void finishedTrialsAreRunsAndFailedOnesHaveNoTime() {
    Path file = folder.resolve("trials.sqlite");
    try (TrialHistory history = TrialHistory.open(file)) {
      record(history, "a", plan(2, 8), new Outcome.Measured(1.28));
      record(history, "a", plan(4, 4), new Outcome.Measured(1.2));
      record(history, "a", plan(1, 16), Outcome.Failed.of(Failure.of("oom")));
    }
    MeasuredRuns runs = new HistoryRuns(SourceFile.of(file)).read(JOB);
    assertThat(runs.runs()).extracting(MeasuredRun::measuredSeconds).containsExactly(1.28, 1.2);
    assertThat(runs.runs().get(1).strategy().stages().size()).isEqualTo(4);
    assertThat(runs.untimed()).isEqualTo(1);
  }

  @Test
  void historiesOfSeveralJobsAndOtherFilesAreRefused() throws IOException {
    Path file = folder.resolve("trials.sqlite");
    try (TrialHistory history = TrialHistory.open(file)) {
      record(history, "a", plan(2, 8), new Outcome.Measured(1.28));
      record(history, "b", plan(4, 4), new Outcome.Measured(1.2));
    }
    assertThatThrownBy(() -> new HistoryRuns(SourceFile.of(file)).read(JOB))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("2 jobs");
    Path text = folder.resolve("text.csv");
    Files.writeString(text, "measured_s\n1\n");
    for (Path wrong : List.of(text, folder.resolve("none.sqlite"))) {
      assertThatThrownBy(() -> new HistoryRuns(SourceFile.of(wrong)).read(JOB))
          .isInstanceOf(ProblemsException.class)
          .hasMessageContaining(wrong.getFileName().toString());
    }
  }
}
