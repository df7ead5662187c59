package org.ampplanner.explain;

import java.util.ArrayList;
import java.util.List;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.cost.StepAnatomy.StageTerms;
import org.ampplanner.model.Layer;
import org.ampplanner.plan.Plan;
import org.ampplanner.unit.Precision;

/**
 * How far a step is from the peak of its devices (Williams et al. 2009, doi
 * 10.1145/1498765.1498785): a training step is three forward passes' FLOPs, recomputation not
 * counted.
 *
 * @param seconds the step at the peak of all devices of the plan, nothing else in the way; 0 where
 *     the model states no FLOPs or a device no peak
 * @param stageSeconds the same for each stage's layers on the stage's own devices
 * @param stageShares of the peak that each stage reaches while it computes, from 0 to 1
 */
public record Roofline(double seconds, List<Double> stageSeconds, List<Double> stageShares) {

  /** Copies the lists. */
  public Roofline {
    stageSeconds = List.copyOf(stageSeconds);
    stageShares = List.copyOf(stageShares);
  }

  /**
   * Returns the time of a step at the peak of every device of the cluster, nothing else in the way:
   * no plan takes less. 0 where the model states no FLOPs or no device a peak. O(lines).
   */
  public static double seconds(CostInputs inputs) {
    double peaks = 0;
    for (NodeLine line : inputs.layout().cluster().lines()) {
      double each = peak(line.device(), inputs.training().precision());
      peaks += (double) line.count() * line.devices() * each;
    }
    double flops = 3 * inputs.model().flops() * inputs.training().globalBatchSize();
    return peaks > 0 ? flops / peaks : 0;
  }

  static Roofline of(CostInputs inputs, Plan plan, List<StageTerms> terms) {
    List<Double> seconds = new ArrayList<>();
    List<Double> shares = new ArrayList<>();
    double flops = 0;
    double peaks = 0;
    for (int s = 0; s < plan.partition().stages(); s++) {
      double own = 0;
      for (Layer layer :
          inputs.model().layers().subList(plan.partition().from(s), plan.partition().to(s))) {
        own += 3 * layer.flops() * inputs.training().globalBatchSize();
      }
      double peak = 0;
      int end = plan.strategy().firstRank(s + 1);
      for (int rank = plan.strategy().firstRank(s); rank < end; rank++) {
        DeviceType type = inputs.layout().typeOf(plan.placement().device(rank));
        peak += peak(type, inputs.training().precision());
      }
      double ideal = peak > 0 ? own / peak : 0;
      seconds.add(ideal);
      double compute = terms.get(s).compute();
      shares.add(compute > 0 ? ideal / compute : 0);
      flops += own;
      peaks += peak;
    }
    return new Roofline(peaks > 0 ? flops / peaks : 0, seconds, shares);
  }

  /** The peak of a precision; of 16 bits either kind counts. */
  private static double peak(DeviceType device, Precision precision) {
    Double exact = device.peakFlops().get(precision);
    if (exact != null) {
      return exact;
    }
    return switch (precision) {
      case BF16 -> device.peakFlops().getOrDefault(Precision.FP16, 0.0);
      case FP16 -> device.peakFlops().getOrDefault(Precision.BF16, 0.0);
      case FP32, FP8, FP4 -> 0;
    };
  }
}
