package org.ampplanner.nonuniform;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.StageCosts;
import org.ampplanner.cost.StagePricing;
import org.ampplanner.cost.StagePricing.Terms;
import org.ampplanner.engine.EngineCase;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.plan.NonUniformPlan;
import org.ampplanner.search.LayerAssigner;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.space.SearchConstraints.DegreeConstraints;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.NonUniformStrategy;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;
import org.jspecify.annotations.Nullable;

/**
 * The best uniform strategy whose replicas take different numbers of micro-batches, each replica on
 * devices of one class: replicas of several classes, or of one where they do not divide the batch
 * (else equal shares are best). Shares are exact ({@link UnevenShares}). Where there are several
 * stages, the best partition by the closed form is refined under the simulated step, and then every
 * partition whose bound leaves it a chance is simulated, as far as they are few.
 */
final class UnevenBatchSearch {
  private static final int MOST_MOVES = 60;
  private static final int MOST_PARTITIONS = 5000; // of one strategy
  private static final int MOST_SIMULATED = 200;
  private static final int MOST_CLASSES = 6;
  private static final double TOLERANCE = 1e-9;

  private final CostModel costModel;
  private final StagePricing pricing;
  private final SearchConstraints constraints;
  private final NodePool pool;
  private final BooleanSupplier stop;
  private final Best best;
  private final int batch;
  private final Map<List<Object>, Terms> terms = new HashMap<>();

  private record Candidate(
      Strategy strategy, ReplicaGroups groups, UnevenBound bound, double boundSeconds) {}

  UnevenBatchSearch(
      CostModel costModel,
      SearchConstraints constraints,
      NodePool pool,
      BooleanSupplier stop,
      Best best) {
    this.costModel = costModel;
    this.pricing = costModel.stagePricing().orElseThrow();
    this.constraints = constraints;
    this.pool = pool;
    this.stop = stop;
    this.best = best;
    this.batch = costModel.inputs().training().globalBatchSize();
  }

  /** Searches; tells {@link Best} what it finds and what it leaves open. */
  void run() {
    List<Candidate> candidates = new ArrayList<>();
    List<ReplicaGroups> possible = groups();
    if (stop.getAsBoolean()) {
      best.leaveOpen(0);
      return;
    }
    for (ReplicaGroups groups : possible) {
      for (Strategy strategy : strategies(groups)) {
        if (stop.getAsBoolean()) {
          best.leaveOpen(0);
          return;
        }
        UnevenBound bound = bound(strategy, groups);
        double seconds = bound.ofAll(strategy.pipelineParallel()) + pricing.fixedSeconds();
        candidates.add(new Candidate(strategy, groups, bound, seconds));
      }
    }
    candidates.sort(Comparator.comparingDouble(Candidate::boundSeconds));
    for (Candidate candidate : candidates) {
      best.count();
      if (stop.getAsBoolean()) {
        best.leaveOpen(candidate.boundSeconds);
      } else if (candidate.boundSeconds < best.limit()) {
        search(candidate);
      }
    }
  }

  private List<ReplicaGroups> groups() {
    List<ReplicaGroups> all = new ArrayList<>();
    int classes = pool.classes().size();
    DegreeConstraints d = constraints.degrees();
    int devices = costModel.inputs().layout().devices();
    int largest = pool.classes().stream().mapToInt(c -> c.line().devices()).max().orElseThrow();
    int layers = costModel.inputs().model().layers().size();
    for (int set = 1; set < 1 << Math.min(classes, MOST_CLASSES); set++) {
      boolean[] used = new boolean[classes];
      for (int c = 0; c < classes; c++) {
        used[c] = (set >> c & 1) == 1;
      }
      for (int tp = 1; tp <= largest && !stop.getAsBoolean(); tp++) {
        for (int pp = 1;
            d.tensorParallel().allows(tp) && tp * pp <= devices && pp <= layers;
            pp++) {
          ReplicaGroups groups =
              d.pipelineParallel().allows(pp)
                  ? ReplicaGroups.of(costModel.inputs().layout(), pool.classes(), used, tp, pp)
                  : null;
          if (groups != null && d.dataParallel().allows(groups.replicas())) {
            all.add(groups);
          }
        }
      }
    }
    return all;
  }

  private List<Strategy> strategies(ReplicaGroups groups) {
    List<Strategy> all = new ArrayList<>();
    Degrees degrees =
        Degrees.of(groups.tensorParallel(), groups.pipelineParallel(), groups.replicas());
    for (int samples = 1; samples * groups.replicas() <= batch; samples++) {
      boolean even = groups.kinds() == 1 && batch / samples % groups.replicas() == 0;
      if (batch % samples != 0 || even || !constraints.microBatchSize().allows(samples)) {
        continue;
      }
      for (Recompute recompute : constraints.recompute()) {
        for (int zero : constraints.zeroStages()) {
          for (boolean sequence : constraints.sequenceParallel()) {
            Strategy strategy =
                new Strategy(
                    degrees, samples, Schedule.ONE_FORWARD_ONE_BACKWARD, recompute, zero, sequence);
            if (allowed(strategy)) {
              all.add(strategy);
            }
          }
        }
      }
    }
    return all;
  }

  private boolean allowed(Strategy strategy) {
    EngineCase asked =
        new EngineCase(strategy, costModel.inputs().model(), costModel.inputs().training());
    return constraints.engine().objection(asked).isEmpty()
        && costModel.objection(strategy).isEmpty();
  }

  private UnevenBound bound(Strategy strategy, ReplicaGroups groups) {
    List<Terms> each = new ArrayList<>();
    int replica = 0;
    for (int c = 0; c < groups.counts().length; c++) {
      if (groups.counts()[c] > 0) {
        each.add(terms(strategy, c, groups.devices().get(replica)));
        replica += groups.counts()[c];
      }
    }
    int[] counts = Arrays.stream(groups.counts()).filter(n -> n > 0).toArray();
    return new UnevenBound(counts, batch / strategy.microBatchSize(), each);
  }

  /** The terms of one stage of a replica of a class. */
  private Terms terms(Strategy strategy, int nodeClass, int[] devices) {
    Strategy alone = strategy.with(Degrees.of(strategy.tensorParallel(), 1, 1));
    return terms.computeIfAbsent(
        List.of(alone, nodeClass),
        key ->
            pricing.terms(alone, new Placement(Arrays.copyOf(devices, strategy.tensorParallel()))));
  }

  private void search(Candidate candidate) {
    Shared shared = new Shared(candidate);
    int stages = candidate.strategy.pipelineParallel();
    int layers = costModel.inputs().model().layers().size();
    if (stages == 1) {
      shared.offer(new Partition(new int[] {0, layers}));
      return;
    }
    LayerAssigner.partition(shared.even(), candidate.strategy.degrees().virtualPipeline())
        .ifPresent(first -> {
          shared.offer(first);
          int[] cuts = Cuts.refine(first.cuts(), MOST_MOVES, shared::secondsAtShares);
          shared.offer(new Partition(cuts));
        });
    if (candidate.bound.partitions(stages, MOST_PARTITIONS) == MOST_PARTITIONS) {
      best.leaveOpen(candidate.boundSeconds);
      return;
    }
    int[] simulated = {0};
    candidate.bound.everyPartition(
        stages,
        cuts -> {
          if (stop.getAsBoolean()) {
            best.leaveOpen(candidate.boundSeconds);
            return;
          }
          double least = candidate.bound.of(cuts) + pricing.fixedSeconds();
          if (least < best.limit() && simulated[0]++ < MOST_SIMULATED) {
            shared.offer(new Partition(cuts.clone()));
          } else if (least < best.limit()) {
            best.leaveOpen(Math.max(least, candidate.boundSeconds));
          }
        });
  }

  /** One candidate with different shares. */
  private final class Shared {
    private final Strategy strategy;
    private final ReplicaGroups groups;
    private final double boundSeconds;
    private final Placement placement;
    private final int[] kinds; // classes that are used
    private final int[] counts;
    private final int total;
    private final Map<List<Integer>, StageCosts> costs = new HashMap<>();
    private List<Integer> shares = List.of();

    Shared(Candidate candidate) {
      strategy = candidate.strategy;
      groups = candidate.groups;
      boundSeconds = candidate.boundSeconds;
      placement = groups.placement();
      kinds =
          IntStream.range(0, groups.counts().length).filter(c -> groups.counts()[c] > 0).toArray();
      counts = IntStream.of(kinds).map(c -> groups.counts()[c]).toArray();
      total = batch / strategy.microBatchSize();
    }

    /** Returns the tables where all replicas take the mean. */
    StageCosts even() {
      int mean = Math.max(1, total / groups.replicas());
      return costs(Collections.nCopies(groups.replicas(), mean));
    }

    private StageCosts costs(List<Integer> microBatches) {
      return costs.computeIfAbsent(
          microBatches,
          own ->
              costModel
                  .nonUniformCosts(
                      new NonUniformStrategy(
                          Collections.nCopies(strategy.pipelineParallel(), strategy), own),
                      placement)
                  .orElseThrow());
    }

    /** Prices the best shares for a partition; leaves open what other shares may be better. */
    void offer(Partition partition) {
      UnevenShares.Times times =
          (kind, m) -> {
            int[] most = new int[kinds.length];
            Arrays.fill(most, 1);
            most[kind] = m;
            return stop.getAsBoolean() ? 0 : seconds(perReplica(most), partition);
          };
      int @Nullable [] most = UnevenShares.of(counts, total, times);
      if (stop.getAsBoolean()) {
        best.leaveOpen(boundSeconds);
        return;
      }
      if (most == null) {
        return;
      }
      double least = 0;
      for (int kind = 0; kind < kinds.length; kind++) {
        least = Math.max(least, times.seconds(kind, most[kind]));
      }
      shares = exactly(most, times);
      NonUniformPlan plan =
          NonUniformPlan.priced(
              costModel,
              new NonUniformStrategy(
                  Collections.nCopies(strategy.pipelineParallel(), strategy), shares),
              placement,
              partition);
      if (plan.fits()) {
        best.offer(plan);
      }
      boolean fewerMayFit = !plan.fits() && Collections.max(shares) < partition.stages();
      if (fewerMayFit || (plan.fits() && plan.iterationSeconds() > least * (1 + TOLERANCE))) {
        best.leaveOpen(least);
      }
    }

    double secondsAtShares(int[] cuts) {
      if (stop.getAsBoolean()) {
        return Double.POSITIVE_INFINITY;
      }
      var estimate = costModel.estimate(costs(shares), new Partition(cuts.clone()));
      boolean fits = estimate.memory() == null || estimate.memory().fits();
      return fits ? estimate.iterationSeconds() : Double.POSITIVE_INFINITY;
    }

    private double seconds(List<Integer> microBatches, Partition partition) {
      return costModel.estimate(costs(microBatches), partition).iterationSeconds();
    }

    private List<Integer> perReplica(int[] most) {
      List<Integer> all = new ArrayList<>();
      for (int kind = 0; kind < kinds.length; kind++) {
        all.addAll(Collections.nCopies(counts[kind], most[kind]));
      }
      return all;
    }

    /** Takes what is too much from the replicas of the slowest kind. */
    private List<Integer> exactly(int[] most, UnevenShares.Times times) {
      int surplus = -total;
      for (int kind = 0; kind < kinds.length; kind++) {
        surplus += counts[kind] * most[kind];
      }
      List<Integer> kindsBySlowness =
          IntStream.range(0, kinds.length)
              .boxed()
              .sorted(Comparator.comparingDouble(kind -> -times.seconds(kind, most[kind])))
              .toList();
      List<Integer> all = perReplica(most);
      while (surplus > 0) {
        for (int kind : kindsBySlowness) {
          int first = Arrays.stream(counts, 0, kind).sum();
          for (int r = first; r < first + counts[kind] && surplus > 0; r++) {
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
