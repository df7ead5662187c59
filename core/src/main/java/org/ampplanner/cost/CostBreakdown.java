package org.ampplanner.cost;

/**
 * The time of a training step by term, in seconds; the terms add up to the step time.
 *
 * @param compute the busiest stage at work on all its micro-batches
 * @param bubble the busiest stage waiting for the pipeline to fill and to drain
 * @param tensorComm exposed tensor-parallel communication
 * @param pipelineComm exposed transfers between stages
 * @param dataComm exposed gradient synchronisation
 * @param optimizer the optimizer's update
 * @param other all else
 */
public record CostBreakdown(
    double compute,
    double bubble,
    double tensorComm,
    double pipelineComm,
    double dataComm,
    double optimizer,
    double other) {

  /** Returns the step time. */
  public double total() {
    return compute + bubble + tensorComm + pipelineComm + dataComm + optimizer + other;
  }
}
