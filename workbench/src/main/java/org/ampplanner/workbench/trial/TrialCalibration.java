package org.ampplanner.workbench.trial;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.ampplanner.job.CostModelChoice;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;
import org.ampplanner.predictive.Calibration;
import org.ampplanner.predictive.PredictiveCostModel;
import org.ampplanner.trials.calibration.CalibrationFile;
import org.ampplanner.trials.calibration.CalibrationResult;
import org.ampplanner.trials.calibration.Calibrator;
import org.ampplanner.trials.calibration.MeasuredRun;
import org.ampplanner.trials.learning.Trial;
import org.ampplanner.unit.Figures;

/** Keeps the calibration that trials teach in a file, fitted anew after each. */
public final class TrialCalibration {
  private final Path file;
  private final Consumer<String> save;
  private final List<Plan> plans;
  private final String origin;
  private final PredictiveCostModel model;
  private final Calibration known;
  private String said = "";

  /**
   * Makes one that knows nothing yet.
   *
   * @param file the file as messages name it
   * @param save writes the file
   * @param job what is run
   * @param plans the candidates
   * @param origin where the trials are kept
   */
  public TrialCalibration(
      Path file, Consumer<String> save, Job job, List<Plan> plans, String origin) {
    this.file = file;
    this.save = save;
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
  public void fit(List<Trial> trials) {
    List<MeasuredRun> runs = new ArrayList<>();
    for (Trial t : trials) {
      if (Double.isFinite(t.seconds())) {
        runs.add(MeasuredRun.of(model, plans.get(t.candidate()), t.seconds(), Double.NaN));
      }
    }
    if (runs.isEmpty()) {
      said = "no calibration: no trial was timed";
      return;
    }
    CalibrationResult result = Calibrator.fit(runs, known).from(origin);
    if (result.accepted()) {
      save.accept(CalibrationFile.write(result));
      said =
          "calibration written to "
              + file
              + (Double.isFinite(result.errorLeftOut())
                  ? ": error of trials left out " + Figures.percent(result.errorLeftOut())
                  : ": too few trials to leave any out, error of these "
                      + Figures.percent(result.errorFitted()))
              + ", before "
              + Figures.percent(result.errorBefore());
    } else {
      said = "no calibration: trials that are left out are predicted no better with it";
    }
  }

  /** Returns what became of it, in a sentence; empty before the first fit. */
  public String said() {
    return said;
  }
}
