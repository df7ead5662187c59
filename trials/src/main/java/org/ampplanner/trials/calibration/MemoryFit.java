package org.ampplanner.trials.calibration;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ampplanner.predictive.Calibration;
import org.hipparchus.stat.descriptive.rank.Median;

/**
 * The factor on activations and working memory that measured peaks ask for. Predicted memory is a
 * constant plus the factor times what it applies to, so that every run asks for one factor; theirs
 * is the median, between which and what is known already one or two runs leave it. More are taken
 * if they explain runs left out, one at a time, better than none.
 *
 * @param factor the factor, or empty if there is no measured peak or none is better
 */
record MemoryFit(Optional<CalibrationResult.Factor> factor) {
  private static final double LEAST = 0.4;
  private static final double MOST = 2.5;

  /** Of normally distributed values: standard deviation over median absolute deviation. */
  private static final double DEVIATION = 1.4826;

  static MemoryFit of(List<MeasuredRun> runs, Calibration base) {
    List<MeasuredRun> weighed = runs.stream().filter(r -> r.measuredBytes() > 0).toList();
    if (weighed.isEmpty()) {
      return new MemoryFit(Optional.empty());
    }
    double[] asked = weighed.stream().mapToDouble(r -> asked(r, base)).toArray();
    if (asked.length < Calibrator.FEWEST_LEFT_OUT) {
      return new MemoryFit(Optional.of(few(asked, base)));
    }
    double before = 0;
    double leftOut = 0;
    for (int i = 0; i < asked.length; i++) {
      int out = i;
      double[] others =
          java.util.stream.IntStream.range(0, asked.length)
              .filter(k -> k != out)
              .mapToDouble(k -> asked[k])
              .toArray();
      before += error(weighed.get(i), base, base.memory());
      leftOut += error(weighed.get(i), base, median(others));
    }
    if (leftOut >= before) {
      return new MemoryFit(Optional.empty());
    }
    double value = median(asked);
    double[] away = Arrays.stream(asked).map(f -> Math.abs(f - value)).toArray();
    double sigma = DEVIATION * new Median().evaluate(away) / Math.sqrt(asked.length);
    return new MemoryFit(
        Optional.of(
            new CalibrationResult.Factor(
                value, Math.max(LEAST, value - sigma), Math.min(MOST, value + sigma), 1)));
  }

  /** What is known already counts as much as one run. */
  private static CalibrationResult.Factor few(double[] asked, Calibration base) {
    double trust = asked.length / (asked.length + 1.0);
    double value = base.memory() * Math.pow(median(asked) / base.memory(), trust);
    double wide = Math.exp(Math.abs(Math.log(median(asked) / value)) + 0.05);
    return new CalibrationResult.Factor(value, value / wide, value * wide, trust);
  }

  Calibration applied(Calibration c) {
    return factor.map(f -> with(c, f.value())).orElse(c);
  }

  private static Calibration with(Calibration c, double memory) {
    return new Calibration(
        c.deviceTime(), c.hostTime(), c.links(), c.stall(), c.fixedSeconds(), memory, c.learnt());
  }

  private static double asked(MeasuredRun run, Calibration base) {
    double one = run.predictedBytes(with(base, 1));
    double slope = run.predictedBytes(with(base, 2)) - one;
    double factor = slope > 0 ? 1 + (run.measuredBytes() - one) / slope : base.memory();
    return Math.max(LEAST, Math.min(MOST, factor));
  }

  private static double error(MeasuredRun run, Calibration base, double memory) {
    return Math.abs(run.predictedBytes(with(base, memory)) / run.measuredBytes() - 1);
  }

  private static double median(double[] values) {
    return new Median().evaluate(values);
  }
}
