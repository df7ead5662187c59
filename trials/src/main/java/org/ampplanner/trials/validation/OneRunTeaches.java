package org.ampplanner.trials.validation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.ampplanner.predictive.Calibration;
import org.ampplanner.trials.calibration.Calibrator;
import org.ampplanner.trials.calibration.MeasuredRun;
import org.hipparchus.stat.descriptive.rank.Median;

/**
 * What a few measured runs of a job are worth for its other layouts: for each group of runs of one
 * job on one cluster with one software, the calibration of some of them and the error on the rest.
 *
 * @param seen whether constants were fitted on these data sets
 * @param learnt how many runs were learnt from
 * @param groups how many groups there are
 * @param before median over groups of the mean error on the rest without a calibration
 * @param after the same with it
 * @param inside share of the rest, mean over groups, in the interval that 80 % are expected in
 */
public record OneRunTeaches(
    boolean seen, int learnt, int groups, double before, double after, double inside) {
  /** At least so many runs are left to predict. */
  private static final int FEWEST_LEFT = 2;

  /** At most so many runs of a group are looked at, evenly spread. */
  private static final int MOST = 24;

  /** In so many ways the runs to learn from are chosen. */
  private static final int DRAWS = 3;

  /** Errors of one group, over all draws. */
  private record Errors(double before, double after, double inside) {}

  /** Returns the figures of one run and of five. */
  public static List<OneRunTeaches> ofPublishedRuns() {
    List<List<ScoredRun>> groups = jobs();
    return List.of(
        of(false, 1, groups), of(false, 5, groups), of(true, 1, groups), of(true, 5, groups));
  }

  /** Returns the figures of data sets that no constant was fitted on. */
  static OneRunTeaches unseen(int learnt) {
    return of(false, learnt, jobs());
  }

  private static OneRunTeaches of(boolean seen, int learnt, List<List<ScoredRun>> groups) {
    List<Errors> errors =
        groups.stream()
            .filter(group -> group.size() >= learnt + FEWEST_LEFT)
            .filter(group -> seen != (Fitted.of(group.get(0).label().dataset()) == Fitted.NO))
            .toList()
            .parallelStream()
            .map(group -> errors(group, learnt))
            .toList();
    return new OneRunTeaches(
        seen,
        learnt,
        errors.size(),
        new Median().evaluate(errors.stream().mapToDouble(Errors::before).toArray()),
        new Median().evaluate(errors.stream().mapToDouble(Errors::after).toArray()),
        errors.stream().mapToDouble(Errors::inside).average().orElse(Double.NaN));
  }

  /** Timed runs that can be predicted, by everything that a job says. */
  private static List<List<ScoredRun>> jobs() {
    Map<String, List<ScoredRun>> groups = new LinkedHashMap<>();
    for (ScoredRun run : ScoredRuns.of(Facts.builtIn()).runs()) {
      Asked asked = run.asked();
      if (asked != null
          && run.measured().seconds() > 0
          && !run.label().dataset().equals("emulated")) {
        String job =
            run.label().dataset()
                + run.label().group()
                + asked.job().training()
                + asked.job().software()
                + run.row().text("version");
        groups.computeIfAbsent(job, k -> new ArrayList<>()).add(run);
      }
    }
    return groups.values().stream()
        .filter(group -> group.size() > FEWEST_LEFT)
        .map(group -> {
          int n = Math.min(MOST, group.size());
          return IntStream.range(0, n)
              .mapToObj(i -> group.get((int) ((long) i * group.size() / n)))
              .toList();
        })
        .toList();
  }

  private static Errors errors(List<ScoredRun> group, int learnt) {
    double before = 0;
    double after = 0;
    double inside = 0;
    int tested = 0;
    List<MeasuredRun> runs =
        group.stream()
            .map(run ->
                java.util.Objects.requireNonNull(run.asked()).measured(run.measured().seconds()))
            .toList();
    for (int draw = 0; draw < DRAWS; draw++) {
      int first = draw * runs.size() / DRAWS;
      List<Integer> learn =
          IntStream.range(0, learnt)
              .mapToObj(i -> (first + i * runs.size() / learnt) % runs.size())
              .distinct()
              .toList();
      Calibration fitted =
          Calibrator.fit(learn.stream().map(runs::get).toList(), Calibration.NONE).calibration();
      for (int i = 0; i < runs.size(); i++) {
        if (!learn.contains(i)) {
          MeasuredRun run = runs.get(i);
          before += error(run, Calibration.NONE);
          after += error(run, fitted);
          inside += run.inside(fitted) ? 1 : 0;
          tested++;
        }
      }
    }
    return new Errors(before / tested, after / tested, inside / tested);
  }

  private static double error(MeasuredRun run, Calibration calibration) {
    return Math.abs(run.predictedSeconds(calibration) / run.measuredSeconds() - 1);
  }

  /** Returns the figures as a section of a page. */
  public static String markdown(List<OneRunTeaches> figures) {
    StringBuilder text =
        new StringBuilder(
            """
            ## One run teaches

            Groups of runs of one job on one cluster with one software. Some runs are learnt from,
            the others predicted; the error is the median over groups, the interval's share the mean.

            | data sets | learnt from | groups | before | after | inside the 80 %% interval |
            |---|---|---|---|---|---|
            """
                .replace("%%", "%"));
    for (OneRunTeaches f : figures) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %d | %.1f %% | %.1f %% | %.0f %% |%n",
              f.seen ? "fitted" : "not fitted",
              f.learnt == 1 ? "1 run" : f.learnt + " runs",
              f.groups,
              100 * f.before,
              100 * f.after,
              100 * f.inside));
    }
    return text.toString();
  }
}
