package org.ampplanner.explain;

import java.util.List;
import java.util.Optional;
import org.ampplanner.cost.StageMemory;
import org.ampplanner.cost.StepAnatomy;
import org.ampplanner.plan.Plan;
import org.ampplanner.plan.PlanDoubt;

/**
 * Where the time and the memory of a plan go, and what would change that.
 *
 * @param plan the plan
 * @param anatomy its step by stage, along the critical path, and where the numbers come from
 * @param roofline how far it is from the peak of its devices
 * @param memory by stage and category; empty if the cost model knows no memory
 * @param misfit why it does not fit, or empty if it does
 * @param sensitivities what twice as much of each thing would give
 * @param doubt how far the prediction may be off; empty if the cost model does not know
 */
public record Explanation(
    Plan plan,
    StepAnatomy anatomy,
    Roofline roofline,
    List<StageMemory> memory,
    Optional<Misfit> misfit,
    List<Sensitivity> sensitivities,
    Optional<PlanDoubt> doubt) {

  /** Copies the lists. */
  public Explanation {
    memory = List.copyOf(memory);
    sensitivities = List.copyOf(sensitivities);
  }

  /** Returns the stage that does most: the one that sets the pace. */
  public int busiestStage() {
    int busiest = 0;
    for (int s = 1; s < anatomy.stages().size(); s++) {
      double own = anatomy.stages().get(s).busy();
      busiest = own > anatomy.stages().get(busiest).busy() ? s : busiest;
    }
    return busiest;
  }
}
