package org.ampplanner.trials.validation;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * How well one predictor does on one data set. Numbers that the data cannot give are NaN.
 *
 * @param dataset the data set
 * @param predictor {@code ours}, or a peer
 * @param n runs that are timed and predicted
 * @param mape mean absolute relative error
 * @param median median absolute relative error
 * @param spearman rank correlation within groups of one model on one machine
 * @param regret1 measured time of the predicted best over the measured best
 * @param regret5 the same for the best of five
 * @param regret10 the same for the best of ten
 * @param precision of "fits": how many that are said to fit do
 * @param recall of "fits": how many that fit are said to
 * @param f1 harmonic mean of both
 * @param memoryMape mean absolute relative error of peak memory
 * @param unpredicted runs that could not be predicted
 */
record Summary(
    String dataset,
    String predictor,
    int n,
    double mape,
    double median,
    double spearman,
    double regret1,
    double regret5,
    double regret10,
    double precision,
    double recall,
    double f1,
    double memoryMape,
    int unpredicted) {

  /** Summarises our own predictions. */
  static Summary ours(String dataset, List<Prediction> predictions) {
    List<Prediction> timed = predictions.stream().filter(Prediction::timed).toList();
    int unpredicted =
        (int)
            predictions.stream()
                .filter(p -> p.measuredSeconds() > 0 && !(p.predictedSeconds() > 0))
                .count();
    double[] fits = fits(predictions);
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
    return of(dataset, "ours", timed, Prediction::predictedSeconds, fits, memory, unpredicted);
  }

  /** Summarises the peers that predict at least half of the runs. */
  static List<Summary> peers(String dataset, List<Prediction> predictions) {
    Set<String> names = new LinkedHashSet<>();
    predictions.forEach(p -> names.addAll(p.peers().keySet()));
    double[] nothing = {Double.NaN, Double.NaN, Double.NaN};
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
              nothing,
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
      double[] fits,
      double memory,
      int unpredicted) {
    double[] x = timed.stream().mapToDouble(predicted).toArray();
    double[] y = timed.stream().mapToDouble(Prediction::measuredSeconds).toArray();
    return new Summary(
        dataset,
        predictor,
        timed.size(),
        Metrics.mape(x, y),
        Metrics.median(x, y),
        Metrics.spearman(timed, predicted),
        Metrics.regret(timed, predicted, 1),
        Metrics.regret(timed, predicted, 5),
        Metrics.regret(timed, predicted, 10),
        fits[0],
        fits[1],
        fits[2],
        memory,
        unpredicted);
  }

  /** Precision, recall and F1 of "fits", over runs of which it is known. */
  private static double[] fits(List<Prediction> predictions) {
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
    return new double[] {precision, recall, 2 * precision * recall / (precision + recall)};
  }
}
