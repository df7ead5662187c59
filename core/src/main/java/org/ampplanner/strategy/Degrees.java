package org.ampplanner.strategy;

import org.ampplanner.unit.Validation;

/**
 * How often each axis of parallelism divides the work.
 *
 * @param tensorParallel ranks that share each layer
 * @param pipelineParallel stages
 * @param dataParallel replicas
 * @param contextParallel ranks that share each sequence
 * @param expertParallel ranks that share the experts; taken from the data-parallel ones, then from
 *     the tensor-parallel ones
 * @param virtualPipeline model chunks per stage
 * @param expertTensorParallel ranks that share each expert; ranks of a stage are {@code
 *     expertTensorParallel·expertParallel} times the replicas of an expert
 */
public record Degrees(
    int tensorParallel,
    int pipelineParallel,
    int dataParallel,
    int contextParallel,
    int expertParallel,
    int virtualPipeline,
    int expertTensorParallel) {

  /** Validates the components: each at least 1. */
  public Degrees {
    new Validation()
        .positive("tensor_parallel", tensorParallel)
        .positive("pipeline_parallel", pipelineParallel)
        .positive("data_parallel", dataParallel)
        .positive("context_parallel", contextParallel)
        .positive("expert_parallel", expertParallel)
        .positive("virtual_pipeline", virtualPipeline)
        .positive("expert_tensor_parallel", expertTensorParallel)
        .throwIfInvalid();
  }

  /** Makes degrees where experts are cut as other layers are, or as little as ranks suffice for. */
  public Degrees(
      int tensorParallel,
      int pipelineParallel,
      int dataParallel,
      int contextParallel,
      int expertParallel,
      int virtualPipeline) {
    this(
        tensorParallel,
        pipelineParallel,
        dataParallel,
        contextParallel,
        expertParallel,
        virtualPipeline,
        usual(tensorParallel, (long) dataParallel * contextParallel, expertParallel));
  }

  private static int usual(int tensor, long width, int expert) {
    long ranks = tensor * width;
    boolean over = width > 0 && expert > width && expert % width == 0 && ranks % expert == 0;
    return Math.max(1, over ? (int) (ranks / expert) : tensor);
  }

  /** Returns these degrees with experts cut over another number of ranks. */
  public Degrees withExpertTensor(int ranks) {
    return new Degrees(
        tensorParallel,
        pipelineParallel,
        dataParallel,
        contextParallel,
        expertParallel,
        virtualPipeline,
        ranks);
  }

  /** Returns degrees of tensor, pipeline and data parallelism; the others are 1. */
  public static Degrees of(int tensorParallel, int pipelineParallel, int dataParallel) {
    return new Degrees(tensorParallel, pipelineParallel, dataParallel, 1, 1, 1);
  }

  /** Returns these degrees with other tensor and data parallelism. */
  public Degrees withTensorAndData(int tensor, int data) {
    Degrees other =
        new Degrees(
            tensor, pipelineParallel, data, contextParallel, expertParallel, virtualPipeline);
    return expertsAsUsual() ? other : other.withExpertTensor(expertTensorParallel);
  }

  /** Returns these degrees with another number of stages. */
  public Degrees withPipeline(int stages) {
    return new Degrees(
        tensorParallel,
        stages,
        dataParallel,
        contextParallel,
        expertParallel,
        virtualPipeline,
        expertTensorParallel);
  }

  /** Returns the ranks of a stage, {@code tp·cp·dp}. */
  public int ranksPerStage() {
    return tensorParallel * contextParallel * dataParallel;
  }

  /** Returns whether experts can be spread: {@code etp·ep} divides the ranks of a stage. */
  public boolean spreadsExperts() {
    return ranksPerStage() % ((long) expertTensorParallel * expertParallel) == 0;
  }

  /** Returns whether experts are spread over tensor-parallel ranks too. */
  public boolean spreadsExpertsOverTensor() {
    return expertTensorParallel != tensorParallel;
  }

  /** Returns whether experts are cut as they are where nothing is said about it. */
  public boolean expertsAsUsual() {
    return expertTensorParallel
        == usual(tensorParallel, (long) dataParallel * contextParallel, expertParallel);
  }

  /** Returns how many ranks of a stage hold the same part of the same experts, at least 1. */
  public int expertReplicas() {
    return Math.max(1, ranksPerStage() / (expertTensorParallel * expertParallel));
  }

  /** Returns the number of ranks, {@code tp·cp·dp·pp}. */
  public long worldSize() {
    return (long) tensorParallel * contextParallel * dataParallel * pipelineParallel;
  }
}
