package org.ampplanner.trials.learning;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Recorded outcomes of candidates. */
public record Replayed(String name, CandidateSet candidates, List<Outcome> outcomes) {

  public double best() {
    return outcomes.stream().mapToDouble(RecordedRuns::seconds).min().orElseThrow();
  }

  /** Returns the best time found after each trial, over the best of all. */
  public List<Double> regrets(TrialPolicy policy, int budget) {
    List<Trial> trials = new ArrayList<>();
    List<Double> regrets = new ArrayList<>();
    double best = Double.POSITIVE_INFINITY;
    while (trials.size() < budget) {
      var next = policy.next(trials);
      if (next.isPresent()) {
        Outcome outcome = outcomes.get(next.getAsInt());
        trials.add(new Trial(next.getAsInt(), outcome));
        best = Math.min(best, RecordedRuns.seconds(outcome));
      }
      if (next.isEmpty()) {
        break;
      }
      regrets.add(best / best());
    }
    while (regrets.size() < budget) {
      regrets.add(best / best());
    }
    return regrets;
  }

  /** Returns the same with measurements that are off by a random factor. */
  public Replayed noisy(double spread, Random random) {
    List<Outcome> noisy = new ArrayList<>();
    for (Outcome o : outcomes) {
      noisy.add(
          switch (o) {
            case Outcome.Measured m ->
                new Outcome.Measured(m.seconds() * Math.exp(spread * random.nextGaussian()));
            case Outcome.Failed f -> f;
          });
    }
    return new Replayed(name, candidates, noisy);
  }

  /** Returns the same where nobody says why runs failed. */
  public Replayed withoutCauses() {
    return new Replayed(
        name,
        candidates,
        outcomes.stream()
            .map(o -> o instanceof Outcome.Measured ? o : Outcome.Failed.of(Failure.UNKNOWN))
            .toList());
  }

  /** Returns the same with some rows only. */
  public Replayed select(List<Integer> rows) {
    List<Hypothesis> hypotheses =
        candidates.hypotheses().stream()
            .map(h ->
                new Hypothesis(
                    h.name(),
                    h.belief(),
                    new Selected(h.model(), rows),
                    rows.stream().map(h.memoryShare()::get).toList()))
            .toList();
    return new Replayed(
        name,
        new CandidateSet(rows.stream().map(candidates.strategies()::get).toList(), hypotheses),
        rows.stream().map(outcomes::get).toList());
  }

  private record Selected(FactorModel all, List<Integer> rows) implements FactorModel {
    @Override
    public List<String> names() {
      return all.names();
    }

    @Override
    public double spread(int factor) {
      return all.spread(factor);
    }

    @Override
    public double[] logSeconds(double[] logarithms) {
      double[] of = all.logSeconds(logarithms);
      return rows.stream().mapToDouble(i -> of[i]).toArray();
    }
  }
}
