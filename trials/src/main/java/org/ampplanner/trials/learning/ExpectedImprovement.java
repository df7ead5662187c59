package org.ampplanner.trials.learning;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.hipparchus.special.Erf;

/**
 * Runs the candidate whose measurement is expected to improve the best time most (Jones, Schonlau
 * and Welch 1998, equation 15, on the logarithm of time), weighed by the probability that it runs
 * at all. Before anything was timed, improvement is counted against the median prediction.
 */
public final class ExpectedImprovement implements TrialPolicy {
  private final List<Hypothesis> hypotheses;
  private final List<Surrogate> surrogates = new ArrayList<>();
  private final List<SuccessModel> successes = new ArrayList<>();
  private final int candidates;

  /** Makes a policy. */
  public ExpectedImprovement(CandidateSet candidates) {
    this.hypotheses = candidates.hypotheses();
    this.candidates = candidates.size();
    Likeness likeness = new Likeness(candidates.strategies());
    for (Hypothesis h : hypotheses) {
      surrogates.add(new Surrogate(h.model(), likeness, candidates.size()));
      successes.add(new SuccessModel(h.memoryShare(), likeness));
    }
  }

  @Override
  public OptionalInt next(List<Trial> trials) {
    Set<Integer> tried = new HashSet<>();
    trials.forEach(t -> tried.add(t.candidate()));
    Beliefs beliefs = beliefs(trials);
    double best = best(trials, beliefs);
    int chosen = -1;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < candidates; i++) {
      if (!tried.contains(i)) {
        double value = value(i, best, beliefs);
        if (value > most) {
          most = value;
          chosen = i;
        }
      }
    }
    return chosen < 0 ? OptionalInt.empty() : OptionalInt.of(chosen);
  }

  /** Returns the step time that is expected of a candidate after some trials, in seconds. */
  public double expectedSeconds(List<Trial> trials, int candidate) {
    return Math.exp(beliefs(trials).mean(candidate));
  }

  /** Returns what some trials taught. */
  public Learning learning(List<Trial> trials) {
    Beliefs beliefs = beliefs(trials);
    return Learning.of(hypotheses, beliefs, surrogates.stream().map(Surrogate::factors).toList());
  }

  /** Returns what is believed of the candidates after some trials. */
  Beliefs beliefs(List<Trial> trials) {
    List<Surrogate.Observation> seen = new ArrayList<>();
    for (Trial t : trials) {
      if (t.outcome() instanceof Outcome.Measured m) {
        seen.add(new Surrogate.Observation(t.candidate(), Math.log(m.seconds())));
      }
    }
    List<Beliefs.Of> all = new ArrayList<>();
    for (int h = 0; h < hypotheses.size(); h++) {
      all.add(
          new Beliefs.Of(
              Math.log(hypotheses.get(h).belief()),
              surrogates.get(h).beliefs(seen),
              successes.get(h).belief(trials)));
    }
    return Beliefs.of(all);
  }

  private double best(List<Trial> trials, Beliefs beliefs) {
    return trials.stream()
        .filter(t -> t.outcome() instanceof Outcome.Measured)
        .mapToDouble(t -> Math.log(((Outcome.Measured) t.outcome()).seconds()))
        .min()
        .orElseGet(() -> {
          double[] sorted = IntStream.range(0, candidates).mapToDouble(beliefs::mean).toArray();
          java.util.Arrays.sort(sorted);
          return sorted[sorted.length / 2];
        });
  }

  /** Ties and vanishing improvements are decided by the mean. */
  private static double value(int i, double best, Beliefs beliefs) {
    double sum = 0;
    for (Beliefs.Part p : beliefs.parts()) {
      double gap = best - p.time().mean(i);
      double improvement = improvement(gap, p.time().deviation(i));
      sum += p.weight() * p.success().runs(i) * (improvement + 1e-9 * gap);
    }
    return sum;
  }

  private static double improvement(double gap, double deviation) {
    double z = gap / deviation;
    double density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    double below = 0.5 * Erf.erfc(-z / Math.sqrt(2));
    return gap * below + deviation * density;
  }
}
