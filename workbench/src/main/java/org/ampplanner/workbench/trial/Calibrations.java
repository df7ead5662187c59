package org.ampplanner.workbench.trial;

import java.util.List;
import java.util.Optional;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.job.CostModelChoice;
import org.ampplanner.job.Job;
import org.ampplanner.predictive.Calibration;
import org.ampplanner.trials.calibration.CalibrationResult;
import org.ampplanner.trials.calibration.Calibrator;
import org.ampplanner.trials.calibration.MeasuredRuns;
import org.ampplanner.trials.calibration.MeasuredSource;
import org.ampplanner.unit.Figures;

/** Fits the factors that measured runs of a job teach. */
public final class Calibrations {
  private final Job job;
  private final Calibration known;

  /**
   * Makes a fit of a job's factors.
   *
   * @throws ProblemsException if the job's cost model has none
   */
  public Calibrations(Job job) {
    this.job = job;
    this.known =
        switch (job.costModel()) {
          case CostModelChoice.Predictive predictive -> predictive.calibration();
          case CostModelChoice.Amp amp ->
              throw ProblemsException.of(
                  "--cost-model",
                  "(" + amp.id() + ") has no factors to fit",
                  "`--cost-model predictive`");
        };
  }

  /**
   * Reads the measured runs of all sources.
   *
   * @throws ProblemsException if they cannot be read, or none of them is timed
   */
  public MeasuredRuns runs(List<MeasuredSource> sources) {
    Optional<MeasuredRuns> all =
        sources.stream().map(source -> source.read(job)).reduce(MeasuredRuns::and);
    if (all.isEmpty()) {
      throw ProblemsException.of("command line", "no measured runs are given", "`--data runs.csv`");
    }
    MeasuredRuns runs = all.get();
    int timed = runs.runs().size();
    if (timed == 0) {
      throw ProblemsException.of(
          runs.origin(),
          "holds no timed run, a calibration needs one",
          runs.untimed() > 0
              ? "measured_s in the " + Figures.count(runs.untimed(), "row") + " without it"
              : "a row with measured_s");
    }
    return runs;
  }

  /** Fits the factors, from those that the job has. */
  public CalibrationResult fit(MeasuredRuns runs) {
    return Calibrator.fit(runs.runs(), known).from(runs.origin());
  }
}
