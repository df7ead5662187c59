package org.ampplanner.trials.validation;

import java.util.Locale;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.operator.Constants;

/** Not a test: prints predictions for Sailor's runs. */
public final class SailorStudy {
  private SailorStudy() {}

  public static void main(String[] args) {
    for (ScoredRun run :
        new SailorRuns().runs("sailor", Facts.builtInTable("sailor/runs.csv"), new Problems())) {
      Prediction p = run.predict(Constants.standard());
      System.out.printf(
          Locale.ROOT,
          "%+5.1f%% mem %+5.1f%% meas %.3f pred %.3f mem %.2f pred %.2f %s %s %s%n",
          100 * p.relativeError(),
          100 * (p.predictedMemoryBytes() / p.measuredMemoryBytes() - 1),
          p.measuredSeconds(),
          p.predictedSeconds(),
          p.measuredMemoryBytes() / 1e9,
          p.predictedMemoryBytes() / 1e9,
          p.id(),
          p.tags().get("mbs"),
          p.error());
    }
  }
}
