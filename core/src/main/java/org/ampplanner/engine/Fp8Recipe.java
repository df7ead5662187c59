package org.ampplanner.engine;

/** How many values share a scale where matrix products are in 8 bits. */
public enum Fp8Recipe {
  /** All of a tensor, by earlier steps or by the tensor itself (delayed and current scaling). */
  TENSOR("tensor"),
  /** Blocks of 32 or 128 values (MXFP8, and DeepSeek-V3's blocks). */
  BLOCK("block"),
  /** A row. */
  ROW("row");

  private final String id;

  Fp8Recipe(String id) {
    this.id = id;
  }

  /** Returns the name in files. */
  public String id() {
    return id;
  }
}
