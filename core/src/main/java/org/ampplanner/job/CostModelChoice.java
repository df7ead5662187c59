package org.ampplanner.job;

import org.ampplanner.amp.AmpCostModel;
import org.ampplanner.amp.AmpView;
import org.ampplanner.engine.SoftwareTraits;
import org.ampplanner.predictive.Calibration;
import org.jspecify.annotations.Nullable;

/** Which cost model a job asks for, with what only that model reads. */
public sealed interface CostModelChoice {

  /** Returns the name in files. */
  String id();

  /**
   * AMP's model.
   *
   * @param view what AMP takes the model for
   * @param times whose time a layer takes on a mixed cluster
   */
  record Amp(AmpView view, AmpCostModel.Times times) implements CostModelChoice {

    /** AMP's model as published. */
    public Amp(AmpView view) {
      this(view, AmpCostModel.Times.MEAN);
    }

    @Override
    public String id() {
      return times.id();
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
