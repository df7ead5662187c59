package org.ampplanner.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.StageMemory;
import org.ampplanner.cost.StepAnatomy;
import org.ampplanner.cost.StepPricing;
import org.ampplanner.engine.EngineCapabilities;
import org.ampplanner.explain.MemoryChanges.Changed;
import org.ampplanner.plan.Doubts;
import org.ampplanner.plan.Plan;
import org.ampplanner.strategy.PipelineStrategy;

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
    StepPricing pricing = model.at(plan.strategy(), plan.placement());
    StepAnatomy anatomy = pricing.anatomy(plan.partition());
    return new Explanation(
        plan,
        anatomy,
        Roofline.of(model.inputs(), plan, anatomy.stages()),
        pricing.memory(plan.partition()),
        misfit(plan),
        sensitivities(plan),
        new Doubts(model).of(plan));
  }

  /** Returns why a plan does not fit in memory; empty if it does or nothing is known. */
  public Optional<Misfit> misfit(Plan plan) {
    return plan.fits() ? Optional.empty() : new MisfitAdvisor(model, engine).misfit(plan);
  }

  /** Returns the same, with less effort spent on what would fit. */
  public Optional<Misfit> nearbyMisfit(Plan plan) {
    return plan.fits() ? Optional.empty() : new MisfitAdvisor(model, engine).nearby(plan);
  }

  private List<Sensitivity> sensitivities(Plan plan) {
    Surroundings surroundings = new Surroundings(model.inputs());
    List<Sensitivity> all = new ArrayList<>();
    for (Surroundings.Variation v : surroundings.variations()) {
      double seconds = plan.pricedBy(model.with(v.inputs())).iterationSeconds();
      all.add(sensitivity(v.subject(), v.change(), v.inputs(), seconds, plan));
    }
    if (!memory(model, plan.strategy(), plan).isEmpty()) {
      all.add(twiceTheMemory(model.with(surroundings.twiceTheMemory()), plan));
    }
    return all;
  }

  /** What the one change gives that needs more memory than there is and saves most time. */
  private Sensitivity twiceTheMemory(CostModel larger, Plan plan) {
    double best = plan.iterationSeconds();
    String how = "";
    for (Changed c : MemoryChanges.spending(plan.strategy())) {
      if (larger.objection(c.strategy()).isEmpty()
          && fits(larger, c.strategy(), plan)
          && !fits(model, c.strategy(), plan)) {
        double seconds =
            larger.at(c.strategy(), plan.placement()).estimate(plan.partition()).iterationSeconds();
        how = seconds < best ? ", " + String.join(", ", c.changes()) : how;
        best = Math.min(best, seconds);
      }
    }
    return sensitivity("memory_gib", "twice the memory" + how, larger.inputs(), best, plan);
  }

  private static List<StageMemory> memory(CostModel with, PipelineStrategy strategy, Plan plan) {
    return with.at(strategy, plan.placement()).memory(plan.partition());
  }

  private static boolean fits(CostModel with, PipelineStrategy strategy, Plan plan) {
    return memory(with, strategy, plan).stream().allMatch(StageMemory::fits);
  }

  private Sensitivity sensitivity(
      String subject, String change, CostInputs then, double seconds, Plan plan) {
    double samplesThen = then.training().globalBatchSize() / seconds;
    double samplesNow = model.inputs().training().globalBatchSize() / plan.iterationSeconds();
    return new Sensitivity(subject, change, seconds, samplesThen / samplesNow);
  }
}
