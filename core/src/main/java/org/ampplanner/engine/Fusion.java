package org.ampplanner.engine;

/** How far a training software fuses memory-bound operators with their neighbours. */
public enum Fusion {
  /** Every operator is a kernel of its own, as PyTorch runs them by default. */
  EAGER("eager"),
  /** The usual chains are fused by TorchScript, the loss is not (Megatron-LM to 2022). */
  SCRIPTED("scripted"),
  /** The usual chains and the loss are fused by hand-written kernels, as in Megatron-Core. */
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
