package org.ampplanner.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ampplanner.space.IntConstraint;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.space.SearchConstraints.DegreeConstraints;
import org.ampplanner.space.SearchSpace;

/**
 * The smallest change that makes an infeasible job feasible: a constraint of the search dropped, or
 * a global batch size close by.
 *
 * @param advice the change, readable after "Maybe "
 */
public record WayOut(String advice) {
  private static final IntConstraint ANY = new IntConstraint.Any();
  private static final int NEAREST_BATCHES = 64;

  /** A change to a job. */
  private record Change(String advice, Job job) {
    boolean helps() {
      SearchSpace space = SearchSpace.enumerate(job.bindCostModel(), job.constraints());
      return !space.strategies().isEmpty();
    }
  }

  /** Looks for a way out, one constraint first; empty if no small change helps. */
  public static Optional<WayOut> of(Job job) {
    List<Change> changes = new ArrayList<>(withoutConstraints(job));
    int batch = job.training().globalBatchSize();
    for (int distance = 1; distance <= NEAREST_BATCHES; distance++) {
      changes.add(withBatch(job, batch + distance));
      if (batch > distance) {
        changes.add(withBatch(job, batch - distance));
      }
    }
    return changes.stream()
        .filter(Change::helps)
        .findFirst()
        .map(change -> new WayOut(change.advice));
  }

  private static Change withBatch(Job job, int batch) {
    return new Change(
        "global_batch_size: " + batch, job.with(job.training().withGlobalBatchSize(batch)));
  }

  private static List<Change> withoutConstraints(Job job) {
    SearchConstraints c = job.constraints();
    DegreeConstraints d = c.degrees();
    IntConstraint tp = d.tensorParallel();
    IntConstraint pp = d.pipelineParallel();
    IntConstraint dp = d.dataParallel();
    IntConstraint mbs = c.microBatchSize();
    List<Change> changes = new ArrayList<>();
    add(changes, job, "search.tensor_parallel", tp, c.with(d.with(ANY, pp, dp), mbs));
    add(changes, job, "search.pipeline_parallel", pp, c.with(d.with(tp, ANY, dp), mbs));
    add(changes, job, "search.data_parallel", dp, c.with(d.with(tp, pp, ANY), mbs));
    add(changes, job, "search.micro_batch_size", mbs, c.with(d, ANY));
    if (!c.equals(SearchConstraints.DEFAULT)) {
      changes.add(new Change("a job without `search`", job.with(SearchConstraints.DEFAULT)));
    }
    return changes;
  }

  private static void add(
      List<Change> changes, Job job, String key, IntConstraint given, SearchConstraints without) {
    if (!given.equals(ANY)) {
      changes.add(new Change("leave out " + key, job.with(without)));
    }
  }
}
