package org.ampplanner.trials.validation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.predictive.Calibration;
import org.ampplanner.trials.calibration.CalibrationResult;
import org.ampplanner.trials.calibration.Calibrator;
import org.ampplanner.trials.calibration.InformativeRuns;
import org.ampplanner.trials.calibration.MeasuredRun;

/**
 * What calibrations are worth on runs that they have not seen: AMP's runs on one cluster,
 * calibrated on some and tested on all others.
 *
 * @param dataset the cluster's runs
 * @param learnt how the runs that were learnt from were chosen, readable by users
 * @param tested runs that were tested, at each draw
 * @param before mean error on them without a calibration
 * @param after the same with it; of several draws the median
 * @param worst of several draws the largest
 */
public record OutOfSample(
    String dataset, String learnt, int tested, double before, double after, double worst) {
  private static final int DRAWS = 20;

  /** Returns the figures of AMP's experiments with at least twelve timed runs. */
  public static List<OutOfSample> ofAmpRuns() {
    List<OutOfSample> all = new ArrayList<>();
    for (String experiment : List.of("homogeneous", "het_cluster")) {
      AmpRuns amp = new AmpRuns();
      List<MeasuredRun> runs =
          Facts.builtInTable("amp/trials.csv").stream()
              .filter(row -> row.text("experiment").equals(experiment) && row.has("measured_s"))
              .map(row -> amp.asked(row, new Problems()).measured(row.number("measured_s")))
              .toList();
      Calibration known = AmpClusters.calibration(experiment);
      String dataset = "amp/" + experiment;
      all.add(oneByOne(dataset, runs, known));
      all.add(draws(dataset, runs, known));
      all.add(chosen(dataset, runs, known));
    }
    return all;
  }

  private static OutOfSample oneByOne(String dataset, List<MeasuredRun> runs, Calibration known) {
    CalibrationResult result = Calibrator.fit(runs, known);
    return new OutOfSample(
        dataset,
        "all others, each run left out in turn",
        1,
        result.errorBefore(),
        result.errorLeftOut(),
        Double.NaN);
  }

  private static OutOfSample draws(String dataset, List<MeasuredRun> runs, Calibration known) {
    double[] after = new double[DRAWS];
    double[] before = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      List<Integer> order = new ArrayList<>(IntStream.range(0, runs.size()).boxed().toList());
      Collections.shuffle(order, new Random(draw));
      double[] errors = errors(runs, order.subList(0, 10), known);
      before[draw] = errors[0];
      after[draw] = errors[1];
    }
    Arrays.sort(before);
    Arrays.sort(after);
    return new OutOfSample(
        dataset,
        "10 at random, " + DRAWS + " draws",
        runs.size() - 10,
        (before[DRAWS / 2 - 1] + before[DRAWS / 2]) / 2,
        (after[DRAWS / 2 - 1] + after[DRAWS / 2]) / 2,
        after[DRAWS - 1]);
  }

  private static OutOfSample chosen(String dataset, List<MeasuredRun> runs, Calibration known) {
    double[] errors = errors(runs, InformativeRuns.choose(runs, 5), known);
    return new OutOfSample(
        dataset,
        "the 5 that tell most about the factors",
        runs.size() - 5,
        errors[0],
        errors[1],
        Double.NaN);
  }

  private static double[] errors(List<MeasuredRun> runs, List<Integer> learnt, Calibration known) {
    List<MeasuredRun> learn = learnt.stream().map(runs::get).toList();
    List<MeasuredRun> others =
        IntStream.range(0, runs.size())
            .filter(i -> !learnt.contains(i))
            .mapToObj(runs::get)
            .toList();
    Calibration fitted = Calibrator.fit(learn, known).calibration();
    return new double[] {Calibrator.error(others, known), Calibrator.error(others, fitted)};
  }

  /** Returns the figures as a section of a page. */
  public static String markdown(List<OutOfSample> figures) {
    StringBuilder text =
        new StringBuilder(
            """
            ## Out of sample

            Runs that were learnt from and runs that were tested are never the same. `before` is the
            mean error on the tested runs without a calibration, `after` with it; a calibration that
            predicts runs left out worse is refused, and then both are the same.

            | dataset | calibrated on | tested | before | after | worst draw |
            |---|---|---|---|---|---|
            """);
    for (OutOfSample f : figures) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %d | %.2f %% | %.2f %% | %s |%n",
              f.dataset,
              f.learnt,
              f.tested,
              100 * f.before,
              100 * f.after,
              Double.isNaN(f.worst) ? "" : String.format(Locale.ROOT, "%.2f %%", 100 * f.worst)));
    }
    return text.toString();
  }
}
