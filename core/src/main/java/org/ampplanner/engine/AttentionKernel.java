package org.ampplanner.engine;

/** The generation of attention kernels that a training software runs. */
public enum AttentionKernel {
  /** Scores are written to memory (software of 2022 and before). */
  UNFUSED("unfused"),
  /** FlashAttention's first generation (Dao et al. 2022, arXiv 2205.14135), Triton's included. */
  FLASH("flash"),
  /** FlashAttention-2 (Dao 2023, arXiv 2307.08691) and PyTorch's own kernels after it. */
  FLASH2("flash2"),
  /** The vendor's kernels for the device (cuDNN in Transformer Engine, FlashAttention-3). */
  VENDOR("vendor");

  private final String id;

  AttentionKernel(String id) {
    this.id = id;
  }

  /** Returns the name in files. */
  public String id() {
    return id;
  }
}
