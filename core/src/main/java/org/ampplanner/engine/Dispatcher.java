package org.ampplanner.engine;

/** How often the activations of a token travel to the experts that it is routed to. */
public enum Dispatcher {
  /**
   * Once for every expert that the token is routed to, straight to the expert's rank: an all-to-all
   * of NCCL, as Megatron-Core's {@code alltoall} dispatcher and torch.distributed do.
   */
  ALL_TO_ALL("all_to_all"),
  /**
   * Once to every node that needs it, whose devices hand it on over their fast links (DeepEP,
   * Hybrid-EP).
   */
  ONCE_PER_NODE("once_per_node");

  private final String id;

  Dispatcher(String id) {
    this.id = id;
  }

  /** Returns the name in files. */
  public String id() {
    return id;
  }
}
