package org.ampplanner.model;

import org.ampplanner.unit.Validation;

/**
 * The shorthand of a GPT-2 style transformer block: multi-head attention and a two-matrix MLP, with
 * biases and two layer norms.
 *
 * @param hidden width, at least 1 and divisible by {@code heads}
 * @param ffn width of the MLP, at least 1
 * @param heads attention heads, at least 1
 */
public record TransformerShape(int hidden, int ffn, int heads) {

  /** Validates the components. */
  public TransformerShape {
    new Validation()
        .positive("hidden", hidden)
        .positive("ffn", ffn)
        .positive("heads", heads)
        .require(
            heads <= 0 || hidden <= 0 || hidden % heads == 0,
            "hidden",
            hidden,
            "is not divisible by heads (" + heads + ")",
            null)
        .throwIfInvalid();
  }

  /** Returns the block that the shorthand stands for. */
  public LayerKind.Block kind() {
    return new LayerKind.Block(
        hidden,
        new Attention.Grouped(heads, heads, hidden / heads, Integer.MAX_VALUE),
        new FeedForward.Dense(ffn, false),
        true);
  }

  /**
   * Returns the parameters of the block: QKV and output projections {@code 4h² + 4h}, MLP {@code
   * 2hf + h + f}, two norms {@code 4h}.
   */
  public long parameters() {
    long h = hidden;
    long f = ffn;
    return 4 * h * h + 4 * h + 2 * h * f + h + f + 4 * h;
  }

  /**
   * Returns the forward FLOPs of one sample: {@code 2s(4h² + 2hf)} for the matrices and {@code
   * 4s²h} for scores and context (Korthikanti et al. 2022, arXiv 2205.05198, appendix A, without
   * causal savings).
   */
  public double flops(int sequenceLength) {
    double s = sequenceLength;
    double h = hidden;
    return 2 * s * (4 * h * h + 2 * h * ffn) + 4 * s * s * h;
  }

  /** Returns the elements handed to the next layer per sample: {@code s·h}. */
  public long outputElements(int sequenceLength) {
    return (long) sequenceLength * hidden;
  }

  /**
   * Returns the activation bytes kept per sample for the backward pass without recomputation, at
   * tensor parallelism 1: {@code sh(34 + 5as/h)} with 16-bit activations (Korthikanti et al. 2022,
   * equation 1, where the MLP term {@code 19sh} is written for {@code f = 4h}), scaled to the bytes
   * of the precision.
   */
  public long activationBytes(int sequenceLength, int bytesPerElement) {
    double s = sequenceLength;
    double h = hidden;
    double mlp = 2 * h + 4.0 * ffn + h;
    double attention = 11 * h + 5.0 * heads * s;
    return Math.round(s * (mlp + attention + 4 * h) * bytesPerElement / 2.0);
  }

  /**
   * Returns the bytes that two tensor-parallel all-reduces move per sample and direction: {@code
   * 2·s·h} elements (Shoeybi et al. 2019, arXiv 1909.08053, section 3).
   */
  public long tensorParallelAllReduceBytes(int sequenceLength, int bytesPerElement) {
    return 2L * outputElements(sequenceLength) * bytesPerElement;
  }
}
