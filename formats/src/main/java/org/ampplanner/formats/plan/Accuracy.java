package org.ampplanner.formats.plan;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.stat.correlation.SpearmansCorrelation;
import org.hipparchus.stat.descriptive.rank.Median;

/**
 * How well predictions hold against measurements.
 *
 * @param n pairs compared
 * @param mape mean of |predicted - measured| / measured
 * @param medianError median of the same
 * @param spearman rank correlation; NaN below two pairs or without variation
 * @param regret1 measured time of the best predicted over the best measured, at least 1
 * @param regret5 the same for the best measured among the five best predicted
 * @param regret10 the same for ten
 */
public record Accuracy(
    int n,
    double mape,
    double medianError,
    double spearman,
    double regret1,
    double regret5,
    double regret10) {

  /**
   * A prediction beside what was measured, in seconds.
   *
   * @param predicted positive
   * @param measured positive
   */
  public record Pair(double predicted, double measured) {
    double error() {
      return Math.abs(predicted - measured) / measured;
    }
  }

  /** Compares at least one pair. */
  public static Accuracy of(List<Pair> pairs) {
    double[] errors = pairs.stream().mapToDouble(Pair::error).toArray();
    double[] predicted = pairs.stream().mapToDouble(Pair::predicted).toArray();
    double[] measured = pairs.stream().mapToDouble(Pair::measured).toArray();
    double spearman =
        pairs.size() < 2 ? Double.NaN : new SpearmansCorrelation().correlation(predicted, measured);
    return new Accuracy(
        pairs.size(),
        IntStream.range(0, errors.length).mapToDouble(i -> errors[i]).average().orElseThrow(),
        new Median().evaluate(errors),
        spearman,
        regret(pairs, 1),
        regret(pairs, 5),
        regret(pairs, 10));
  }

  private static double regret(List<Pair> pairs, int top) {
    double best = pairs.stream().mapToDouble(Pair::measured).min().orElseThrow();
    double reached =
        pairs.stream()
            .sorted(Comparator.comparingDouble(Pair::predicted))
            .limit(top)
            .mapToDouble(Pair::measured)
            .min()
            .orElseThrow();
    return reached / best;
  }
}
