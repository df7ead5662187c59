package org.ampplanner.trials.validation;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * How well one predictor does on one data set. Numbers that the data cannot give are NaN.
 *
 * @param dataset the data set
 * @param predictor {@code ours}, or a peer
 * @param errors of step times
 * @param ranks how well runs are put in order
 * @param fitting how well "fits" is told
 * @param memoryMape mean absolute relative error of peak memory
 * @param unpredicted runs that could not be predicted
 */
record Summary(
    String dataset,
    String predictor,
    Errors errors,
    Ranks ranks,
    Fitting fitting,
    double memoryMape,
    int unpredicted) {

  /**
   * Errors of step times.
   *
   * @param n runs that are timed and predicted
   * @param mape mean absolute relative error
   * @param median median absolute relative error
   * @param sources how many sources the runs are from
   * @param overSources mean over sources of their mean absolute relative errors
   */
  public record Errors(int n, double mape, double median, int sources, double overSources) {
    static Errors of(List<Prediction> timed, ToDoubleFunction<Prediction> predicted) {
      double[] x = timed.stream().mapToDouble(predicted).toArray();
      double[] y = timed.stream().mapToDouble(Prediction::measuredSeconds).toArray();
      Map<String, Double> bySource =
          timed.stream()
              .collect(
                  Collectors.groupingBy(
                      Prediction::source,
                      TreeMap::new,
                      Collectors.averagingDouble(
                          p -> Math.abs(predicted.applyAsDouble(p) / p.measuredSeconds() - 1))));
      return new Errors(
          timed.size(),
          Metrics.mape(x, y),
          Metrics.median(x, y),
          bySource.size(),
          bySource.values().stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN));
    }
  }

  /**
   * Order of runs of one model on one machine.
   *
   * @param spearman rank correlation within groups
   * @param regret1 measured time of the predicted best over the measured best
   * @param regret5 the same for the best of five
   * @param regret10 the same for the best of ten
   */
  public record Ranks(double spearman, double regret1, double regret5, double regret10) {}

  /**
   * Whether runs fit in memory.
   *
   * @param precision how many that are said to fit do
   * @param recall how many that fit are said to
   * @param f1 harmonic mean of both
   */
  public record Fitting(double precision, double recall, double f1) {
    private static final Fitting UNKNOWN = new Fitting(Double.NaN, Double.NaN, Double.NaN);
  }

  /** Returns the runs that are timed and predicted. */
  public int n() {
    return errors.n;
  }

  /** Returns the mean absolute relative error. */
  public double mape() {
    return errors.mape;
  }

  /** Returns the median absolute relative error. */
  public double median() {
    return errors.median;
  }

  /** Summarises our own predictions. */
  static Summary ours(String dataset, List<Prediction> predictions) {
    List<Prediction> timed = predictions.stream().filter(Prediction::timed).toList();
    int unpredicted =
        (int)
            predictions.stream()
                .filter(p -> p.measuredSeconds() > 0 && !(p.predictedSeconds() > 0))
                .count();
    List<Prediction> weighed =
        predictions.stream()
            .filter(p -> p.measuredMemoryBytes() > 0 && p.predictedMemoryBytes() > 0)
            .filter(p ->
                p.tags().getOrDefault("suspect", "").isBlank()
                    || !p.tags().getOrDefault("suspect", "").contains("mem"))
            .toList();
    double memory =
        Metrics.mape(
            weighed.stream().mapToDouble(Prediction::predictedMemoryBytes).toArray(),
            weighed.stream().mapToDouble(Prediction::measuredMemoryBytes).toArray());
    return of(
        dataset,
        "ours",
        timed,
        Prediction::predictedSeconds,
        fitting(predictions),
        memory,
        unpredicted);
  }

  /** Summarises the peers that predict at least half of the runs. */
  static List<Summary> peers(String dataset, List<Prediction> predictions) {
    Set<String> names = new LinkedHashSet<>();
    predictions.forEach(p -> names.addAll(p.peers().keySet()));
    return names.stream()
        .sorted()
        .map(name -> {
          List<Prediction> timed =
              predictions.stream()
                  .filter(p -> p.measuredSeconds() > 0)
                  .filter(p -> p.peers().getOrDefault(name, Double.NaN) > 0)
                  .toList();
          return of(
              dataset,
              name,
              timed,
              p -> p.peers().getOrDefault(name, Double.NaN),
              Fitting.UNKNOWN,
              Double.NaN,
              0);
        })
        .toList();
  }

  private static Summary of(
      String dataset,
      String predictor,
      List<Prediction> timed,
      ToDoubleFunction<Prediction> predicted,
      Fitting fitting,
      double memory,
      int unpredicted) {
    return new Summary(
        dataset,
        predictor,
        Errors.of(timed, predicted),
        new Ranks(
            Metrics.spearman(timed, predicted),
            Metrics.regret(timed, predicted, 1),
            Metrics.regret(timed, predicted, 5),
            Metrics.regret(timed, predicted, 10)),
        fitting,
        memory,
        unpredicted);
  }

  /** Precision, recall and F1 of "fits", over runs of which it is known. */
  private static Fitting fitting(List<Prediction> predictions) {
    int rightly = 0;
    int wrongly = 0;
    int missed = 0;
    for (Prediction p : predictions) {
      Boolean fits = p.fits();
      Boolean ran = p.ran();
      if (fits != null && ran != null) {
        rightly += fits && ran ? 1 : 0;
        wrongly += fits && !ran ? 1 : 0;
        missed += !fits && ran ? 1 : 0;
      }
    }
    double precision = (double) rightly / (rightly + wrongly);
    double recall = (double) rightly / (rightly + missed);
    return new Fitting(precision, recall, 2 * precision * recall / (precision + recall));
  }
}
