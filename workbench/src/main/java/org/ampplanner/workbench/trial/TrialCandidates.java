package org.ampplanner.workbench.trial;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.ampplanner.formats.plan.PlanFile;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.job.Job;
import org.ampplanner.search.SearchOutcome;
import org.ampplanner.space.Rejections;
import org.ampplanner.trials.learning.Candidates;
import org.ampplanner.workbench.OpenJob;
import org.ampplanner.workbench.SearchRun;

/**
 * What real trials choose from: the plans of a file, of a search, or the user's own.
 *
 * @param job what they are for
 * @param outcome the plans
 * @param rows where they stand in the user's file, or none
 */
public record TrialCandidates(Job job, SearchOutcome outcome, List<Integer> rows) {

  /** Copies the list. */
  public TrialCandidates {
    rows = List.copyOf(rows);
  }

  /** Takes the plans of the job's file, or else of a search. */
  public static TrialCandidates of(OpenJob open, SearchRun run) {
    SearchOutcome outcome =
        open.file().map(PlanFile::outcome).orElseGet(() -> open.search(run).outcome());
    return new TrialCandidates(open.job(), outcome, List.of());
  }

  /**
   * Takes the rows of a strategies file.
   *
   * @param open what they are for
   * @param file the file
   * @param warnings hears what is unusual about it
   * @throws ProblemsException if none of them could be run
   */
  public static TrialCandidates named(OpenJob open, SourceFile file, Consumer<Problem> warnings) {
    Candidates named = Candidates.read(open.job(), open.evaluator(), file);
    named.warnings().forEach(warnings);
    if (named.candidates().isEmpty()) {
      throw ProblemsException.of(file.shown(), "names no strategy that could be run", null);
    }
    return new TrialCandidates(open.job(), outcome(named), named.rows());
  }

  /** Nobody searched: nothing is known of other strategies. */
  private static SearchOutcome outcome(Candidates named) {
    int n = named.candidates().size();
    return new SearchOutcome(
        "named",
        named.plans(),
        new SearchOutcome.Statistics(n, n, 0, 0, true),
        new SearchOutcome.Optimality(0, Double.POSITIVE_INFINITY, false),
        new Rejections(Map.of(), Map.of()));
  }
}
