package org.ampplanner.strategy;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.ampplanner.unit.Validation;

/**
 * A strategy whose stages differ in tensor and data parallelism, or whose replicas differ in their
 * share of the batch.
 *
 * <p>Every stage follows a uniform strategy of its own. Where data parallelism differs between
 * stages, all ranks work on one micro-batch at a time, of which each replica of a stage takes an
 * equal part (Alpa, Zheng et al. 2022, arXiv 2201.12023, section 5; Metis, Um et al. 2024, USENIX
 * ATC, section 3). Where it does not, replicas are pipelines of their own, and each has its own
 * number of micro-batches.
 *
 * @param stages by stage, the strategy that it follows; they have all but tensor parallelism, data
 *     parallelism and micro-batch size in common, and take equally many samples at a time
 * @param microBatches per step, of every replica; one number where data parallelism differs
 */
public record NonUniformStrategy(List<Strategy> stages, List<Integer> microBatches) {

  /** Validates the components and copies the lists. */
  public NonUniformStrategy {
    stages = List.copyOf(stages);
    microBatches = List.copyOf(microBatches);
    Strategy first = stages.get(0);
    Validation validation = new Validation();
    for (Strategy stage : stages) {
      Degrees d = stage.degrees();
      Degrees plain = Degrees.of(d.tensorParallel(), stages.size(), d.dataParallel());
      validation.require(
          d.equals(plain),
          "stages",
          d,
          "have as many stages as there are, and no other parallelism than tensor and data",
          null);
      validation.require(
          stage.equals(first.with(stage.degrees()).withMicroBatchSize(stage.microBatchSize())),
          "stages",
          stage,
          "differ in more than tensor and data parallelism",
          null);
      validation.require(
          samples(stage) == samples(first),
          "stages",
          samples(stage),
          "take different numbers of samples at a time",
          null);
    }
    int pipelines = pipelines(stages);
    validation.require(
        microBatches.size() == pipelines,
        "micro_batches",
        microBatches.size(),
        "is not the number of pipelines (" + pipelines + ")",
        null);
    for (int count : microBatches) {
      validation.positive("micro_batches", count);
    }
    validation.throwIfInvalid();
  }

  /**
   * Returns a uniform strategy in this form.
   *
   * @throws IllegalArgumentException if the batch does not divide
   */
  public static NonUniformStrategy of(Strategy uniform, int globalBatchSize) {
    return new NonUniformStrategy(
        Collections.nCopies(uniform.pipelineParallel(), uniform),
        Collections.nCopies(uniform.dataParallel(), uniform.microBatches(globalBatchSize)));
  }

  /** Returns this as a uniform strategy, if it is one. */
  public Optional<Strategy> uniform() {
    boolean same =
        stages.stream().distinct().count() == 1 && microBatches.stream().distinct().count() == 1;
    return same ? Optional.of(stages.get(0)) : Optional.empty();
  }

  /** Returns the pipelines that run beside each other: 1 where data parallelism differs. */
  public int pipelines() {
    return pipelines(stages);
  }

  private static int pipelines(List<Strategy> stages) {
    int dp = stages.get(0).dataParallel();
    return stages.stream().allMatch(s -> s.dataParallel() == dp) ? dp : 1;
  }

  /** Returns whether all replicas of a stage work on one micro-batch at a time. */
  public boolean joint() {
    return stages.stream().anyMatch(s -> s.dataParallel() != stages.get(0).dataParallel());
  }

  /** Returns the samples of all replicas in a step. */
  public long batch() {
    long perMicroBatch = joint() ? samples(stages.get(0)) : stages.get(0).microBatchSize();
    return perMicroBatch * microBatches.stream().mapToLong(Integer::longValue).sum();
  }

  /** Returns the micro-batches of the replica that has most. */
  public int mostMicroBatches() {
    return Collections.max(microBatches);
  }

  /** Returns the number of ranks. */
  public int ranks() {
    return firstRank(stages.size());
  }

  /** Returns the first rank of a stage; ranks are numbered stage by stage, replica by replica. */
  public int firstRank(int stage) {
    int rank = 0;
    for (Strategy s : stages.subList(0, stage)) {
      rank += s.tensorParallel() * s.dataParallel();
    }
    return rank;
  }

  private static long samples(Strategy stage) {
    return (long) stage.dataParallel() * stage.microBatchSize();
  }
}
