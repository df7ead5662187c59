package org.ampplanner.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ampplanner.cli.terminal.Format;
import org.ampplanner.predictive.Calibration;
import org.ampplanner.predictive.PredictiveCostModel;
import org.ampplanner.job.CostModelChoice;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;
import org.ampplanner.trials.calibration.CalibrationFile;
import org.ampplanner.trials.calibration.CalibrationResult;
import org.ampplanner.trials.calibration.Calibrator;
import org.ampplanner.trials.calibration.MeasuredRun;
import org.ampplanner.trials.learning.Trial;

/** Keeps the calibration that trials teach in a file, fitted anew after each. */
final class TrialCalibration {
  private final Output output;
  private final Path file;
  private final List<Plan> plans;
  private final String origin;
  private final PredictiveCostModel model;
  private final Calibration known;
  private String said = "";

  TrialCalibration(Output output, Path file, Job job, List<Plan> plans, String origin) {
    this.output = output;
    this.file = file;
    this.plans = plans;
    this.origin = origin;
    this.known =
        switch (job.costModel()) {
          case CostModelChoice.Predictive p -> p.calibration();
          case CostModelChoice.Amp amp -> Calibration.NONE;
        };
    this.model = job.bindPredictive(job.likelySoftware().get(0), known);
  }

  /** Fits the timed of some trials, and writes the file if runs left out are predicted better. */
  void fit(List<Trial> trials) {
    List<MeasuredRun> runs = new ArrayList<>();
    for (Trial t : trials) {
      if (Double.isFinite(t.seconds())) {
        runs.add(MeasuredRun.of(model, plans.get(t.candidate()), t.seconds(), Double.NaN));
      }
    }
    if (runs.size() < Calibrator.FEWEST_RUNS) {
      said =
          String.format(
              Locale.ROOT,
              "no calibration: it needs at least %d timed trials, not %d",
              Calibrator.FEWEST_RUNS,
              runs.size());
      return;
    }
    CalibrationResult result = Calibrator.fit(runs, known).from(origin);
    if (result.accepted()) {
      output.save(file, "--calibration-out", CalibrationFile.write(result));
      said =
          String.format(
              Locale.ROOT,
              "calibration written to %s: error of trials left out %s, before %s",
              file,
              Format.percent(result.errorLeftOut()),
              Format.percent(result.errorBefore()));
    } else {
      said = "no calibration: trials that are left out are predicted no better with it";
    }
  }

  /** Says what became of it. */
  void report() {
    if (!said.isEmpty()) {
      output.remark(said);
    }
  }
}
