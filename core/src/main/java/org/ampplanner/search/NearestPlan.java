package org.ampplanner.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.ampplanner.cost.CostModel;
import org.ampplanner.engine.EngineCapabilities;
import org.ampplanner.plan.Plan;
import org.ampplanner.space.IntConstraint;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.space.SearchConstraints.DegreeConstraints;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;

/**
 * The plan that an engine runs in place of one that it cannot express: optimised again under the
 * same cost model within what the engine can do, first with the degrees of the plan, then with any
 * that the user allowed.
 *
 * @param plan what the engine can express
 * @param objections why it is not the plan that was asked for, without the engine's name; empty if
 *     it is
 */
public record NearestPlan(Plan plan, List<String> objections) {

  /** Copies the list. */
  public NearestPlan {
    objections = List.copyOf(objections);
  }

  /**
   * Finds the plan; empty if the engine can run nothing of the kind. As costly as a search.
   *
   * @param costModel what prices plans
   * @param allowed what the user allows
   * @param asked the plan that was asked for
   * @param engine what the engine can express
   */
  public static Optional<NearestPlan> of(
      CostModel costModel, SearchConstraints allowed, Plan asked, EngineCapabilities engine) {
    var inputs = costModel.inputs();
    List<String> objections =
        engine.objections(asked.strategy(), inputs.model(), inputs.training()).toList();
    if (objections.isEmpty()) {
      return Optional.of(new NearestPlan(asked, objections));
    }
    DegreeConstraints same = degrees(asked.strategy().first().degrees());
    return best(costModel, every(same, allowed, engine))
        .or(() -> best(costModel, every(allowed.degrees(), allowed, engine)))
        .or(() -> best(costModel, every(DegreeConstraints.DEFAULT, allowed, engine)))
        .map(plan -> new NearestPlan(plan, objections));
  }

  private static DegreeConstraints degrees(Degrees d) {
    return new DegreeConstraints(
        IntConstraint.oneOf(d.tensorParallel()),
        IntConstraint.oneOf(d.pipelineParallel()),
        IntConstraint.oneOf(d.dataParallel()),
        IntConstraint.oneOf(d.contextParallel()),
        IntConstraint.oneOf(d.expertParallel()),
        new IntConstraint.Range(1, d.virtualPipeline()));
  }

  private static SearchConstraints every(
      DegreeConstraints degrees, SearchConstraints allowed, EngineCapabilities engine) {
    return new SearchConstraints(
        degrees,
        new IntConstraint.Any(),
        List.of(Schedule.values()),
        List.of(Recompute.values()),
        IntStream.rangeClosed(0, 3).boxed().toList(),
        List.of(false, true),
        allowed.memoryReserveBytes(),
        engine);
  }

  private static Optional<Plan> best(CostModel costModel, SearchConstraints constraints) {
    SearchRequest request = new SearchRequest(costModel, constraints, 1, 0, 1);
    return new ExactPlanner().search(request, SearchControl.NONE).plans().stream().findFirst();
  }

  /** Returns the choices in which the plan differs from the one asked for, as {@code a: b to c}. */
  public List<String> changes(Plan asked) {
    List<String> changes = new ArrayList<>();
    PipelineStrategy from = asked.strategy();
    PipelineStrategy to = plan.strategy();
    change(changes, "tensor_parallel", from, to, Strategy::tensorParallel);
    change(changes, "pipeline_parallel", from, to, Strategy::pipelineParallel);
    change(changes, "data_parallel", from, to, Strategy::dataParallel);
    change(changes, "context_parallel", from, to, s -> s.degrees().contextParallel());
    change(changes, "expert_parallel", from, to, s -> s.degrees().expertParallel());
    change(
        changes,
        "expert_tensor_parallel",
        from,
        to,
        s -> s.degrees().expertsAsUsual() ? "as usual" : s.degrees().expertTensorParallel());
    change(changes, "virtual_pipeline", from, to, s -> s.degrees().virtualPipeline());
    change(changes, "micro_batch_size", from, to, Strategy::microBatchSize);
    change(changes, "schedule", from, to, s -> s.schedule().id());
    change(changes, "recompute", from, to, s -> s.recompute().id());
    change(changes, "zero_stage", from, to, Strategy::zeroStage);
    change(changes, "sequence_parallel", from, to, Strategy::sequenceParallel);
    if (!from.equalShares() || !to.equalShares()) {
      change(changes, "micro_batches", from.microBatches(), to.microBatches());
    }
    change(changes, "layer_cuts", asked.partition(), plan.partition());
    if (!asked.placement().equals(plan.placement())) {
      changes.add("placement: chosen again");
    }
    return changes;
  }

  private static void change(
      List<String> changes,
      String what,
      PipelineStrategy from,
      PipelineStrategy to,
      Function<Strategy, Object> value) {
    change(changes, what, from.byStage(value), to.byStage(value));
  }

  private static void change(List<String> changes, String what, Object from, Object to) {
    if (!from.equals(to)) {
      changes.add(what + ": " + from + " to " + to);
    }
  }
}
