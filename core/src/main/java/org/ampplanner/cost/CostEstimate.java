package org.ampplanner.cost;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The predicted cost of a strategy, a placement and a partition.
 *
 * @param breakdown the step time by term
 * @param stages what each stage takes, in order
 */
public record CostEstimate(CostBreakdown breakdown, List<StageEstimate> stages)
    implements Estimate {

  /**
   * What one stage takes.
   *
   * @param computeSeconds forward and backward pass of one micro-batch
   * @param memory peak use of one of its devices, or null if the cost model knows no memory
   */
  public record StageEstimate(double computeSeconds, @Nullable MemoryUse memory) {}

  /**
   * Peak memory of a device.
   *
   * @param bytes what is needed
   * @param limitBytes what is there
   */
  public record MemoryUse(double bytes, double limitBytes) {
    /** Returns whether it fits. */
    public boolean fits() {
      return bytes <= limitBytes;
    }
  }

  /** Copies the list. */
  public CostEstimate {
    stages = List.copyOf(stages);
  }

  /** Returns the predicted step time in seconds. */
  public double iterationSeconds() {
    return breakdown.total();
  }

  /** Returns the use of the device closest to its limit, or null if memory is not modelled. */
  public @Nullable MemoryUse memory() {
    MemoryUse tightest = null;
    for (StageEstimate stage : stages) {
      MemoryUse use = stage.memory;
      if (use != null
          && (tightest == null
              || use.bytes - use.limitBytes > tightest.bytes - tightest.limitBytes)) {
        tightest = use;
      }
    }
    return tightest;
  }
}
