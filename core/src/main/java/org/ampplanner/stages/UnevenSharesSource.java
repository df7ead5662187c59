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
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.StageBound;
import org.ampplanner.engine.EngineCase;
import org.ampplanner.placement.Placement;
import org.ampplanner.space.Rejections;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.space.SearchConstraints.DegreeConstraints;
import org.ampplanner.space.SpacePart;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Recompute;
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
    for (ReplicaGroups groups : groups(stop)) {
      for (Strategy strategy : strategies(groups)) {
        all.add(() -> Optional.of(bounded(strategy, groups)));
      }
    }
    return new Enumerated(all, Rejections.NONE, !stop.getAsBoolean());
  }

  private Candidate bounded(Strategy strategy, ReplicaGroups groups) {
    UnevenBound bound = bound(strategy, groups);
    double seconds = bound.ofAll(strategy.pipelineParallel());
    return new UnevenSharesCandidate(costModel, strategy, groups, bound, seconds);
  }

  private List<ReplicaGroups> groups(BooleanSupplier stop) {
    NodePool pool = new NodePool(costModel.inputs().layout());
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
    List<StageBound> each = new ArrayList<>();
    int replica = 0;
    for (int c = 0; c < groups.counts().length; c++) {
      if (groups.counts()[c] > 0) {
        each.add(stage(strategy, c, groups.devices().get(replica)));
        replica += groups.counts()[c];
      }
    }
    int[] counts = Arrays.stream(groups.counts()).filter(n -> n > 0).toArray();
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
