package org.ampplanner.formats.job;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.ampplanner.engine.Engine;
import org.ampplanner.model.FeedForward;
import org.ampplanner.model.LayerKind;
import org.ampplanner.model.Model;
import org.ampplanner.model.Training;
import org.ampplanner.space.IntConstraint;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.space.SearchConstraints.DegreeConstraints;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;

/** The cost models that a job may name, the default first. */
enum CostModelId {
  /** Predicts without measurements, better with them. */
  PREDICTIVE("predictive"),
  /** As published. */
  AMP("amp"),
  /** AMP's formula with each device's own layer times. */
  AMP_OWN_TIMES("amp_own_times");

  private static final int LONG_SEQUENCE = 16_384;
  private static final int MOST_EXPERT_PARALLEL = 64;

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
   * sharding that the engine knows, experts over as many devices as they divide by, and context
   * parallelism where sequences are long.
   */
  SearchConstraints searched(Engine engine, Optional<Model> model, Optional<Training> training) {
    SearchConstraints plain = SearchConstraints.DEFAULT;
    return switch (this) {
      case AMP, AMP_OWN_TIMES -> plain;
      case PREDICTIVE ->
          new SearchConstraints(
              degrees(
                  withExperts(plain.degrees(), model),
                  training.filter(t -> t.sequenceLength() >= LONG_SEQUENCE).isPresent()),
              plain.microBatchSize(),
              List.of(Schedule.ONE_FORWARD_ONE_BACKWARD, Schedule.INTERLEAVED),
              List.of(Recompute.NONE, Recompute.SELECTIVE, Recompute.FULL),
              engine.capabilities().zeroStages(),
              List.of(false, true),
              plain.memoryReserveBytes());
    };
  }

  private static DegreeConstraints degrees(DegreeConstraints d, boolean longSequences) {
    return new DegreeConstraints(
        d.tensorParallel(),
        d.pipelineParallel(),
        d.dataParallel(),
        longSequences ? IntConstraint.oneOf(1, 2, 4, 8, 16) : d.contextParallel(),
        d.expertParallel(),
        IntConstraint.oneOf(1, 2, 3, 4, 5, 6, 7, 8));
  }

  private static DegreeConstraints withExperts(DegreeConstraints d, Optional<Model> model) {
    List<Integer> counts =
        model.stream()
            .flatMap(m -> m.layers().stream())
            .filter(l -> l.kind() instanceof LayerKind.Block)
            .map(l -> ((LayerKind.Block) l.kind()).feedForward())
            .filter(FeedForward.Experts.class::isInstance)
            .map(f -> ((FeedForward.Experts) f).count())
            .distinct()
            .toList();
    if (counts.isEmpty()) {
      return d;
    }
    TreeSet<Integer> degrees = new TreeSet<>();
    for (int degree = 1; degree <= MOST_EXPERT_PARALLEL; degree *= 2) {
      int by = degree;
      if (counts.stream().allMatch(count -> count % by == 0)) {
        degrees.add(degree);
      }
    }
    return new DegreeConstraints(
        d.tensorParallel(),
        d.pipelineParallel(),
        d.dataParallel(),
        d.contextParallel(),
        new IntConstraint.OneOf(degrees),
        d.virtualPipeline());
  }
}
