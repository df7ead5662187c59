package org.ampplanner.formats.job;

import java.util.List;
import org.ampplanner.job.Engine;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.strategy.Recompute;

/** The cost models that a job may name, the default first. */
enum CostModelId {
  /** Predicts without measurements, better with them. */
  PREDICTIVE("predictive"),
  /** As published. */
  AMP("amp"),
  /** AMP's formula with each device's own layer times. */
  AMP_OWN_TIMES("amp_own_times");

  private final String id;

  CostModelId(String id) {
    this.id = id;
  }

  String id() {
    return id;
  }

  /**
   * Returns whether it is AMP's formula, which needs measured times and sees an {@code amp_view}.
   */
  boolean isAmp() {
    return this != PREDICTIVE;
  }

  /**
   * Returns what a search tries where the job says nothing: no more than the model can price, and
   * the sharding that the engine knows.
   */
  SearchConstraints searched(Engine engine) {
    SearchConstraints plain = SearchConstraints.DEFAULT;
    return switch (this) {
      case AMP, AMP_OWN_TIMES -> plain;
      case PREDICTIVE ->
          new SearchConstraints(
              plain.degrees(),
              plain.microBatchSize(),
              plain.schedules(),
              List.of(Recompute.NONE, Recompute.SELECTIVE, Recompute.FULL),
              engine.capabilities().zeroStages(),
              List.of(false, true),
              plain.memoryReserveBytes());
    };
  }
}
