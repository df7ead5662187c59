package org.ampplanner.space;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.Infeasible;
import org.ampplanner.engine.EngineCase;
import org.ampplanner.model.FeedForward;
import org.ampplanner.model.LayerKind;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;

/**
 * The strategies that a search looks at: all that use every device, keep a tensor-parallel group
 * inside its node, divide the batch evenly and obey the user's constraints.
 *
 * <p>The number of candidates is driven by divisors of the device count and of the batch, not by
 * their size.
 *
 * @param strategies feasible strategies, tensor parallel slowest, then data parallel, then
 *     micro-batch (AMP's order)
 * @param rejections what was looked at and found infeasible
 * @param complete whether the enumeration ended on its own
 */
public record SearchSpace(List<Strategy> strategies, Rejections rejections, boolean complete) {

  /** Copies the list. */
  public SearchSpace {
    strategies = List.copyOf(strategies);
  }

  /** Returns how many candidates were looked at. */
  public int candidates() {
    return strategies.size() + rejections.total();
  }

  /** Enumerates the space of a cost model's inputs under the user's constraints. */
  public static SearchSpace enumerate(CostModel costModel, SearchConstraints constraints) {
    return enumerate(costModel, constraints, costModel.inputs().layout().devices());
  }

  /** Enumerates the strategies that use so many of the devices. */
  public static SearchSpace enumerate(
      CostModel costModel, SearchConstraints constraints, int devices) {
    return enumerate(costModel, constraints, devices, () -> false);
  }

  /**
   * Enumerates the same until it is to stop.
   *
   * @param stop asked before every strategy
   */
  public static SearchSpace enumerate(
      CostModel costModel, SearchConstraints constraints, int devices, BooleanSupplier stop) {
    return new Enumeration(costModel, constraints, devices, false, stop).run();
  }

  /** Enumerates the strategies that use every device, those that cannot fit in memory included. */
  public static SearchSpace whateverItNeeds(CostModel costModel, SearchConstraints constraints) {
    int devices = costModel.inputs().layout().devices();
    return new Enumeration(costModel, constraints, devices, true, () -> false).run();
  }

  /** Returns this space and another as one. */
  public SearchSpace with(SearchSpace other) {
    List<Strategy> both = new ArrayList<>(strategies);
    both.addAll(other.strategies);
    return new SearchSpace(both, rejections.with(other.rejections), complete && other.complete);
  }

  private static final class Enumeration {
    private final CostModel costModel;
    private final CostInputs inputs;
    private final SearchConstraints constraints;
    private final SearchConstraints.DegreeConstraints degrees;
    private final boolean experts;
    private final List<Strategy> feasible = new ArrayList<>();
    private final Rejections.Collector rejected = new Rejections.Collector();

    private final int devices;
    private final boolean misfits;
    private final List<StrategyOptions> options;

    private final BooleanSupplier stop;
    private boolean stopped;

    Enumeration(
        CostModel costModel,
        SearchConstraints constraints,
        int devices,
        boolean misfits,
        BooleanSupplier stop) {
      this.stop = stop;
      this.misfits = misfits;
      this.devices = devices;
      this.costModel = costModel;
      this.inputs = costModel.inputs();
      this.constraints = constraints;
      this.degrees = constraints.degrees();
      this.options = constraints.options();
      this.experts =
          inputs.model().layers().stream()
              .anyMatch(layer ->
                  layer.kind() instanceof LayerKind.Block b
                      && b.feedForward() instanceof FeedForward.Experts);
    }

    SearchSpace run() {
      forEachDivisor(
          devices,
          degrees.tensorParallel(),
          tp ->
              forEachFixed(
                  degrees.contextParallel(),
                  devices / tp,
                  cp ->
                      forEachDivisor(
                          devices / tp / cp,
                          degrees.dataParallel(),
                          dp -> withPipeline(tp, cp, dp, devices / tp / cp / dp))));
      return new SearchSpace(feasible, rejected.collected(), !stopped);
    }

    private void withPipeline(int tp, int cp, int dp, int pp) {
      if (!degrees.pipelineParallel().allows(pp)) {
        return;
      }
      forEachFixed(
          degrees.expertParallel(),
          overTensor(tp) ? tp * dp * cp : dp * cp,
          ep ->
              forEachFixed(
                  degrees.virtualPipeline(),
                  Integer.MAX_VALUE,
                  vp -> {
                    boolean tooMany = (long) pp * vp > inputs.model().layers().size();
                    boolean vain = vp > 1 && (pp == 1 || tooMany);
                    if (!vain || !degrees.virtualPipeline().allows(1)) {
                      Degrees usual = new Degrees(tp, pp, dp, cp, ep, vp);
                      withDegrees(usual);
                      if (overTensor(tp) && ep > 1 && usual.expertTensorParallel() > 1) {
                        withDegrees(usual.withExpertTensor(1));
                      }
                    }
                  }));
    }

    /** Whether whole experts on tensor-parallel ranks are another choice than cut ones. */
    private boolean overTensor(int tp) {
      return tp > 1 && experts;
    }

    private void withDegrees(Degrees d) {
      int batch = inputs.training().globalBatchSize();
      stopped |= stop.getAsBoolean();
      if (stopped) {
        return;
      }
      Optional<Infeasible> objection = divisibility(d);
      if (objection.isPresent()) {
        rejected.add(objection.get());
        return;
      }
      forEachDivisor(
          batch / d.dataParallel(), constraints.microBatchSize(), mbs -> withOptions(d, mbs));
    }

    private Optional<Infeasible> divisibility(Degrees d) {
      int batch = inputs.training().globalBatchSize();
      int layers = inputs.model().layers().size();
      String reason = null;
      if (!staysInNode(inputs.layout(), d.tensorParallel())) {
        reason =
            "tensor_parallel (" + d.tensorParallel() + ") does not divide every node's devices";
      } else if (batch % d.dataParallel() != 0) {
        reason =
            String.format(
                Locale.ROOT,
                "global_batch_size (%d) is not divisible by data_parallel (%d)",
                batch,
                d.dataParallel());
      }
      return Optional.ofNullable(reason)
          .map(text -> new Infeasible(Infeasible.Kind.DIVISIBILITY, text))
          .or(() -> tooManyStages(d, layers));
    }

    private void withOptions(Degrees d, int microBatchSize) {
      for (Schedule schedule : constraints.schedules()) {
        for (StrategyOptions o : options) {
          stopped |= stop.getAsBoolean();
          if (!stopped && !repeats(d, o) && !repeats(d, schedule)) {
            Strategy s = o.strategy(d, microBatchSize, schedule);
            objection(s).ifPresentOrElse(rejected::add, () -> feasible.add(s));
          }
        }
      }
    }

    private Optional<Infeasible> objection(Strategy s) {
      return constraints
          .engine()
          .objection(new EngineCase(s, inputs.model(), inputs.training()))
          .map(reason -> new Infeasible(Infeasible.Kind.ENGINE, reason))
          .or(() -> costModel.objection(s))
          .or(() -> misfits ? Optional.empty() : costModel.misfit(s));
    }

    /** Whether options that divide nothing stand beside the same strategy without them. */
    private boolean repeats(Degrees d, StrategyOptions o) {
      boolean alone = d.dataParallel() * d.contextParallel() == 1;
      boolean split = o.sequenceParallel() && d.tensorParallel() == 1;
      return (split && constraints.sequenceParallel().contains(false))
          || (o.zeroStage() > 0 && alone && constraints.zeroStages().contains(0));
    }

    /** Whether chunks that no schedule has, or one chunk, stand beside the schedule that fits. */
    private boolean repeats(Degrees d, Schedule schedule) {
      boolean chunked = d.virtualPipeline() > 1;
      List<Schedule> all = constraints.schedules();
      return schedule == Schedule.INTERLEAVED
          ? !chunked && all.contains(Schedule.ONE_FORWARD_ONE_BACKWARD)
          : chunked && all.contains(Schedule.INTERLEAVED);
    }

    private static void forEachDivisor(int n, IntConstraint constraint, Consumer<Integer> each) {
      List<Integer> large = new ArrayList<>();
      for (int i = 1; (long) i * i <= n; i++) {
        if (n % i == 0) {
          if (constraint.allows(i)) {
            each.accept(i);
          }
          if (n / i != i) {
            large.add(n / i);
          }
        }
      }
      large.reversed().stream().filter(constraint::allows).forEach(each);
    }

    /** Visits the values of a constraint that names them; degrees beyond the usual are opt-in. */
    private static void forEachFixed(IntConstraint constraint, int n, Consumer<Integer> each) {
      switch (constraint) {
        case IntConstraint.Any any -> forEachDivisor(n, any, each);
        case IntConstraint.OneOf oneOf ->
            oneOf.values().stream().filter(i -> n == Integer.MAX_VALUE || n % i == 0).forEach(each);
        case IntConstraint.Range range ->
            IntStream.rangeClosed(range.min(), Math.min(range.max(), 4096))
                .filter(i -> n == Integer.MAX_VALUE || n % i == 0)
                .forEach(each::accept);
      }
    }
  }

  /** Returns the objection to more stages, or chunks of stages, than layers. */
  public static Optional<Infeasible> tooManyStages(Degrees d, int layers) {
    if ((long) d.pipelineParallel() * d.virtualPipeline() <= layers) {
      return Optional.empty();
    }
    String chunks =
        d.virtualPipeline() == 1 ? "" : " times virtual_pipeline (" + d.virtualPipeline() + ")";
    return Optional.of(
        new Infeasible(
            Infeasible.Kind.DIVISIBILITY,
            String.format(
                Locale.ROOT,
                "pipeline_parallel (%d)%s is more than the model's layers (%d)",
                d.pipelineParallel(),
                chunks,
                layers)));
  }

  /**
   * Returns whether tensor-parallel groups of that size, numbered consecutively, stay inside their
   * nodes.
   */
  public static boolean staysInNode(ClusterLayout layout, int tensorParallel) {
    for (NodeLine line : layout.cluster().lines()) {
      if (line.devices() % tensorParallel != 0) {
        return false;
      }
    }
    return true;
  }
}
