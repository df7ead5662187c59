package org.ampplanner.trials.validation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.hipparchus.stat.correlation.SpearmansCorrelation;
import org.hipparchus.stat.descriptive.rank.Median;

/** Measures of a list of predictions. */
final class Metrics {
  /** Groups smaller than this say nothing about ranks. */
  private static final int SMALLEST_GROUP = 4;

  private Metrics() {}

  /** Mean absolute relative error. */
  static double mape(double[] predicted, double[] measured) {
    double sum = 0;
    for (int i = 0; i < predicted.length; i++) {
      sum += Math.abs(predicted[i] / measured[i] - 1);
    }
    return predicted.length == 0 ? Double.NaN : sum / predicted.length;
  }

  /** Median absolute relative error. */
  static double median(double[] predicted, double[] measured) {
    double[] errors = new double[predicted.length];
    for (int i = 0; i < errors.length; i++) {
      errors[i] = Math.abs(predicted[i] / measured[i] - 1);
    }
    Arrays.sort(errors);
    int n = errors.length;
    return n == 0
        ? Double.NaN
        : n % 2 == 1 ? errors[n / 2] : (errors[n / 2 - 1] + errors[n / 2]) / 2;
  }

  /** Median of the signed relative errors of runs that are timed and predicted. */
  static double bias(List<Prediction> predictions) {
    double[] errors =
        predictions.stream()
            .filter(Prediction::timed)
            .mapToDouble(Prediction::relativeError)
            .toArray();
    return new Median().evaluate(errors);
  }

  static Map<String, List<Prediction>> groups(List<Prediction> predictions) {
    Map<String, List<Prediction>> groups = new LinkedHashMap<>();
    for (Prediction p : predictions) {
      groups.computeIfAbsent(p.group(), g -> new ArrayList<>()).add(p);
    }
    groups.values().removeIf(group -> group.size() < SMALLEST_GROUP);
    return groups;
  }

  /** Spearman's rank correlation within groups, weighted by their size. */
  static double spearman(List<Prediction> timed, ToDoubleFunction<Prediction> predicted) {
    double sum = 0;
    double weight = 0;
    for (List<Prediction> group : groups(timed).values()) {
      double[] x = group.stream().mapToDouble(predicted).toArray();
      double[] y = group.stream().mapToDouble(Prediction::measuredSeconds).toArray();
      double rho = new SpearmansCorrelation().correlation(x, y);
      if (!Double.isNaN(rho)) {
        sum += rho * group.size();
        weight += group.size();
      }
    }
    return weight == 0 ? Double.NaN : sum / weight;
  }

  /** Measured time of the best of the predicted top k over the measured best, mean over groups. */
  static double regret(List<Prediction> timed, ToDoubleFunction<Prediction> predicted, int k) {
    double sum = 0;
    int n = 0;
    for (List<Prediction> group : groups(timed).values()) {
      double best = group.stream().mapToDouble(Prediction::measuredSeconds).min().orElse(1);
      double found =
          group.stream()
              .sorted(Comparator.comparingDouble(predicted))
              .limit(k)
              .mapToDouble(Prediction::measuredSeconds)
              .min()
              .orElse(1);
      sum += found / best;
      n++;
    }
    return n == 0 ? Double.NaN : sum / n;
  }
}
