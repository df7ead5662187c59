package org.ampplanner.trials.validation;

import org.ampplanner.cluster.Cluster;
import org.ampplanner.engine.Engine;
import org.ampplanner.engine.SoftwareTraits;
import org.ampplanner.job.CostModelChoice;
import org.ampplanner.job.Job;
import org.ampplanner.job.PlannerChoice;
import org.ampplanner.model.Model;
import org.ampplanner.model.Training;
import org.ampplanner.predictive.Calibration;
import org.ampplanner.profile.Profile;
import org.ampplanner.space.SearchConstraints;

/**
 * The jobs of measured runs. They name no engine, since runs of the past do what today's versions
 * would refuse, but the software that ran.
 *
 * @param model the model
 * @param cluster the cluster
 * @param training what was asked of the run
 * @param profile measured layer times
 * @param calibration what was learnt from other runs
 */
record Jobs(
    Model model, Cluster cluster, Training training, Profile profile, Calibration calibration) {

  /** Starts a job without profile and calibration. */
  static Jobs of(Model model, Cluster cluster, Training training) {
    return new Jobs(model, cluster, training, Profile.EMPTY, Calibration.NONE);
  }

  Jobs profiled(Profile measured) {
    return new Jobs(model, cluster, training, measured, calibration);
  }

  Jobs calibrated(Calibration learnt) {
    return new Jobs(model, cluster, training, profile, learnt);
  }

  /** Returns the job of a run of this software. */
  Job on(SoftwareTraits software) {
    return new Job(
        model,
        cluster,
        training,
        profile,
        Engine.ANY,
        new CostModelChoice.Predictive(calibration, software),
        PlannerChoice.EXACT,
        SearchConstraints.DEFAULT);
  }
}
