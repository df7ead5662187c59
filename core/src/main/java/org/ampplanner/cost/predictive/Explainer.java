package org.ampplanner.cost.predictive;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.collective.Collectives;
import org.ampplanner.cost.CostBreakdown;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.cost.StageCosts;
import org.ampplanner.cost.predictive.Explanation.Sensitivity;
import org.ampplanner.model.Training;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.unit.Precision;

/** Explains plans: by term and stage, against the roofline, by sensitivity, against each other. */
public final class Explainer {
  private final PredictiveCostModel model;

  /** Makes an explainer of one cost model's predictions. */
  public Explainer(PredictiveCostModel model) {
    this.model = model;
  }

  /**
   * Explains a plan.
   *
   * @throws IllegalArgumentException if the cost model objects to the strategy
   */
  public Explanation explain(Strategy strategy, Placement placement, Partition partition) {
    StageCosts costs = model.stageCosts(strategy, placement);
    CostEstimate estimate = model.estimate(costs, partition);
    List<Explanation.StageTerms> stages = model.stageTerms(costs, partition, estimate);
    int critical = 0;
    for (int s = 1; s < stages.size(); s++) {
      critical = stages.get(s).idle() < stages.get(critical).idle() ? s : critical;
    }
    return new Explanation(
        estimate,
        stages,
        critical,
        rooflineSeconds(),
        model.memoryModel().stages(strategy, placement, partition),
        sensitivities(strategy, placement, partition));
  }

  /** All model FLOPs at the data sheet's peak of all devices; 0 where FLOPs are unknown. */
  private double rooflineSeconds() {
    CostInputs inputs = model.inputs();
    double flops = 3 * inputs.model().flops() * inputs.training().globalBatchSize();
    double peak = 0;
    for (NodeLine line : inputs.layout().cluster().lines()) {
      peak += peak(line.device(), inputs.training().precision()) * line.count() * line.devices();
    }
    return peak > 0 ? flops / peak : 0;
  }

  private static double peak(DeviceType device, Precision precision) {
    Double exact = device.peakFlops().get(precision);
    return exact != null
        ? exact
        : device.peakFlops().values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }

  private List<Sensitivity> sensitivities(
      Strategy strategy, Placement placement, Partition partition) {
    Calibration c = model.options().calibration();
    Collectives.Factors l = c.links();
    Map<String, Double> faster = new HashMap<>();
    for (DeviceType type : model.inputs().layout().cluster().deviceTypes()) {
      faster.put(type.id(), c.deviceTime(type.id()) / 2);
    }
    Map<String, Calibration> changes = new LinkedHashMap<>();
    changes.put("devices twice as fast", with(c, faster, l));
    changes.put(
        "links inside nodes twice as fast",
        with(
            c,
            c.deviceTime(),
            new Collectives.Factors(2 * l.intraBandwidth(), l.interBandwidth(), l.latency())));
    changes.put(
        "links between nodes twice as fast",
        with(
            c,
            c.deviceTime(),
            new Collectives.Factors(l.intraBandwidth(), 2 * l.interBandwidth(), l.latency())));
    changes.put(
        "half the latency",
        with(
            c,
            c.deviceTime(),
            new Collectives.Factors(l.intraBandwidth(), l.interBandwidth(), l.latency() / 2)));
    List<Sensitivity> sensitivities = new ArrayList<>();
    changes.forEach((name, changed) ->
        sensitivities.add(
            new Sensitivity(
                name, seconds(model.inputs(), changed, strategy, placement, partition))));
    sensitivities.add(
        new Sensitivity(
            "twice the global batch", seconds(twiceTheBatch(), c, strategy, placement, partition)));
    return sensitivities;
  }

  private static Calibration with(
      Calibration c, Map<String, Double> deviceTime, Collectives.Factors links) {
    return new Calibration(
        deviceTime, c.hostTime(), links, c.stall(), c.fixedSeconds(), c.memory());
  }

  private CostInputs twiceTheBatch() {
    CostInputs i = model.inputs();
    Training t = i.training();
    return new CostInputs(
        i.model(),
        i.layout(),
        new Training(2 * t.globalBatchSize(), t.sequenceLength(), t.precision(), t.optimizer()),
        i.profile());
  }

  private double seconds(
      CostInputs inputs,
      Calibration calibration,
      Strategy strategy,
      Placement placement,
      Partition partition) {
    PredictiveCostModel.Options o = model.options();
    PredictiveCostModel changed =
        new PredictiveCostModel(
            inputs,
            new PredictiveCostModel.Options(o.software(), o.format(), o.constants(), calibration));
    return changed.estimate(changed.stageCosts(strategy, placement), partition).iterationSeconds();
  }

  /**
   * One term of two plans.
   *
   * @param term its name in files, without {@code _s}
   * @param seconds of the plan that is explained
   * @param versusSeconds of the other
   */
  public record TermDifference(String term, double seconds, double versusSeconds) {
    /** Returns how much more the other takes. */
    public double difference() {
      return versusSeconds - seconds;
    }
  }

  /** Compares two predictions term by term, the largest difference first. */
  public static List<TermDifference> versus(CostEstimate plan, CostEstimate other) {
    CostBreakdown a = plan.breakdown();
    CostBreakdown b = other.breakdown();
    List<TermDifference> terms = new ArrayList<>();
    terms.add(new TermDifference("compute", a.compute(), b.compute()));
    terms.add(new TermDifference("bubble", a.bubble(), b.bubble()));
    terms.add(new TermDifference("tp_comm", a.tensorComm(), b.tensorComm()));
    terms.add(new TermDifference("pp_comm", a.pipelineComm(), b.pipelineComm()));
    terms.add(new TermDifference("dp_comm", a.dataComm(), b.dataComm()));
    terms.add(new TermDifference("optimizer", a.optimizer(), b.optimizer()));
    terms.add(new TermDifference("other", a.other(), b.other()));
    terms.sort((x, y) -> Double.compare(Math.abs(y.difference()), Math.abs(x.difference())));
    return List.copyOf(terms);
  }
}
