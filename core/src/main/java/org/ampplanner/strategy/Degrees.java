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
 */
public record Degrees(
    int tensorParallel,
    int pipelineParallel,
    int dataParallel,
    int contextParallel,
    int expertParallel,
    int virtualPipeline) {

  /** Validates the components: each at least 1. */
  public Degrees {
    new Validation()
        .positive("tensor_parallel", tensorParallel)
        .positive("pipeline_parallel", pipelineParallel)
        .positive("data_parallel", dataParallel)
        .positive("context_parallel", contextParallel)
        .positive("expert_parallel", expertParallel)
        .positive("virtual_pipeline", virtualPipeline)
        .throwIfInvalid();
  }

  /** Returns degrees of tensor, pipeline and data parallelism; the others are 1. */
  public static Degrees of(int tensorParallel, int pipelineParallel, int dataParallel) {
    return new Degrees(tensorParallel, pipelineParallel, dataParallel, 1, 1, 1);
  }

  /** Returns these degrees with other tensor and data parallelism. */
  public Degrees withTensorAndData(int tensor, int data) {
    return new Degrees(
        tensor, pipelineParallel, data, contextParallel, expertParallel, virtualPipeline);
  }

  /** Returns these degrees with another number of stages. */
  public Degrees withPipeline(int stages) {
    return new Degrees(
        tensorParallel, stages, dataParallel, contextParallel, expertParallel, virtualPipeline);
  }

  /** Returns the ranks of a stage, {@code tp·cp·dp}. */
  public int ranksPerStage() {
    return tensorParallel * contextParallel * dataParallel;
  }

  /**
   * Returns whether experts can be spread: over ranks of data and context parallelism, which they
   * divide, or over all of these and over tensor-parallel ones besides.
   */
  public boolean spreadsExperts() {
    long width = (long) dataParallel * contextParallel;
    return expertParallel > width
        ? expertParallel % width == 0 && tensorParallel % (expertParallel / width) == 0
        : width % expertParallel == 0;
  }

  /** Returns whether experts are spread over tensor-parallel ranks too. */
  public boolean spreadsExpertsOverTensor() {
    return expertParallel > (long) dataParallel * contextParallel;
  }

  /** Returns the number of ranks, {@code tp·cp·dp·pp}. */
  public long worldSize() {
    return (long) tensorParallel * contextParallel * dataParallel * pipelineParallel;
  }
}
