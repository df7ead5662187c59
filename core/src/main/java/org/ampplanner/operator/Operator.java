package org.ampplanner.operator;

/** One piece of the work of a layer on one device, for one micro-batch. */
public sealed interface Operator {

  /**
   * Matrix products {@code (m×k)·(k×n)}, {@code count} of them, independent of each other.
   *
   * @param m rows, tokens as a rule
   * @param n columns
   * @param k inner dimension
   * @param count how many
   * @param weights whether the second matrix holds weights, so that a low precision applies
   * @param grouped whether products of different experts run as one kernel
   */
  record MatrixProduct(double m, double n, double k, double count, boolean weights, boolean grouped)
      implements Operator {
    /** Makes products that are kernels of their own. */
    public MatrixProduct(double m, double n, double k, double count, boolean weights) {
      this(m, n, k, count, weights, false);
    }

    /** Returns the forward FLOPs. */
    public double flops() {
      return 2 * m * n * k * count;
    }
  }

  /**
   * Scores, softmax and context of attention.
   *
   * @param samples sequences in the micro-batch
   * @param heads heads on this device
   * @param queries query tokens on this device
   * @param keys tokens that a query looks at, causal savings aside
   * @param keyWidth width of a head's keys
   * @param valueWidth width of a head's values
   */
  record AttentionCore(
      double samples, double heads, double queries, double keys, double keyWidth, double valueWidth)
      implements Operator {
    /** Returns the forward FLOPs over all pairs of tokens. */
    public double flops() {
      return 2 * samples * heads * queries * keys * (keyWidth + valueWidth);
    }

    /** Returns the number of scores. */
    public double scores() {
      return samples * heads * queries * keys;
    }
  }

  /**
   * Work bound by memory: norms, activations, residuals, copies.
   *
   * @param bytes read and written in the forward pass
   * @param kind how software treats it
   */
  record Traffic(double bytes, Kind kind) implements Operator {
    /** How software treats memory-bound work. */
    public enum Kind {
      /** A kernel of its own. */
      PLAIN,
      /** Can be fused with its neighbours. */
      FUSIBLE,
      /** Softmax and loss over the vocabulary. */
      LOSS,
      /** Sorting tokens to experts and back. */
      ROUTING,
      /** A scan over the sequence. */
      SCAN,
      /** Of a layer whose operators are not known: moved again in the backward pass, twice. */
      UNKNOWN
    }
  }
}
