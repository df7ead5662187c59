package org.ampplanner.model;

import org.ampplanner.unit.Validation;

/** The feed-forward part of a transformer block. */
public sealed interface FeedForward {

  /** Returns the weights of a block of the given width, biases aside. */
  long parameters(int hidden);

  /** Returns the weights that one token passes. */
  long activeParameters(int hidden);

  /**
   * Two matrices, or three where a gate multiplies the first (Shazeer 2020, arXiv 2002.05202).
   *
   * @param width inner width, at least 1
   * @param gated whether there is a gate
   */
  record Dense(int width, boolean gated) implements FeedForward {
    /** Validates the components. */
    public Dense {
      new Validation().positive("ffn", width).throwIfInvalid();
    }

    @Override
    public long parameters(int hidden) {
      return (gated ? 3L : 2L) * hidden * width;
    }

    @Override
    public long activeParameters(int hidden) {
      return parameters(hidden);
    }
  }

  /**
   * A mixture of experts (Shazeer et al. 2017, arXiv 1701.06538).
   *
   * @param count routed experts, at least 1
   * @param perToken experts that each token passes, at least 1
   * @param width inner width of one expert
   * @param gated whether experts have a gate
   * @param sharedWidth inner width of the experts that every token passes together, 0 for none
   * @param latentWidth width that tokens are projected to before they are routed, 0 for none
   */
  record Experts(
      int count, int perToken, int width, boolean gated, int sharedWidth, int latentWidth)
      implements FeedForward {

    /** Makes experts that see tokens at their full width. */
    public Experts(int count, int perToken, int width, boolean gated, int sharedWidth) {
      this(count, perToken, width, gated, sharedWidth, 0);
    }

    /** Validates the components. */
    public Experts {
      new Validation()
          .positive("experts", count)
          .positive("top_k", perToken)
          .positive("expert_ffn", width)
          .notNegative("shared_expert_ffn", sharedWidth)
          .notNegative("latent_width", latentWidth)
          .require(perToken <= count, "top_k", perToken, "is more than the experts", null)
          .throwIfInvalid();
    }

    /** Returns the width of a token as experts see it. */
    public int tokenWidth(int hidden) {
      return latentWidth > 0 ? latentWidth : hidden;
    }

    /** Returns the weights of one expert. */
    public long expertParameters(int hidden) {
      return (gated ? 3L : 2L) * tokenWidth(hidden) * width;
    }

    /**
     * Returns the weights that expert parallelism does not divide: router, projections, shared
     * experts.
     */
    public long sharedParameters(int hidden) {
      return (long) hidden * count
          + 2L * hidden * latentWidth
          + (gated ? 3L : 2L) * hidden * sharedWidth;
    }

    @Override
    public long parameters(int hidden) {
      return count * expertParameters(hidden) + sharedParameters(hidden);
    }

    @Override
    public long activeParameters(int hidden) {
      return perToken * expertParameters(hidden) + sharedParameters(hidden);
    }
  }

  /** No feed-forward part. */
  record Absent() implements FeedForward {
    @Override
    public long parameters(int hidden) {
      return 0;
    }

    @Override
    public long activeParameters(int hidden) {
      return 0;
    }
  }
}
