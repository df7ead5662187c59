package org.ampplanner.trials.validation;

import java.util.Locale;
import org.ampplanner.cost.predictive.Calibration;
import org.ampplanner.operator.Constants;

/** Not a test: prints predictions for AMP's TransGAN beside AMP's own. */
public final class HetModelStudy {
  private HetModelStudy() {}

  public static void main(String[] args) {
    AmpRuns runs = new AmpRuns();
    for (Row r : Facts.builtInTable("amp/amp_predictions_all.csv")) {
      if (r.text("experiment").equals("het_model")) {
        AmpRuns.Run run = runs.run(r);
        var m = AmpRuns.model(run, Constants.standard(), Calibration.NONE);
        var e = m.estimate(m.stageCosts(run.strategy(), run.placement()), run.cuts());
        var b = e.breakdown();
        System.out.printf(
            Locale.ROOT,
            "mbs%s tp%s dp%s pp%s amp %.2f ours %.2f (%.2f) mem %.1f %s | comp %.2f bub %.2f tp %.2f pp %.2f dp %.2f opt %.2f%n",
            r.text("mbs"),
            r.text("mp"),
            r.text("dp"),
            r.text("pp"),
            r.number("amp_predicted_s"),
            e.iterationSeconds(),
            e.iterationSeconds() / r.number("amp_predicted_s"),
            e.memory().bytes() / 1e9,
            e.memory().fits(),
            b.compute(),
            b.bubble(),
            b.tensorComm(),
            b.pipelineComm(),
            b.dataComm(),
            b.optimizer());
      }
    }
  }
}
