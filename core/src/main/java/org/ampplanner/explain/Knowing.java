package org.ampplanner.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.ampplanner.cost.Spread;
import org.ampplanner.plan.PlanDoubt;

/**
 * What a doubt about a plan is made of, and what a single measurement would leave of it.
 *
 * @param shares of the variance by cause, largest first; they add up to 1
 * @param measurements what could be measured, that which leaves least first
 */
public record Knowing(List<Share> shares, List<Measurement> measurements) {

  /**
   * A cause of doubt.
   *
   * @param cause in words
   * @param share of the variance of the logarithm of the step time
   */
  public record Share(String cause, double share) {}

  /**
   * Something that could be measured.
   *
   * @param what in words
   * @param deviation what standard deviation of the logarithm of the step time would be left
   */
  public record Measurement(String what, double deviation) {}

  private static final Map<String, String> CAUSES = causes();

  /** Copies the lists. */
  public Knowing {
    shares = List.copyOf(shares);
    measurements = List.copyOf(measurements);
  }

  private static Map<String, String> causes() {
    Map<String, String> causes = new LinkedHashMap<>();
    causes.put("device_time", "how fast the devices compute");
    causes.put("host_time", "how long launches take");
    causes.put("intra_bandwidth", "bandwidth inside nodes");
    causes.put("inter_bandwidth", "bandwidth between nodes");
    causes.put("latency", "latency of messages");
    return causes;
  }

  /** Takes a doubt apart. O(factors\u00b3). */
  public static Knowing of(PlanDoubt doubt) {
    Spread spread = doubt.spread();
    double total = doubt.deviation() * doubt.deviation();
    double own = spread.residual() * spread.residual();
    Map<String, Double> byCause = new LinkedHashMap<>();
    double[] parts = spread.shares(doubt.gradient());
    for (int j = 0; j < parts.length; j++) {
      byCause.merge(cause(spread.factors().get(j)), parts[j] / total, Double::sum);
    }
    byCause.put("what the model leaves out of every layout", own / total);
    List<Share> shares = new ArrayList<>();
    byCause.forEach((cause, share) -> shares.add(new Share(cause, Math.max(0, share))));
    shares.sort(Comparator.comparingDouble(Share::share).reversed());
    return new Knowing(shares, measurements(doubt, own));
  }

  private static String cause(String factor) {
    String type = factor.startsWith("device_time.") ? "device_time" : factor;
    return CAUSES.getOrDefault(type, factor);
  }

  private static List<Measurement> measurements(PlanDoubt doubt, double own) {
    double unknown = doubt.spread().variance(doubt.gradient());
    List<Measurement> all = new ArrayList<>();
    all.add(
        new Measurement(
            "one measured run of this job, for `amp calibrate`",
            Math.sqrt(unknown * own / (unknown + own) + own)));
    all.add(
        new Measurement(
            "times of its layers, for `profile`",
            after(doubt, f -> f.startsWith("device_time.") || f.equals("host_time"), own)));
    all.add(
        new Measurement(
            "bandwidth inside nodes", after(doubt, f -> f.equals("intra_bandwidth"), own)));
    all.add(
        new Measurement(
            "bandwidth between nodes", after(doubt, f -> f.equals("inter_bandwidth"), own)));
    all.sort(Comparator.comparingDouble(Measurement::deviation));
    return all;
  }

  /** What is left once some factors are known: the others given these (a Schur complement). */
  private static double after(PlanDoubt doubt, Predicate<String> known, double own) {
    List<String> names = doubt.spread().factors();
    double[][] c = new double[names.size()][];
    for (int j = 0; j < c.length; j++) {
      c[j] = doubt.spread().covariance()[j].clone();
    }
    for (int m = 0; m < c.length; m++) {
      double pivot = c[m][m];
      if (known.test(names.get(m)) && pivot > 0) {
        double[] row = c[m].clone();
        for (int j = 0; j < c.length; j++) {
          double factor = c[j][m] / pivot;
          for (int k = 0; k < c.length; k++) {
            c[j][k] -= factor * row[k];
          }
        }
      }
    }
    Spread spread = doubt.spread();
    Spread left =
        new Spread(
            spread.factors(),
            c,
            spread.residual(),
            spread.bias(),
            spread.quantiles(),
            spread.peak());
    return Math.sqrt(left.variance(doubt.gradient()) + own);
  }
}
