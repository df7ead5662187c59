package org.ampplanner.unit;

/** The number format of activations and matrix products in training. */
public enum Precision {
  /** IEEE single precision. */
  FP32("fp32", 4),
  /** IEEE half precision. */
  FP16("fp16", 2),
  /** Brain floating point. */
  BF16("bf16", 2),
  /** Eight-bit matrix products; activations between layers stay in 16 bits. */
  FP8("fp8", 2),
  /** Four-bit matrix products; activations between layers stay in 16 bits. */
  FP4("fp4", 2);

  private final String id;
  private final int activationBytes;

  Precision(String id, int activationBytes) {
    this.id = id;
    this.activationBytes = activationBytes;
  }

  /** Returns the name in files. */
  public String id() {
    return id;
  }

  /** Returns the bytes of one element of an activation handed from layer to layer. */
  public int activationBytes() {
    return activationBytes;
  }
}
