package org.ampplanner.trials.learning;

import java.util.ArrayList;
import java.util.List;

/**
 * Everything that is believed of the candidates after some trials: a mixture over hypotheses and
 * over how far each can be trusted, weighed by how likely they make what was seen.
 */
final class Beliefs {
  private final List<Part> parts;

  private Beliefs(List<Part> parts) {
    this.parts = parts;
  }

  /**
   * One part of the mixture.
   *
   * @param hypothesis index of the hypothesis
   * @param weight how likely it is; all weights add up to 1
   * @param time belief about the logarithm of step times
   * @param success belief about what runs at all
   */
  record Part(int hypothesis, double weight, Surrogate.Belief time, SuccessModel.Belief success) {}

  /** What one hypothesis makes of the trials. */
  record Of(double logBelief, List<Surrogate.Belief> times, SuccessModel.Belief success) {}

  static Beliefs of(List<Of> hypotheses) {
    double most = Double.NEGATIVE_INFINITY;
    for (Of h : hypotheses) {
      for (Surrogate.Belief t : h.times()) {
        most = Math.max(most, logWeight(h, t));
      }
    }
    double sum = 0;
    for (Of h : hypotheses) {
      for (Surrogate.Belief t : h.times()) {
        sum += Math.exp(logWeight(h, t) - most);
      }
    }
    List<Part> parts = new ArrayList<>();
    for (int k = 0; k < hypotheses.size(); k++) {
      Of h = hypotheses.get(k);
      for (Surrogate.Belief t : h.times()) {
        parts.add(new Part(k, Math.exp(logWeight(h, t) - most) / sum, t, h.success()));
      }
    }
    return new Beliefs(parts);
  }

  private static double logWeight(Of h, Surrogate.Belief t) {
    return h.logBelief() + h.success().logEvidence() + t.logWeight();
  }

  List<Part> parts() {
    return parts;
  }

  /** Returns the expected logarithm of a candidate's step time. */
  double mean(int candidate) {
    return parts.stream().mapToDouble(p -> p.weight * p.time.mean(candidate)).sum();
  }

  /** Returns the standard deviation of the same. */
  double deviation(int candidate) {
    double mean = mean(candidate);
    double variance = 0;
    for (Part p : parts) {
      double apart = p.time.mean(candidate) - mean;
      double own = p.time.deviation(candidate);
      variance += p.weight * (own * own + apart * apart);
    }
    return Math.sqrt(variance);
  }

  /** Returns the probability that a candidate runs. */
  double runs(int candidate) {
    return parts.stream().mapToDouble(p -> p.weight * p.success.runs(candidate)).sum();
  }

  /** Returns how likely a hypothesis is. */
  double weight(int hypothesis) {
    return parts.stream().filter(p -> p.hypothesis == hypothesis).mapToDouble(Part::weight).sum();
  }
}
