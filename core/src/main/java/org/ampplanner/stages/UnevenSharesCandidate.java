package org.ampplanner.stages;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.ampplanner.arrange.Candidate;
import org.ampplanner.arrange.Cuts;
import org.ampplanner.arrange.LayerAssigner;
import org.ampplanner.arrange.Settled;
import org.ampplanner.arrange.Subject;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.StepPricing;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.plan.Plan;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Strategy;
import org.jspecify.annotations.Nullable;

/**
 * The best shares and partition of a strategy on replicas of some classes. Shares are exact ({@link
 * UnevenShares}). Where there are several stages, the best partition by the closed form is refined
 * under the simulated step, and then every partition whose bound leaves it a chance is simulated,
 * as far as they are few.
 *
 * @param costModel what prices it
 * @param strategy what all stages follow
 * @param replicas the replicas
 * @param bound of shares
 * @param boundSeconds of all shares and partitions
 */
record UnevenSharesCandidate(
    CostModel costModel,
    Strategy strategy,
    ReplicasByClass replicas,
    UnevenBound bound,
    double boundSeconds)
    implements Candidate {
  private static final int MOST_MOVES = 60;
  private static final int MOST_PARTITIONS = 5000;
  private static final int MOST_SIMULATED = 200;

  @Override
  public Subject subject() {
    return new Subject.UnevenShares(strategy);
  }

  @Override
  public Settled settle(double limitSeconds, BooleanSupplier stop) {
    return new Search(limitSeconds, stop).settled();
  }

  /** Different shares and partitions. */
  private final class Search {
    private final BooleanSupplier stop;
    private final Placement placement = replicas.placement();
    private final int[] classes; // classes that are used
    private final int[] counts;
    private final int total;
    private final Map<List<Integer>, StepPricing> pricings = new HashMap<>();
    private List<Integer> shares = List.of();
    private Optional<Plan> best = Optional.empty();
    private double limit;
    private double open = Double.POSITIVE_INFINITY;

    Search(double limitSeconds, BooleanSupplier stop) {
      this.limit = limitSeconds;
      this.stop = stop;
      classes =
          IntStream.range(0, replicas.counts().length)
              .filter(c -> replicas.counts()[c] > 0)
              .toArray();
      counts = IntStream.of(classes).map(c -> replicas.counts()[c]).toArray();
      total = costModel.inputs().training().globalBatchSize() / strategy.microBatchSize();
    }

    Settled settled() {
      int stages = strategy.pipelineParallel();
      if (stages == 1) {
        int layers = costModel.inputs().model().layers().size();
        offer(new Partition(new int[] {0, layers}));
      } else {
        severalStages(stages);
      }
      return new Settled(best, open);
    }

    private void severalStages(int stages) {
      LayerAssigner.partition(even().tables(), strategy.degrees().virtualPipeline())
          .ifPresent(first -> {
            offer(first);
            offer(new Partition(Cuts.refine(first.cuts(), MOST_MOVES, this::secondsAtShares)));
          });
      if (bound.partitions(stages, MOST_PARTITIONS) == MOST_PARTITIONS) {
        leaveOpen(boundSeconds);
        return;
      }
      int[] simulated = {0};
      bound.everyPartition(
          stages,
          cuts -> {
            double least = stop.getAsBoolean() ? boundSeconds : bound.of(cuts);
            boolean chance = least < limit * (1 - Plan.ROUNDING);
            if (chance && !stop.getAsBoolean() && simulated[0]++ < MOST_SIMULATED) {
              offer(new Partition(cuts.clone()));
            } else if (chance) {
              leaveOpen(Math.max(least, boundSeconds));
            }
          });
    }

    private void leaveOpen(double seconds) {
      open = Math.min(open, seconds);
    }

    /** Returns the pricing where all replicas take the mean. */
    private StepPricing even() {
      int mean = Math.max(1, total / replicas.count());
      return at(Collections.nCopies(replicas.count(), mean));
    }

    private StepPricing at(List<Integer> microBatches) {
      return pricings.computeIfAbsent(
          microBatches, own -> costModel.at(PipelineStrategy.of(strategy, own), placement));
    }

    /** Prices the best shares for a partition; leaves open what other shares may be better. */
    private void offer(Partition partition) {
      UnevenShares.Times times =
          (nodeClass, m) -> {
            int[] most = new int[classes.length];
            Arrays.fill(most, 1);
            most[nodeClass] = m;
            return stop.getAsBoolean() ? 0 : at(perReplica(most)).seconds(partition);
          };
      int @Nullable [] most = UnevenShares.of(counts, total, times);
      if (stop.getAsBoolean()) {
        leaveOpen(boundSeconds);
        return;
      }
      if (most == null) {
        return;
      }
      double least = 0;
      for (int nodeClass = 0; nodeClass < classes.length; nodeClass++) {
        least = Math.max(least, times.seconds(nodeClass, most[nodeClass]));
      }
      shares = exactly(most, times);
      Plan plan =
          new Plan(
              PipelineStrategy.of(strategy, shares),
              placement,
              partition,
              at(shares).estimate(partition));
      if (plan.fits() && plan.iterationSeconds() < limit * (1 - Plan.ROUNDING)) {
        best = Optional.of(plan);
        limit = plan.iterationSeconds();
      }
      boolean fewerMayFit = !plan.fits() && Collections.max(shares) < partition.stages();
      if (fewerMayFit || (plan.fits() && plan.iterationSeconds() > least * (1 + Plan.ROUNDING))) {
        leaveOpen(least);
      }
    }

    private double secondsAtShares(int[] cuts) {
      if (stop.getAsBoolean()) {
        return Double.POSITIVE_INFINITY;
      }
      CostEstimate estimate = at(shares).estimate(new Partition(cuts.clone()));
      boolean fits = estimate.memory() == null || estimate.memory().fits();
      return fits ? estimate.iterationSeconds() : Double.POSITIVE_INFINITY;
    }

    private List<Integer> perReplica(int[] most) {
      List<Integer> all = new ArrayList<>();
      for (int nodeClass = 0; nodeClass < classes.length; nodeClass++) {
        all.addAll(Collections.nCopies(counts[nodeClass], most[nodeClass]));
      }
      return all;
    }

    /** Takes what is too much from the replicas of the slowest class. */
    private List<Integer> exactly(int[] most, UnevenShares.Times times) {
      int surplus = -total;
      for (int nodeClass = 0; nodeClass < classes.length; nodeClass++) {
        surplus += counts[nodeClass] * most[nodeClass];
      }
      List<Integer> classesBySlowness =
          IntStream.range(0, classes.length)
              .boxed()
              .sorted(
                  Comparator.comparingDouble(
                      nodeClass -> -times.seconds(nodeClass, most[nodeClass])))
              .toList();
      List<Integer> all = perReplica(most);
      while (surplus > 0) {
        for (int nodeClass : classesBySlowness) {
          int first = Arrays.stream(counts, 0, nodeClass).sum();
          for (int r = first; r < first + counts[nodeClass] && surplus > 0; r++) {
            if (all.get(r) > 1) {
              all.set(r, all.get(r) - 1);
              surplus--;
            }
          }
        }
      }
      return all;
    }
  }
}
