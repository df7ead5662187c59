package org.ampplanner.strategy;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.ampplanner.unit.Validation;

/**
 * What every stage of a pipeline follows, and how many micro-batches every replica takes. A uniform
 * strategy is one whose stages are alike and whose replicas take equal shares ({@link #of}).
 *
 * <p>Where data parallelism differs between stages, all ranks work on one micro-batch at a time, of
 * which each replica of a stage takes an equal part (Alpa, Zheng et al. 2022, arXiv 2201.12023,
 * section 5; Metis, Um et al. 2024, USENIX ATC, section 3). Where it does not, replicas are
 * pipelines of their own, and each has its own number of micro-batches.
 *
 * @param stages by stage, the strategy that it follows; they have all but tensor parallelism, data
 *     parallelism and micro-batch size in common, and take equally many samples at a time
 * @param microBatches per step, of every replica; one number where data parallelism differs
 */
public record PipelineStrategy(List<Strategy> stages, List<Integer> microBatches) {

  /** The order in which equally good strategies are preferred: uniform ones as they are. */
  public static final Comparator<PipelineStrategy> TIE_ORDER =
      Comparator.comparing(PipelineStrategy::first, Strategy.TIE_ORDER)
          .thenComparing(s -> s.uniform().isEmpty())
          .thenComparingInt(s -> s.stages.size())
          .thenComparing(PipelineStrategy::compareStages)
          .thenComparing(s -> s.microBatches.toString());

  /** Validates the components and copies the lists. */
  public PipelineStrategy {
    stages = List.copyOf(stages);
    microBatches = List.copyOf(microBatches);
    Validation validation = new Validation();
    Strategy before = null;
    for (Strategy stage : stages) {
      if (!stage.equals(before)) {
        check(validation, stage, stages);
        before = stage;
      }
    }
    int pipelines = joint(stages) ? 1 : stages.get(0).dataParallel();
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

  private static void check(Validation validation, Strategy stage, List<Strategy> stages) {
    Strategy first = stages.get(0);
    validation.require(
        stage.pipelineParallel() == stages.size(),
        "stages",
        stage.pipelineParallel(),
        "is not the number of stages (" + stages.size() + ")",
        null);
    Degrees same = first.degrees().withTensorAndData(stage.tensorParallel(), stage.dataParallel());
    validation.require(
        stage.equals(first.with(same).withMicroBatchSize(stage.microBatchSize())),
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

  /**
   * Returns a uniform strategy.
   *
   * @throws IllegalArgumentException if the batch does not divide
   */
  public static PipelineStrategy of(Strategy uniform, int globalBatchSize) {
    return of(
        uniform,
        Collections.nCopies(uniform.dataParallel(), uniform.microBatches(globalBatchSize)));
  }

  /** Returns a strategy whose stages are alike, with the micro-batches of every replica. */
  public static PipelineStrategy of(Strategy stage, List<Integer> microBatches) {
    return new PipelineStrategy(Collections.nCopies(stage.pipelineParallel(), stage), microBatches);
  }

  /** Returns this as a uniform strategy, if it is one. */
  public Optional<Strategy> uniform() {
    return alike() && equalShares() ? Optional.of(first()) : Optional.empty();
  }

  /** Returns what all stages have in common, with the degrees of the first. */
  public Strategy first() {
    return stages.get(0);
  }

  /** Returns whether all stages follow one strategy. */
  public boolean alike() {
    return stages.stream().allMatch(first()::equals);
  }

  /** Returns whether all replicas take equally many micro-batches. */
  public boolean equalShares() {
    return microBatches.stream().allMatch(microBatches.get(0)::equals);
  }

  /** Returns the pipelines that run beside each other: 1 where data parallelism differs. */
  public int pipelines() {
    return microBatches.size();
  }

  /** Returns whether all replicas of a stage work on one micro-batch at a time. */
  public boolean joint() {
    return joint(stages);
  }

  private static boolean joint(List<Strategy> stages) {
    return stages.stream().anyMatch(s -> s.dataParallel() != stages.get(0).dataParallel());
  }

  /** Returns a value of all stages where it is the same, else one a stage, between blanks. */
  public String byStage(Function<Strategy, Object> value) {
    List<String> all = stages.stream().map(s -> String.valueOf(value.apply(s))).toList();
    return all.stream().distinct().count() == 1 ? all.get(0) : String.join(" ", all);
  }

  /** Returns this strategy with every stage changed, and the same micro-batches. */
  public PipelineStrategy map(UnaryOperator<Strategy> change) {
    return new PipelineStrategy(stages.stream().map(change).toList(), microBatches);
  }

  /**
   * Returns the same shares of the same batch in micro-batches of another size, if it divides them.
   *
   * @param samples of a replica of the first stage
   */
  public Optional<PipelineStrategy> withMicroBatchSize(int samples) {
    int now = first().microBatchSize();
    boolean divides =
        stages.stream().allMatch(s -> (long) s.microBatchSize() * samples % now == 0)
            && microBatches.stream().allMatch(m -> (long) m * now % samples == 0);
    return divides
        ? Optional.of(
            new PipelineStrategy(
                stages.stream()
                    .map(s -> s.withMicroBatchSize(s.microBatchSize() * samples / now))
                    .toList(),
                microBatches.stream().map(m -> (int) ((long) m * now / samples)).toList()))
        : Optional.empty();
  }

  /**
   * Returns the same for another batch, in the same shares.
   *
   * @throws IllegalArgumentException if it does not divide
   */
  public PipelineStrategy withBatch(int globalBatchSize) {
    long now = batch();
    if (now == globalBatchSize) {
      return this;
    }
    if (microBatches.stream().anyMatch(m -> (long) m * globalBatchSize % now != 0)) {
      throw new IllegalArgumentException(
          "global_batch_size (" + globalBatchSize + ") does not divide into " + microBatches);
    }
    return new PipelineStrategy(
        stages, microBatches.stream().map(m -> (int) ((long) m * globalBatchSize / now)).toList());
  }

  /** Returns the samples of all replicas in a step. */
  public long batch() {
    long perMicroBatch = joint() ? samples(first()) : first().microBatchSize();
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

  /**
   * Returns the first rank of a stage; ranks are numbered stage by stage, replica by replica, with
   * context-parallel ones of a replica after each other and tensor-parallel ones of those.
   */
  public int firstRank(int stage) {
    int rank = 0;
    for (Strategy s : stages.subList(0, stage)) {
      rank += s.degrees().ranksPerStage();
    }
    return rank;
  }

  private static long samples(Strategy stage) {
    return (long) stage.dataParallel() * stage.microBatchSize();
  }

  private static int compareStages(PipelineStrategy a, PipelineStrategy b) {
    for (int s = 0; s < a.stages.size(); s++) {
      int order = Strategy.TIE_ORDER.compare(a.stages.get(s), b.stages.get(s));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }
}
