package org.ampplanner.trials.learning;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Outcomes that candidates might have had: one hypothesis is right, but for errors. */
final class MadeUpRuns {
  private static final double ERROR = 0.06;
  private static final double MEMORY = 0.35;

  private MadeUpRuns() {}

  static Replayed of(String name, CandidateSet set, Random random) {
    for (int attempt = 0; attempt < 100; attempt++) {
      Replayed runs = draw(name, set, random);
      if (Double.isFinite(runs.best())) {
        return runs;
      }
    }
    throw new IllegalStateException("nothing ever fits");
  }

  private static Replayed draw(String name, CandidateSet set, Random random) {
    List<Hypothesis> all = set.hypotheses();
    Hypothesis right = all.get(random.nextInt(all.size()));
    double[] factors = new double[right.model().names().size()];
    for (int j = 0; j < factors.length; j++) {
      factors[j] = right.model().spread(j) * random.nextGaussian();
    }
    double[] log = right.model().logSeconds(factors);
    Hypothesis weighed =
        all.stream().filter(h -> !h.memoryShare().get(0).isNaN()).findFirst().orElse(right);
    double memory = MEMORY * random.nextGaussian();
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < log.length; i++) {
      boolean fails =
          Math.log(weighed.memoryShare().get(i)) + memory + 0.1 * random.nextGaussian() > 0;
      outcomes.add(
          fails
              ? Outcome.Failed.of(Failure.UNKNOWN)
              : new Outcome.Measured(Math.exp(log[i] + ERROR * random.nextGaussian())));
    }
    return new Replayed(name, set, outcomes);
  }
}
