package org.ampplanner.job;

import org.ampplanner.amp.AmpView;

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
}
