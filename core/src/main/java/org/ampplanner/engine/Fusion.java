package org.ampplanner.engine;

/** How far a training software fuses memory-bound operators with their neighbours. */
public enum Fusion {
  /** Every operator is a kernel of its own, as PyTorch runs them by default. */
  EAGER("eager"),
  /** The usual chains are fused by hand-written or scripted kernels, as in Megatron. */
  KERNELS("kernels"),
  /** A compiler fuses what it can, as torch.compile and XLA do. */
  COMPILER("compiler");

  private final String id;

  Fusion(String id) {
    this.id = id;
  }

  /** Returns the name in files. */
  public String id() {
    return id;
  }
}
