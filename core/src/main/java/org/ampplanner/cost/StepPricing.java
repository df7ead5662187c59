package org.ampplanner.cost;

import java.util.List;
import java.util.Optional;
import org.ampplanner.partition.Partition;
import org.ampplanner.simulate.LinkUse;
import org.ampplanner.simulate.StepTimeline;

/**
 * What a cost model says of a strategy at a place, for any partition of the layers. What a model
 * does not know is empty. Belongs to one thread.
 */
public interface StepPricing {

  /**
   * Returns what every layer, cut and synchronisation costs, so that a search can compare
   * partitions without asking again. Where {@link StageCosts#exact} says so, their closed form is
   * the step time; where not, they guide the assignment of layers, and only the time that the
   * busiest stage is busy bounds the step.
   */
  StageCosts tables();

  /** Returns the predicted step time, in seconds. */
  double seconds(Partition partition);

  /** Returns the step time with a breakdown whose terms add up to it, and what each stage takes. */
  CostEstimate estimate(Partition partition);

  /** Returns peak memory by stage and category; empty if the model knows no memory. */
  List<StageMemory> memory(Partition partition);

  /** Takes the step time apart: by stage, and along the critical path. */
  StepAnatomy anatomy(Partition partition);

  /**
   * Returns what happens in a step, event by event.
   *
   * @throws org.ampplanner.simulate.DeadlockException if the schedule cannot be run
   * @throws IllegalArgumentException if times are beyond all measure
   */
  StepTimeline timeline(Partition partition, LinkUse links);

  /** Returns by node the bytes that leave it in a step; empty if the model does not know. */
  Optional<double[]> bytesLeavingNodes(Partition partition);

  /**
   * Returns what layers add at least to a stage of a 1F1B pipeline; empty if the model cannot price
   * stages that differ.
   *
   * @param stage from 0
   */
  Optional<StageBound> stageBound(int stage);
}
