package org.ampplanner.formats.job;

import java.util.List;
import org.ampplanner.job.Engine;
import org.ampplanner.model.Layer;
import org.ampplanner.model.Model;
import org.ampplanner.model.Training;
import org.ampplanner.space.IntConstraint;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.space.SearchConstraints.DegreeConstraints;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;
import org.jspecify.annotations.Nullable;

/** The cost models that a job may name, the default first. */
enum CostModelId {
  /** Predicts without measurements, better with them. */
  PREDICTIVE("predictive"),
  /** As published. */
  AMP("amp"),
  /** AMP's formula with each device's own layer times. */
  AMP_OWN_TIMES("amp_own_times");

  private static final int LONG_SEQUENCE = 16_384;

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
   * Returns what a search tries where the job says nothing: no more than the model can price, the
   * sharding that the engine knows, expert parallelism where there are experts, and context
   * parallelism where sequences are long.
   *
   * @param model null if it could not be read
   * @param training null if it could not be read
   */
  SearchConstraints searched(Engine engine, @Nullable Model model, @Nullable Training training) {
    SearchConstraints plain = SearchConstraints.DEFAULT;
    return switch (this) {
      case AMP, AMP_OWN_TIMES -> plain;
      case PREDICTIVE ->
          new SearchConstraints(
              degrees(
                  model != null && model.layers().stream().anyMatch(Layer::hasExperts),
                  training != null && training.sequenceLength() >= LONG_SEQUENCE),
              plain.microBatchSize(),
              List.of(Schedule.ONE_FORWARD_ONE_BACKWARD, Schedule.INTERLEAVED),
              List.of(Recompute.NONE, Recompute.SELECTIVE, Recompute.FULL),
              engine.capabilities().zeroStages(),
              List.of(false, true),
              plain.memoryReserveBytes());
    };
  }

  private static DegreeConstraints degrees(boolean experts, boolean longSequences) {
    DegreeConstraints plain = DegreeConstraints.DEFAULT;
    return new DegreeConstraints(
        plain.tensorParallel(),
        plain.pipelineParallel(),
        plain.dataParallel(),
        longSequences ? IntConstraint.oneOf(1, 2, 4, 8, 16) : plain.contextParallel(),
        experts ? new IntConstraint.Any() : plain.expertParallel(),
        IntConstraint.oneOf(1, 2, 3, 4, 5, 6, 7, 8));
  }
}
