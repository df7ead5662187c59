package org.ampplanner.trials.learning;

import java.util.List;
import java.util.stream.DoubleStream;
import org.hipparchus.special.Erf;

/**
 * How likely each candidate is to run at all: the memory estimate may be off by a factor, which
 * every trial narrows down on a grid, and anything else fails at a rate that is counted. Failures
 * that are not the candidate's do not count.
 *
 * <p>What differs from a failed trial by a larger micro-batch only is taken to fail too, what
 * differs from a timed one by a smaller micro-batch only to run.
 */
final class SuccessModel {
  private static final double FACTOR_SPREAD = 0.35;
  private static final double OWN_SPREAD = 0.2;
  private static final int GRID = 61;
  private static final double GRID_END = 1.5;
  private static final double FAILED_BEFORE = 0.5;
  private static final double RAN_BEFORE = 9.5;
  private static final double SURE = 0.97;

  private final double[] memoryShare;
  private final Likeness likeness;

  /**
   * Makes a model.
   *
   * @param memoryShare predicted memory over its limit by candidate, NaN if unknown
   */
  SuccessModel(List<Double> memoryShare, Likeness likeness) {
    this.memoryShare = memoryShare.stream().mapToDouble(Double::doubleValue).toArray();
    this.likeness = likeness;
  }

  /** What is believed after some trials. */
  static final class Belief {
    private final double logEvidence;
    private final double[] runs;

    private Belief(double logEvidence, double[] runs) {
      this.logEvidence = logEvidence;
      this.runs = runs;
    }

    /** Returns the logarithm of how likely the memory estimates make what was seen. */
    double logEvidence() {
      return logEvidence;
    }

    /** Returns the probability that a candidate runs. */
    double runs(int candidate) {
      return runs[candidate];
    }
  }

  /** Returns what is believed after some trials. */
  Belief belief(List<Trial> all) {
    List<Trial> trials = all.stream().filter(SuccessModel::tells).toList();
    double[] weights = factorWeights(trials);
    double evidence =
        DoubleStream.of(weights).sum() / DoubleStream.of(factorWeights(List.of())).sum();
    return new Belief(Math.log(evidence), probabilities(trials, weights));
  }

  /** What a host or its hardware did says nothing of a candidate. */
  private static boolean tells(Trial trial) {
    return !(trial.outcome() instanceof Outcome.Failed f) || f.failure().ofCandidate();
  }

  private double[] probabilities(List<Trial> trials, double[] weights) {
    double others = otherFailureRate(trials);
    double[] p = new double[memoryShare.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = (1 - others) * fits(i, weights);
    }
    for (Trial trial : trials) {
      for (int i = 0; i < p.length; i++) {
        if (likeness.sameButMicroBatch(i, trial.candidate())) {
          p[i] = neighbour(p[i], i, trial);
        }
      }
    }
    return p;
  }

  private double neighbour(double p, int i, Trial trial) {
    return switch (trial.outcome()) {
      case Outcome.Measured m ->
          likeness.atLeastAsLarge(trial.candidate(), i) ? Math.max(p, SURE) : p;
      case Outcome.Failed f ->
          likeness.atLeastAsLarge(i, trial.candidate()) && f.failure() != Failure.TIMEOUT
              ? Math.min(p, 1 - SURE)
              : p;
    };
  }

  private static double otherFailureRate(List<Trial> trials) {
    double failed = FAILED_BEFORE;
    double ran = RAN_BEFORE;
    for (Trial t : trials) {
      switch (t.outcome()) {
        case Outcome.Measured m -> ran++;
        case Outcome.Failed f -> failed += f.failure() == Failure.OUT_OF_MEMORY ? 0 : 0.5;
      }
    }
    return failed / (failed + ran);
  }

  private double[] factorWeights(List<Trial> trials) {
    double[] weights = new double[GRID];
    for (int g = 0; g < GRID; g++) {
      double x = at(g) / FACTOR_SPREAD;
      weights[g] = Math.exp(-x * x / 2);
      for (Trial t : trials) {
        double fits = fits(t.candidate(), at(g));
        weights[g] *=
            switch (t.outcome()) {
              case Outcome.Measured m -> 0.01 + 0.99 * fits;
              case Outcome.Failed f -> evidence(f.failure(), fits);
            };
      }
    }
    return weights;
  }

  private static double evidence(Failure failure, double fits) {
    return switch (failure) {
      case OUT_OF_MEMORY -> 0.02 + 0.98 * (1 - fits);
      case CRASH, UNKNOWN -> 0.3 + 0.7 * (1 - fits);
      case TIMEOUT -> fits;
      case HANG, NO_STEP_TIME, NOT_STARTED, LOST_NODE, HOST, HARDWARE -> 1;
    };
  }

  private static double at(int g) {
    return -GRID_END + 2 * GRID_END * g / (GRID - 1);
  }

  private double fits(int i, double[] weights) {
    double sum = 0;
    double all = 0;
    for (int g = 0; g < GRID; g++) {
      sum += weights[g] * fits(i, at(g));
      all += weights[g];
    }
    return all > 0 ? sum / all : 0.5;
  }

  private double fits(int i, double logFactor) {
    double share = memoryShare[i];
    if (Double.isNaN(share)) {
      return 1;
    }
    double over = (Math.log(share) + logFactor) / OWN_SPREAD;
    return 0.5 * Erf.erfc(over / Math.sqrt(2));
  }
}
