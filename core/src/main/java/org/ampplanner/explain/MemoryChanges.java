package org.ampplanner.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ampplanner.strategy.Degrees;
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
  record Changed(List<String> changes, Strategy strategy) {
    Changed {
      changes = List.copyOf(changes);
    }

    Changed and(String change, Strategy next) {
      List<String> all = new ArrayList<>(changes);
      all.add(change);
      return new Changed(all, next);
    }
  }

  /** Returns all combinations of choices that take less memory, at least one of them changed. */
  static List<Changed> saving(Strategy s, int globalBatchSize) {
    List<Changed> all = List.of(new Changed(List.of(), s));
    all = each(all, MemoryChanges::recomputedMore);
    all = each(all, MemoryChanges::shardedMore);
    all = each(all, MemoryChanges::sequenceSplit);
    all = each(all, c -> smallerMicroBatches(c, globalBatchSize));
    return all.stream().filter(c -> !c.changes().isEmpty()).toList();
  }

  /** Returns single changes that use more memory to save time. */
  static List<Changed> spending(Strategy s, int globalBatchSize) {
    Changed now = new Changed(List.of(), s);
    List<Changed> all = new ArrayList<>();
    for (Recompute r : Recompute.values()) {
      if (r.compareTo(s.recompute()) < 0) {
        all.add(now.and("recompute=" + r.id(), s.with(r)));
      }
    }
    for (int zero = 0; zero < s.zeroStage(); zero++) {
      all.add(now.and("zero_stage=" + zero, s.withZeroStage(zero)));
    }
    int perReplica = globalBatchSize / s.dataParallel();
    for (int mbs = 2 * s.microBatchSize(); mbs <= perReplica; mbs += s.microBatchSize()) {
      if (perReplica % mbs == 0) {
        all.add(now.and("micro_batch_size=" + mbs, s.withMicroBatchSize(mbs)));
      }
    }
    return all;
  }

  /** Returns strategies of other degrees, data parallelism exchanged for tensor or pipeline. */
  static List<Changed> otherDegrees(Strategy s, int globalBatchSize) {
    Degrees d = s.degrees();
    List<Changed> all = new ArrayList<>();
    int ways = d.tensorParallel() * d.pipelineParallel() * d.dataParallel();
    for (int tp = 1; tp <= ways; tp++) {
      for (int pp = 1; ways % tp == 0 && pp <= ways / tp; pp++) {
        boolean divides = ways / tp % pp == 0;
        int dp = divides ? ways / tp / pp : 0;
        boolean more = tp * pp > d.tensorParallel() * d.pipelineParallel();
        if (divides && more && globalBatchSize % ((long) dp * s.microBatchSize()) == 0) {
          Degrees other =
              new Degrees(tp, pp, dp, d.contextParallel(), d.expertParallel(), d.virtualPipeline());
          if (!other.spreadsExpertsOverTensor()) {
            all.add(new Changed(describe(d, other), s.with(other)));
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
      if (r.compareTo(c.strategy().recompute()) > 0) {
        all.add(c.and("recompute=" + r.id(), c.strategy().with(r)));
      }
    }
    return all;
  }

  /** Gradients and parameters are not sharded between the stages of a pipeline. */
  private static List<Changed> shardedMore(Changed c) {
    Strategy s = c.strategy();
    Degrees d = s.degrees();
    int most = d.dataParallel() * d.contextParallel() == 1 ? 0 : d.pipelineParallel() == 1 ? 3 : 1;
    List<Changed> all = new ArrayList<>(List.of(c));
    for (int zero = s.zeroStage() + 1; zero <= most; zero++) {
      all.add(c.and("zero_stage=" + zero, s.withZeroStage(zero)));
    }
    return all;
  }

  private static List<Changed> sequenceSplit(Changed c) {
    Strategy s = c.strategy();
    return s.sequenceParallel() || s.tensorParallel() == 1
        ? List.of(c)
        : List.of(c, c.and("sequence_parallel=true", s.withSequenceParallel(true)));
  }

  private static List<Changed> smallerMicroBatches(Changed c, int globalBatchSize) {
    Strategy s = c.strategy();
    int perReplica = globalBatchSize / s.dataParallel();
    List<Changed> all = new ArrayList<>(List.of(c));
    IntStream.range(1, s.microBatchSize())
        .filter(mbs -> perReplica % mbs == 0)
        .forEach(mbs -> all.add(c.and("micro_batch_size=" + mbs, s.withMicroBatchSize(mbs))));
    return all;
  }
}
