package org.ampplanner.job;

import org.ampplanner.amp.AmpView;
import org.ampplanner.cost.predictive.Calibration;
import org.ampplanner.engine.SoftwareTraits;
import org.jspecify.annotations.Nullable;

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
   * @param software the training software if it is not the engine's current version, or null
   */
  record Predictive(Calibration calibration, @Nullable SoftwareTraits software)
      implements CostModelChoice {
    /** Without calibration. */
    public static final Predictive UNCALIBRATED = new Predictive(Calibration.NONE, null);

    @Override
    public String id() {
      return "predictive";
    }
  }
}
