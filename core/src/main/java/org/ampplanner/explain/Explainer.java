package org.ampplanner.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.StageCosts;
import org.ampplanner.cost.StepAnatomy;
import org.ampplanner.predictive.PredictiveCostModel;
import org.ampplanner.engine.EngineCapabilities;
import org.ampplanner.explain.MemoryChanges.Changed;
import org.ampplanner.memory.StageMemory;
import org.ampplanner.plan.Plan;

/** Explains plans under the cost model that priced them. */
public final class Explainer {
  private final CostModel model;
  private final EngineCapabilities engine;

  /**
   * Makes an explainer of one cost model's predictions.
   *
   * @param engine what advice keeps to
   */
  public Explainer(CostModel model, EngineCapabilities engine) {
    this.model = model;
    this.engine = engine;
  }

  /**
   * Explains a plan.
   *
   * @throws IllegalArgumentException if the cost model objects to the strategy
   */
  public Explanation explain(Plan plan) {
    StageCosts costs = model.stageCosts(plan.strategy(), plan.placement());
    StepAnatomy anatomy = model.anatomy(costs, plan.partition());
    return new Explanation(
        plan,
        anatomy,
        Roofline.of(model.inputs(), plan, anatomy.stages()),
        memory(plan),
        misfit(plan),
        sensitivities(plan));
  }

  /** Returns why a plan does not fit in memory; empty if it does or nothing is known. */
  public Optional<Misfit> misfit(Plan plan) {
    return model instanceof PredictiveCostModel predictive && !plan.fits()
        ? new MisfitAdvisor(predictive, engine).misfit(plan)
        : Optional.empty();
  }

  /** Returns the same, with less effort spent on what would fit. */
  public Optional<Misfit> nearbyMisfit(Plan plan) {
    return model instanceof PredictiveCostModel predictive && !plan.fits()
        ? new MisfitAdvisor(predictive, engine).nearby(plan)
        : Optional.empty();
  }

  private List<StageMemory> memory(Plan plan) {
    return model instanceof PredictiveCostModel predictive
        ? predictive.memoryModel().stages(plan.strategy(), plan.placement(), plan.partition())
        : List.of();
  }

  private List<Sensitivity> sensitivities(Plan plan) {
    Surroundings surroundings = new Surroundings(model.inputs());
    List<Sensitivity> all = new ArrayList<>();
    for (Surroundings.Variation v : surroundings.variations()) {
      double seconds = seconds(model.with(v.inputs()), plan);
      all.add(sensitivity(v.subject(), v.change(), v.inputs(), seconds, plan));
    }
    if (model instanceof PredictiveCostModel predictive) {
      all.add(twiceTheMemory(predictive, predictive.with(surroundings.twiceTheMemory()), plan));
    }
    return all;
  }

  /** What the one change gives that needs more memory than there is and saves most time. */
  private Sensitivity twiceTheMemory(
      PredictiveCostModel now, PredictiveCostModel larger, Plan plan) {
    double best = plan.iterationSeconds();
    String how = "";
    int batch = now.inputs().training().globalBatchSize();
    for (Changed c : MemoryChanges.spending(plan.strategy(), batch)) {
      Plan changed = new Plan(c.strategy(), plan.placement(), plan.partition(), plan.cost());
      if (larger.objection(c.strategy()).isEmpty()
          && fits(larger, changed)
          && !fits(now, changed)) {
        double seconds = seconds(larger, changed);
        how = seconds < best ? ", " + String.join(", ", c.changes()) : how;
        best = Math.min(best, seconds);
      }
    }
    return sensitivity("memory_gib", "twice the memory" + how, larger.inputs(), best, plan);
  }

  private static boolean fits(PredictiveCostModel with, Plan plan) {
    return with.memoryModel().stages(plan.strategy(), plan.placement(), plan.partition()).stream()
        .allMatch(StageMemory::fits);
  }

  private Sensitivity sensitivity(
      String subject, String change, CostInputs then, double seconds, Plan plan) {
    double samplesThen = then.training().globalBatchSize() / seconds;
    double samplesNow = model.inputs().training().globalBatchSize() / plan.iterationSeconds();
    return new Sensitivity(subject, change, seconds, samplesThen / samplesNow);
  }

  private static double seconds(CostModel changed, Plan plan) {
    StageCosts costs = changed.stageCosts(plan.strategy(), plan.placement());
    return changed.estimate(costs, plan.partition()).iterationSeconds();
  }
}
