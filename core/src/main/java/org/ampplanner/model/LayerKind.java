package org.ampplanner.model;

import org.ampplanner.unit.Validation;

/** What a layer is made of, so far as it is known: from this all its counts are derived. */
public sealed interface LayerKind {

  /** Returns the trainable parameters. */
  long parameters();

  /** Returns the most parameters that it may share with another layer: the table of tokens. */
  default long shareableParameters() {
    return parameters();
  }

  /** Returns the parameters that a token does not pass: those of the experts it is not sent to. */
  default long idleParameters() {
    return 0;
  }

  /** Returns the forward FLOPs of one sample; attention counts all pairs of tokens. */
  double flops(int sequenceLength);

  /** Returns the elements handed to the next layer per sample. */
  long outputElements(int sequenceLength);

  /**
   * Looks up the vectors of tokens, and of positions where they are learned.
   *
   * @param vocabulary tokens, at least 1
   * @param hidden width, at least 1
   * @param positions learned positions, 0 for none
   */
  record Embedding(int vocabulary, int hidden, int positions) implements LayerKind {
    /** Validates the components. */
    public Embedding {
      new Validation()
          .positive("vocabulary", vocabulary)
          .positive("hidden", hidden)
          .notNegative("positions", positions)
          .throwIfInvalid();
    }

    @Override
    public long parameters() {
      return ((long) vocabulary + positions) * hidden;
    }

    @Override
    public long shareableParameters() {
      return (long) vocabulary * hidden;
    }

    @Override
    public double flops(int sequenceLength) {
      return 0;
    }

    @Override
    public long outputElements(int sequenceLength) {
      return (long) sequenceLength * hidden;
    }
  }

  /**
   * A transformer block.
   *
   * @param hidden width, at least 1
   * @param attention how tokens look at each other
   * @param feedForward what follows
   * @param biases whether projections and norms have biases
   */
  record Block(int hidden, Attention attention, FeedForward feedForward, boolean biases)
      implements LayerKind {
    /** Validates the components. */
    public Block {
      new Validation().positive("hidden", hidden).throwIfInvalid();
    }

    @Override
    public long parameters() {
      long extras = biases ? 9L * hidden + 4L * hidden : 2L * hidden;
      return attention.parameters(hidden) + feedForward.parameters(hidden) + extras;
    }

    @Override
    public long idleParameters() {
      return feedForward.parameters(hidden) - feedForward.activeParameters(hidden);
    }

    @Override
    public double flops(int sequenceLength) {
      double s = sequenceLength;
      double matrices = attention.parameters(hidden) + feedForward.activeParameters(hidden);
      return 2 * s * matrices + coreFlops(sequenceLength);
    }

    /** Returns the FLOPs of scores and context of one sample, without causal savings. */
    public double coreFlops(int sequenceLength) {
      double s = sequenceLength;
      return switch (attention) {
        case Attention.StateSpace ssm -> 6 * s * ssm.innerWidth() * ssm.stateWidth();
        case Attention.Absent none -> 0;
        case Attention.Grouped a -> pairs(s, a) * a.heads() * 4 * a.headWidth();
        case Attention.Latent a ->
            pairs(s, a) * a.heads() * 2 * (a.keyWidth() + a.valueWidth())
                + 2 * s * s * a.indexWidth();
      };
    }

    private static double pairs(double s, Attention attention) {
      return s * Math.min(s, 2.0 * attention.window());
    }

    @Override
    public long outputElements(int sequenceLength) {
      return (long) sequenceLength * hidden;
    }
  }

  /**
   * Final norm, projection to the vocabulary, and loss.
   *
   * @param vocabulary tokens, at least 1
   * @param hidden width, at least 1
   */
  record Head(int vocabulary, int hidden) implements LayerKind {
    /** Validates the components. */
    public Head {
      new Validation()
          .positive("vocabulary", vocabulary)
          .positive("hidden", hidden)
          .throwIfInvalid();
    }

    @Override
    public long parameters() {
      return (long) vocabulary * hidden + 2L * hidden;
    }

    @Override
    public long shareableParameters() {
      return (long) vocabulary * hidden;
    }

    @Override
    public double flops(int sequenceLength) {
      return 2.0 * sequenceLength * vocabulary * hidden;
    }

    @Override
    public long outputElements(int sequenceLength) {
      return (long) sequenceLength * vocabulary;
    }
  }
}
