package org.ampplanner.job;

import org.ampplanner.amp.AmpView;
import org.ampplanner.cost.predictive.Calibration;

/** Which cost model a job asks for, with what only that model reads. */
public sealed interface CostModelChoice {

  /** Returns the name in files. */
  String id();

  /**
   * AMP's model, as published.
   *
   * @param view what AMP takes the model for
   */
  record Amp(AmpView view) implements CostModelChoice {
    @Override
    public String id() {
      return "amp";
    }
  }

  /**
   * Our own model.
   *
   * @param calibration factors learnt from trials, or none
   */
  record Predictive(Calibration calibration) implements CostModelChoice {
    /** Without calibration. */
    public static final Predictive UNCALIBRATED = new Predictive(Calibration.NONE);

    @Override
    public String id() {
      return "predictive";
    }
  }
}
