package org.ampplanner.trials.learning;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ampplanner.amp.AmpView;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.cost.CostModel;
import org.ampplanner.engine.SoftwareTraits;
import org.ampplanner.job.CostModelChoice;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;
import org.ampplanner.predictive.Calibration;
import org.ampplanner.trials.calibration.Factors;
import org.ampplanner.unit.InvalidValueException;

/** The candidates of a job. */
public final class JobCandidates {
  private static final double FIRST = 1;
  private static final double OTHER = 0.3;

  private JobCandidates() {}

  /**
   * Returns plans as candidates: the job's cost model first, then what else the engine's software
   * may be, each learning by its calibration or, if it has none, by the terms of its breakdown.
   */
  public static CandidateSet of(Job job, List<Plan> plans) {
    List<Hypothesis> hypotheses = new ArrayList<>();
    switch (job.costModel()) {
      case CostModelChoice.Amp amp -> {
        List<Hypothesis> predictive = predictive(job, Calibration.NONE, plans, OTHER);
        published(job, plans, FIRST, memoryShares(predictive, plans)).ifPresent(hypotheses::add);
        hypotheses.addAll(predictive);
      }
      case CostModelChoice.Predictive p -> {
        List<Hypothesis> predictive = predictive(job, p.calibration(), plans, FIRST);
        hypotheses.addAll(predictive);
        published(job, plans, OTHER, memoryShares(predictive, plans)).ifPresent(hypotheses::add);
      }
    }
    return new CandidateSet(plans.stream().map(Plan::strategy).toList(), hypotheses);
  }

  /** AMP's model knows nothing of memory, so that what is known elsewhere holds for it too. */
  private static List<Double> memoryShares(List<Hypothesis> predictive, List<Plan> plans) {
    return predictive.isEmpty()
        ? plans.stream().map(p -> Double.NaN).toList()
        : predictive.get(0).memoryShare();
  }

  private static List<Hypothesis> predictive(
      Job job, Calibration base, List<Plan> plans, double belief) {
    List<Hypothesis> all = new ArrayList<>();
    for (SoftwareTraits software : job.likelySoftware()) {
      predictive(job, base, software, plans, all.isEmpty() ? belief : OTHER).ifPresent(all::add);
    }
    return all;
  }

  /** AMP's model; nothing if it cannot price the plans. */
  private static Optional<Hypothesis> published(
      Job job, List<Plan> plans, double belief, List<Double> memoryShares) {
    CostModel model;
    try {
      model =
          switch (job.costModel()) {
            case CostModelChoice.Amp amp -> job.bindCostModel();
            case CostModelChoice.Predictive p ->
                job.with(new CostModelChoice.Amp(AmpView.PLAIN)).bindCostModel();
          };
    } catch (InvalidValueException e) {
      return Optional.empty();
    }
    return priced(model, plans)
        .map(costs ->
            new Hypothesis(
                model.id(),
                belief,
                new TermFactors(costs.stream().map(CostEstimate::breakdown).toList()),
                memoryShares));
  }

  /** Nothing if the predictive model cannot price the plans. */
  private static Optional<Hypothesis> predictive(
      Job job, Calibration base, SoftwareTraits software, List<Plan> plans, double belief) {
    CostModel model;
    try {
      model = job.bindPredictive(software, base);
    } catch (InvalidValueException e) {
      return Optional.empty();
    }
    return priced(model, plans)
        .map(costs ->
            new Hypothesis(
                software.id(),
                belief,
                new CalibratedFactors(
                    factors(job, base), c -> job.bindPredictive(software, c), plans),
                costs.stream().map(JobCandidates::memoryShare).toList()));
  }

  /** Returns what plans cost under another model, or nothing if it cannot price them all. */
  private static Optional<List<CostEstimate>> priced(CostModel model, List<Plan> plans) {
    if (plans.stream().anyMatch(p -> model.objection(p.strategy()).isPresent())) {
      return Optional.empty();
    }
    return Optional.of(plans.stream().map(plan -> plan.pricedBy(model).cost()).toList());
  }

  /** Returns what a calibration of a job's cluster has to find out. */
  public static Factors factors(Job job, Calibration base) {
    return new Factors(job.cluster().deviceTypes().stream().map(DeviceType::id).toList(), base);
  }

  private static double memoryShare(CostEstimate cost) {
    CostEstimate.MemoryUse memory = cost.memory();
    return memory == null ? Double.NaN : memory.bytes() / memory.limitBytes();
  }
}
