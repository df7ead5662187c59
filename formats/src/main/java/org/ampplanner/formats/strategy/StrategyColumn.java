package org.ampplanner.formats.strategy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The columns of a strategies file that describe the strategy, in the order of the reference. */
public enum StrategyColumn {
  /** Degree of tensor parallelism. */
  TENSOR_PARALLEL("tensor_parallel"),
  /** Number of stages. */
  PIPELINE_PARALLEL("pipeline_parallel"),
  /** Number of replicas. */
  DATA_PARALLEL("data_parallel"),
  /** Degree of context parallelism. */
  CONTEXT_PARALLEL("context_parallel"),
  /** Degree of expert parallelism. */
  EXPERT_PARALLEL("expert_parallel"),
  /** Ranks that share each expert. */
  EXPERT_TENSOR_PARALLEL("expert_tensor_parallel"),
  /** Model chunks per stage. */
  VIRTUAL_PIPELINE("virtual_pipeline"),
  /** Samples per forward pass. */
  MICRO_BATCH_SIZE("micro_batch_size"),
  /** Pipeline schedule. */
  SCHEDULE("schedule"),
  /** What is computed again. */
  RECOMPUTE("recompute"),
  /** What data-parallel ranks share. */
  ZERO_STAGE("zero_stage"),
  /** Whether the sequence is split between tensor-parallel layers. */
  SEQUENCE_PARALLEL("sequence_parallel"),
  /** The micro-batches of every replica, where shares are uneven. */
  MICRO_BATCHES("micro_batches"),
  /** Where the layers are cut into stages. */
  LAYER_CUTS("layer_cuts"),
  /** The devices in rank order. */
  PLACEMENT("placement");

  private final String id;

  StrategyColumn(String id) {
    this.id = id;
  }

  /** Returns the name in files. */
  public String id() {
    return id;
  }

  /** Returns the column of that name. */
  static Optional<StrategyColumn> of(String name) {
    return Arrays.stream(values()).filter(c -> c.id.equals(name)).findFirst();
  }

  /** Returns the names of all columns. */
  static List<String> ids() {
    return Arrays.stream(values()).map(StrategyColumn::id).toList();
  }
}
