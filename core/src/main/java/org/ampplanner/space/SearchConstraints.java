package org.ampplanner.space;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.ampplanner.engine.Engine;
import org.ampplanner.engine.EngineCapabilities;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.unit.Validation;

/**
 * What the user allows the search to try.
 *
 * @param degrees which degrees
 * @param microBatchSize which micro-batch sizes
 * @param schedules which schedules, at least one
 * @param recompute which kinds of recomputation, at least one
 * @param zeroStages which ZeRO stages, at least one
 * @param sequenceParallel without, with, or both, at least one
 * @param memoryReserveBytes device memory that plans leave free, at least 0
 * @param engine what the engine can express
 */
public record SearchConstraints(
    DegreeConstraints degrees,
    IntConstraint microBatchSize,
    List<Schedule> schedules,
    List<Recompute> recompute,
    List<Integer> zeroStages,
    List<Boolean> sequenceParallel,
    double memoryReserveBytes,
    EngineCapabilities engine) {

  /**
   * Which degrees of parallelism.
   *
   * @param tensorParallel default: any that keeps a group inside its node
   * @param pipelineParallel default: any
   * @param dataParallel default: any
   * @param contextParallel default: 1
   * @param expertParallel default: 1
   * @param virtualPipeline default: 1
   * @param parts whether degrees and shares may differ between stages and replicas; at least one
   */
  public record DegreeConstraints(
      IntConstraint tensorParallel,
      IntConstraint pipelineParallel,
      IntConstraint dataParallel,
      IntConstraint contextParallel,
      IntConstraint expertParallel,
      IntConstraint virtualPipeline,
      Set<SpacePart> parts) {

    // Constants of this record, not of the outer one: either may be the first that is initialised.
    private static final IntConstraint ANY = new IntConstraint.Any();
    private static final IntConstraint ONE = IntConstraint.oneOf(1);

    /** What holds where the user says nothing. */
    public static final DegreeConstraints DEFAULT =
        new DegreeConstraints(ANY, ANY, ANY, ONE, ONE, ONE);

    /** Makes constraints that keep to uniform strategies. */
    public DegreeConstraints(
        IntConstraint tensorParallel,
        IntConstraint pipelineParallel,
        IntConstraint dataParallel,
        IntConstraint contextParallel,
        IntConstraint expertParallel,
        IntConstraint virtualPipeline) {
      this(
          tensorParallel,
          pipelineParallel,
          dataParallel,
          contextParallel,
          expertParallel,
          virtualPipeline,
          EnumSet.of(SpacePart.UNIFORM));
    }

    /** Copies the set, in the order of the parts. */
    public DegreeConstraints {
      new Validation().notEmpty("parts", List.copyOf(parts)).throwIfInvalid();
      parts = Collections.unmodifiableSet(EnumSet.copyOf(parts));
    }

    /** Returns these constraints on other parts of the space. */
    public DegreeConstraints with(Set<SpacePart> other) {
      return new DegreeConstraints(
          tensorParallel,
          pipelineParallel,
          dataParallel,
          contextParallel,
          expertParallel,
          virtualPipeline,
          other);
    }

    /** Returns these constraints with others on tensor, pipeline and data parallelism. */
    public DegreeConstraints with(
        IntConstraint tensor, IntConstraint pipeline, IntConstraint data) {
      return new DegreeConstraints(
          tensor, pipeline, data, contextParallel, expertParallel, virtualPipeline, parts);
    }
  }

  /** What holds where the user says nothing. */
  public static final SearchConstraints DEFAULT =
      new SearchConstraints(
          DegreeConstraints.DEFAULT,
          new IntConstraint.Any(),
          List.of(Schedule.ONE_FORWARD_ONE_BACKWARD),
          List.of(Recompute.NONE),
          List.of(0),
          List.of(false),
          0);

  /** Makes constraints for any engine. */
  public SearchConstraints(
      DegreeConstraints degrees,
      IntConstraint microBatchSize,
      List<Schedule> schedules,
      List<Recompute> recompute,
      List<Integer> zeroStages,
      List<Boolean> sequenceParallel,
      double memoryReserveBytes) {
    this(
        degrees,
        microBatchSize,
        schedules,
        recompute,
        zeroStages,
        sequenceParallel,
        memoryReserveBytes,
        Engine.ANY.capabilities());
  }

  /** Validates the components. */
  public SearchConstraints {
    schedules = List.copyOf(schedules);
    recompute = List.copyOf(recompute);
    zeroStages = List.copyOf(zeroStages);
    sequenceParallel = List.copyOf(sequenceParallel);
    new Validation()
        .notEmpty("schedule", schedules)
        .notEmpty("recompute", recompute)
        .notEmpty("zero_stage", zeroStages)
        .notEmpty("sequence_parallel", sequenceParallel)
        .notNegative("memory_reserve_gib", memoryReserveBytes)
        .throwIfInvalid();
  }

  /** Returns these constraints with others on degrees and micro-batch size. */
  public SearchConstraints with(DegreeConstraints newDegrees, IntConstraint newMicroBatchSize) {
    return new SearchConstraints(
        newDegrees,
        newMicroBatchSize,
        schedules,
        recompute,
        zeroStages,
        sequenceParallel,
        memoryReserveBytes,
        engine);
  }

  /** Returns these constraints with others on what is neither a degree nor a size. */
  public SearchConstraints with(
      List<Schedule> newSchedules,
      List<Recompute> newRecompute,
      List<Integer> newZeroStages,
      List<Boolean> newSequenceParallel) {
    return new SearchConstraints(
        degrees,
        microBatchSize,
        newSchedules,
        newRecompute,
        newZeroStages,
        newSequenceParallel,
        memoryReserveBytes,
        engine);
  }

  /** Returns these constraints for another engine. */
  public SearchConstraints with(EngineCapabilities newEngine) {
    return new SearchConstraints(
        degrees,
        microBatchSize,
        schedules,
        recompute,
        zeroStages,
        sequenceParallel,
        memoryReserveBytes,
        newEngine);
  }

  /** Returns all options that strategies may have, in the order of the lists. */
  public List<StrategyOptions> options() {
    List<StrategyOptions> all = new ArrayList<>();
    for (Recompute again : recompute) {
      for (int zero : zeroStages) {
        for (boolean sequence : sequenceParallel) {
          all.add(new StrategyOptions(again, zero, sequence));
        }
      }
    }
    return all;
  }
}
