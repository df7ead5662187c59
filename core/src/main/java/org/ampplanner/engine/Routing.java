package org.ampplanner.engine;

/** How a training software sends tokens to experts and back. */
public enum Routing {
  /** Sorted by several kernels, sizes read back by the host (Megatron-Core to 0.11, early 2025). */
  SORTED("sorted"),
  /** Permutation and probabilities in one kernel (Megatron-Core 0.12 to 0.16, DeepEP). */
  FUSED("fused"),
  /** Dispatch without the host, launched as a graph (Megatron-Core from 0.17, mid 2026). */
  GRAPHED("graphed");

  private final String id;

  Routing(String id) {
    this.id = id;
  }

  /** Returns the name in files. */
  public String id() {
    return id;
  }
}
