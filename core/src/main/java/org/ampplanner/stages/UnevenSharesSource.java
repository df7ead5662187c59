package org.ampplanner.stages;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.ampplanner.arrange.Candidate;
import org.ampplanner.arrange.CandidateSource;
import org.ampplanner.arrange.Subject;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.StageBound;
import org.ampplanner.placement.Placement;
import org.ampplanner.space.Rejections;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.space.SearchConstraints.DegreeConstraints;
import org.ampplanner.space.SpacePart;
import org.ampplanner.space.StrategyOptions;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;

/**
 * Strategies whose stages are alike and whose replicas take different numbers of micro-batches,
 * each replica on devices of one class: replicas of several classes, or of one where they do not
 * divide the batch (else equal shares are best).
 */
public final class UnevenSharesSource implements CandidateSource {
  private static final int MOST_CLASSES = 6;

  private final CostModel costModel;
  private final SearchConstraints constraints;
  private final int batch;
  private final Map<List<Object>, StageBound> bounds = new ConcurrentHashMap<>();

  /** Makes a source. */
  public UnevenSharesSource(CostModel costModel, SearchConstraints constraints) {
    this.costModel = costModel;
    this.constraints = constraints;
    this.batch = costModel.inputs().training().globalBatchSize();
  }

  @Override
  public SpacePart part() {
    return SpacePart.UNEVEN_SHARES;
  }

  @Override
  public Optional<String> excluded() {
    return Exclusions.of(costModel, constraints);
  }

  @Override
  public Enumerated enumerate(BooleanSupplier stop) {
    List<Unbounded> all = new ArrayList<>();
    for (ReplicasByClass replicas : replicas(stop)) {
      for (Strategy strategy : strategies(replicas)) {
        all.add(
            new Unbounded(
                new Subject.UnevenShares(strategy),
                () -> Optional.of(bounded(strategy, replicas))));
      }
    }
    return new Enumerated(all, Rejections.NONE, !stop.getAsBoolean());
  }

  private Candidate bounded(Strategy strategy, ReplicasByClass replicas) {
    UnevenBound bound = bound(strategy, replicas);
    double seconds = bound.ofAll(strategy.pipelineParallel());
    return new UnevenSharesCandidate(costModel, strategy, replicas, bound, seconds);
  }

  private List<ReplicasByClass> replicas(BooleanSupplier stop) {
    NodePool pool = new NodePool(costModel.inputs().layout());
    List<ReplicasByClass> all = new ArrayList<>();
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
          ReplicasByClass replicas =
              d.pipelineParallel().allows(pp)
                  ? ReplicasByClass.of(costModel.inputs().layout(), pool.classes(), used, tp, pp)
                  : null;
          if (replicas != null && d.dataParallel().allows(replicas.count())) {
            all.add(replicas);
          }
        }
      }
    }
    return all;
  }

  private List<Strategy> strategies(ReplicasByClass replicas) {
    List<Strategy> all = new ArrayList<>();
    Degrees degrees =
        Degrees.of(replicas.tensorParallel(), replicas.pipelineParallel(), replicas.count());
    for (int samples = 1; samples * replicas.count() <= batch; samples++) {
      boolean even = replicas.usedClasses() == 1 && batch / samples % replicas.count() == 0;
      if (batch % samples != 0 || even || !constraints.microBatchSize().allows(samples)) {
        continue;
      }
      for (StrategyOptions options : constraints.options()) {
        Strategy strategy = options.strategy(degrees, samples, Schedule.ONE_FORWARD_ONE_BACKWARD);
        if (Exclusions.allowed(costModel, constraints, strategy)) {
          all.add(strategy);
        }
      }
    }
    return all;
  }

  private UnevenBound bound(Strategy strategy, ReplicasByClass replicas) {
    List<StageBound> each = new ArrayList<>();
    int replica = 0;
    for (int c = 0; c < replicas.counts().length; c++) {
      if (replicas.counts()[c] > 0) {
        each.add(stage(strategy, c, replicas.devices().get(replica)));
        replica += replicas.counts()[c];
      }
    }
    int[] counts = Arrays.stream(replicas.counts()).filter(n -> n > 0).toArray();
    return new UnevenBound(counts, batch / strategy.microBatchSize(), each);
  }

  /** What a stage of a replica of a class adds at least. */
  private StageBound stage(Strategy strategy, int nodeClass, int[] devices) {
    Strategy alone = strategy.with(Degrees.of(strategy.tensorParallel(), 1, 1));
    return bounds.computeIfAbsent(
        List.of(alone, nodeClass),
        key -> {
          Placement own = new Placement(Arrays.copyOf(devices, strategy.tensorParallel()));
          return costModel.at(alone, own).stageBound(0).orElseThrow();
        });
  }
}
