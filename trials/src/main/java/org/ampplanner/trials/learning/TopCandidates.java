package org.ampplanner.trials.learning;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/** Runs the candidates in the order of their predicted times: AMP's last step. */
public final class TopCandidates implements TrialPolicy {
  private final int[] order;

  /** Makes a policy; candidates that are predicted not to fit come last. */
  public TopCandidates(CandidateSet candidates) {
    Hypothesis job = candidates.hypotheses().get(0);
    double[] log = job.model().logSeconds(new double[job.model().names().size()]);
    List<Double> memory = job.memoryShare();
    this.order =
        IntStream.range(0, candidates.size())
            .boxed()
            .sorted(
                Comparator.<Integer, Boolean>comparing(i -> memory.get(i) > 1)
                    .thenComparingDouble(i -> log[i]))
            .mapToInt(Integer::intValue)
            .toArray();
  }

  @Override
  public OptionalInt next(List<Trial> trials) {
    Set<Integer> tried = new HashSet<>();
    trials.forEach(t -> tried.add(t.candidate()));
    return IntStream.of(order).filter(i -> !tried.contains(i)).findFirst();
  }
}
