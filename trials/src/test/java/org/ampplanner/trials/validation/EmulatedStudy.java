package org.ampplanner.trials.validation;

import java.util.Locale;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.operator.Constants;

/** Not a test: prints predictions for emulated runs. */
public final class EmulatedStudy {
  private EmulatedStudy() {}

  public static void main(String[] args) {
    double sum = 0;
    int n = 0;
    for (ScoredRun run :
        new EmulatedRuns().runs(Facts.builtInTable("emulated/runs.csv"), new Problems())) {
      Prediction p = run.predict(Constants.standard());
      Row r = run.row();
      System.out.printf(
          Locale.ROOT,
          "%+5.1f%% meas %.3f pred %.3f %s tp%s pp%s dp%s m%s %s | %s%n",
          100 * p.relativeError(),
          p.measuredSeconds(),
          p.predictedSeconds(),
          r.text("model"),
          r.text("tensor_parallel"),
          r.text("pipeline_parallel"),
          r.text("data_parallel"),
          r.text("micro_batch_size"),
          r.text("layer_cuts"),
          r.text("placement"));
      sum += Math.abs(p.relativeError());
      n++;
    }
    System.out.printf(Locale.ROOT, "MAPE %.2f%% (%d)%n", 100 * sum / n, n);
  }
}
