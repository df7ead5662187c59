package org.ampplanner.explain;

import java.util.ArrayList;
import java.util.List;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Strategy;

/** Changes of a strategy that trade time for memory, or memory for time. */
final class MemoryChanges {
  private MemoryChanges() {}

  /**
   * A changed strategy.
   *
   * @param changes what was changed, such as {@code recompute=full}
   * @param strategy the result
   */
  record Changed(List<String> changes, PipelineStrategy strategy) {
    Changed {
      changes = List.copyOf(changes);
    }

    Changed and(String change, PipelineStrategy next) {
      List<String> all = new ArrayList<>(changes);
      all.add(change);
      return new Changed(all, next);
    }
  }

  /** Returns all combinations of choices that take less memory, at least one of them changed. */
  static List<Changed> saving(PipelineStrategy s) {
    List<Changed> all = List.of(new Changed(List.of(), s));
    all = each(all, MemoryChanges::recomputedMore);
    all = each(all, MemoryChanges::shardedMore);
    all = each(all, MemoryChanges::sequenceSplit);
    all = each(all, MemoryChanges::smallerMicroBatches);
    return all.stream().filter(c -> !c.changes().isEmpty()).toList();
  }

  /** Returns single changes that use more memory to save time. */
  static List<Changed> spending(PipelineStrategy s) {
    Changed now = new Changed(List.of(), s);
    Strategy first = s.first();
    List<Changed> all = new ArrayList<>();
    for (Recompute r : Recompute.values()) {
      if (r.compareTo(first.recompute()) < 0) {
        all.add(now.and("recompute=" + r.id(), s.map(stage -> stage.with(r))));
      }
    }
    for (int zero = 0; zero < first.zeroStage(); zero++) {
      int stage = zero;
      all.add(now.and("zero_stage=" + zero, s.map(own -> own.withZeroStage(stage))));
    }
    int perReplica = s.mostMicroBatches() * first.microBatchSize();
    for (int mbs = 2 * first.microBatchSize(); mbs <= perReplica; mbs += first.microBatchSize()) {
      String change = "micro_batch_size=" + mbs;
      s.withMicroBatchSize(mbs).ifPresent(changed -> all.add(now.and(change, changed)));
    }
    return all;
  }

  /**
   * Returns strategies of other degrees, data parallelism exchanged for tensor or pipeline; none
   * where stages or shares differ.
   */
  static List<Changed> otherDegrees(PipelineStrategy pipeline, int globalBatchSize) {
    return pipeline.uniform().map(s -> otherDegrees(s, globalBatchSize)).orElse(List.of());
  }

  private static List<Changed> otherDegrees(Strategy s, int globalBatchSize) {
    Degrees d = s.degrees();
    List<Changed> all = new ArrayList<>();
    int ways = d.tensorParallel() * d.pipelineParallel() * d.dataParallel();
    for (int tp = 1; tp <= ways; tp++) {
      for (int pp = 1; ways % tp == 0 && pp <= ways / tp; pp++) {
        boolean divides = ways / tp % pp == 0;
        int dp = divides ? ways / tp / pp : 0;
        boolean more = tp * pp > d.tensorParallel() * d.pipelineParallel();
        if (divides && more && globalBatchSize % ((long) dp * s.microBatchSize()) == 0) {
          Degrees other = d.withTensorAndData(tp, dp).withPipeline(pp);
          if (!other.spreadsExpertsOverTensor()) {
            all.add(
                new Changed(
                    describe(d, other), PipelineStrategy.of(s.with(other), globalBatchSize)));
          }
        }
      }
    }
    return all;
  }

  private static List<String> describe(Degrees from, Degrees to) {
    List<String> changes = new ArrayList<>();
    if (from.tensorParallel() != to.tensorParallel()) {
      changes.add("tensor_parallel=" + to.tensorParallel());
    }
    if (from.pipelineParallel() != to.pipelineParallel()) {
      changes.add("pipeline_parallel=" + to.pipelineParallel());
    }
    if (from.dataParallel() != to.dataParallel()) {
      changes.add("data_parallel=" + to.dataParallel());
    }
    return changes;
  }

  private static List<Changed> each(
      List<Changed> all, java.util.function.Function<Changed, List<Changed>> next) {
    return all.stream().flatMap(c -> next.apply(c).stream()).toList();
  }

  private static List<Changed> recomputedMore(Changed c) {
    List<Changed> all = new ArrayList<>(List.of(c));
    for (Recompute r : Recompute.values()) {
      if (r.compareTo(c.strategy().first().recompute()) > 0) {
        all.add(c.and("recompute=" + r.id(), c.strategy().map(stage -> stage.with(r))));
      }
    }
    return all;
  }

  /** Gradients and parameters are not sharded between the stages of a pipeline. */
  private static List<Changed> shardedMore(Changed c) {
    Strategy s = c.strategy().first();
    boolean shared =
        c.strategy().stages().stream()
            .anyMatch(own -> own.dataParallel() * own.degrees().contextParallel() > 1);
    int most = !shared ? 0 : s.pipelineParallel() == 1 ? 3 : 1;
    List<Changed> all = new ArrayList<>(List.of(c));
    for (int zero = s.zeroStage() + 1; zero <= most; zero++) {
      int stage = zero;
      all.add(c.and("zero_stage=" + zero, c.strategy().map(own -> own.withZeroStage(stage))));
    }
    return all;
  }

  private static List<Changed> sequenceSplit(Changed c) {
    boolean split =
        c.strategy().first().sequenceParallel()
            || c.strategy().stages().stream().allMatch(own -> own.tensorParallel() == 1);
    return split
        ? List.of(c)
        : List.of(
            c,
            c.and(
                "sequence_parallel=true", c.strategy().map(own -> own.withSequenceParallel(true))));
  }

  private static List<Changed> smallerMicroBatches(Changed c) {
    List<Changed> all = new ArrayList<>(List.of(c));
    for (int mbs = 1; mbs < c.strategy().first().microBatchSize(); mbs++) {
      String change = "micro_batch_size=" + mbs;
      c.strategy().withMicroBatchSize(mbs).ifPresent(other -> all.add(c.and(change, other)));
    }
    return all;
  }
}
