package org.ampplanner.cost;

/** What the memory of a device is taken by while it trains. */
public enum MemoryCategory {
  /** Weights as they are computed with. */
  PARAMETERS("parameters"),
  /** Gradients as they are kept. */
  GRADIENTS("gradients"),
  /** Master weights and moments. */
  OPTIMIZER_STATE("optimizer_state"),
  /** What the backward pass needs of the micro-batches in flight. */
  ACTIVATIONS("activations"),
  /** What layers need while they run, and communication buffers. */
  WORKSPACE("workspace"),
  /** Context of the runtime and what its allocator holds back. */
  RESERVE("reserve");

  private final String id;

  MemoryCategory(String id) {
    this.id = id;
  }

  /** Returns the name in files. */
  public String id() {
    return id;
  }
}
