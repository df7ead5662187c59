package org.ampplanner.cost.predictive;

import java.util.List;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.memory.StageMemory;

/**
 * Where the time and the memory of a plan go.
 *
 * @param estimate the prediction
 * @param stages what every stage does, over all micro-batches
 * @param criticalStage the stage that sets the pace
 * @param rooflineSeconds the step at the peak of all devices, nothing else in the way
 * @param memory by stage and category
 * @param sensitivities what a change of the surroundings would give
 */
public record Explanation(
    CostEstimate estimate,
    List<StageTerms> stages,
    int criticalStage,
    double rooflineSeconds,
    List<StageMemory> memory,
    List<Sensitivity> sensitivities) {

  /**
   * What one stage does in a step, in seconds.
   *
   * @param compute forward and backward passes
   * @param exchange exposed communication inside layers
   * @param sync gradient synchronisation at the end of the step
   * @param idle the rest of the step
   */
  public record StageTerms(double compute, double exchange, double sync, double idle) {}

  /**
   * What a change would give.
   *
   * @param change readable by users
   * @param seconds the step time after it
   */
  public record Sensitivity(String change, double seconds) {}

  /** Copies the lists. */
  public Explanation {
    stages = List.copyOf(stages);
    memory = List.copyOf(memory);
    sensitivities = List.copyOf(sensitivities);
  }

  /** Returns the share of the roofline that the plan reaches, between 0 and 1. */
  public double rooflineShare() {
    return rooflineSeconds / estimate.iterationSeconds();
  }
}
