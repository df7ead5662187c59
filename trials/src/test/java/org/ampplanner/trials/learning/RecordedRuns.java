package org.ampplanner.trials.learning;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.job.JobReader;
import org.ampplanner.formats.job.JobRequest;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;
import org.ampplanner.search.StrategyEvaluator;

/** Recorded runs of a job, for replays. */
public record RecordedRuns(Job job, List<Plan> plans, List<Outcome> outcomes) {
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

  private static Job job(String name, Map<String, String> options) {
    return new JobReader(Catalog.of(REPOSITORY, List.of()))
        .read(JobRequest.of(name, options, List.of(), REPOSITORY))
        .job();
  }

  /** Returns the rows of a file as candidates, whatever became of them. */
  static CandidateSet candidates(String job, Map<String, String> options, String file) {
    Job read = job(job, options);
    SourceFile source = new SourceFile(REPOSITORY.resolve(file), file);
    return JobCandidates.of(
        read, Candidates.read(read, new StrategyEvaluator(read.bindCostModel()), source).plans());
  }

  static RecordedRuns read(String job, Map<String, String> options, String file) {
    Job read = job(job, options);
    RecordedTrials trials =
        RecordedTrials.read(
            read,
            new StrategyEvaluator(read.bindCostModel()),
            new SourceFile(REPOSITORY.resolve(file), file));
    return new RecordedRuns(read, trials.plans(), trials.outcomes());
  }

  static double seconds(Outcome outcome) {
    return outcome instanceof Outcome.Measured m ? m.seconds() : Double.POSITIVE_INFINITY;
  }

  /** Returns the rows that the data at hand knows the outcome of: timed, or failed with a cause. */
  RecordedRuns known() {
    List<Integer> rows =
        IntStream.range(0, plans.size())
            .filter(i ->
                !(outcomes.get(i) instanceof Outcome.Failed f && f.failure() == Failure.UNKNOWN))
            .boxed()
            .toList();
    return new RecordedRuns(
        job, rows.stream().map(plans::get).toList(), rows.stream().map(outcomes::get).toList());
  }

  Replayed replayed(String name) {
    return new Replayed(name, JobCandidates.of(job, plans), outcomes);
  }
}
