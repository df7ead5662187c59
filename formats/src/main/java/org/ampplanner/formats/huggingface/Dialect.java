package org.ampplanner.formats.huggingface;

/**
 * How the blocks of one family differ from those of another; what is counted beside the matrices.
 *
 * @param norms the norms
 * @param biases where there are biases
 * @param headNorms norms of queries and keys
 * @param gated whether feed-forward parts have a gate
 * @param ends what embedding and head have
 */
record Dialect(Norms norms, Biases biases, HeadNorms headNorms, boolean gated, Ends ends) {

  /** RMS norms before both parts, gated feed-forward parts, no biases: as Llama has it. */
  static final Dialect LLAMA =
      new Dialect(
          new Norms(1, 2, true), Biases.NONE, HeadNorms.NONE, true, new Ends(false, 0, false, 0));

  /** Layer norms with biases before both parts, two matrices, biases everywhere: as GPT-2. */
  static final Dialect GPT =
      new Dialect(
          new Norms(2, 2, true), Biases.ALL, HeadNorms.NONE, false, new Ends(true, 0, false, 0));

  /**
   * The norms.
   *
   * @param weights vectors of one norm: 2 with a bias, 1 without, 0 where nothing is learned
   * @param perBlock norms of a block
   * @param last whether one follows the last block
   */
  record Norms(int weights, int perBlock, boolean last) {}

  /**
   * Where there are biases.
   *
   * @param queryKeyValue at the projections into attention
   * @param output at the projection out of it
   * @param feedForward at the matrices of the feed-forward part
   */
  record Biases(boolean queryKeyValue, boolean output, boolean feedForward) {
    static final Biases NONE = new Biases(false, false, false);
    static final Biases ALL = new Biases(true, true, true);

    static Biases all(boolean biases) {
      return new Biases(biases, biases, biases);
    }
  }

  /** Norms of queries and keys. */
  enum HeadNorms {
    /** None that learn. */
    NONE,
    /** One vector for the heads of queries and one for those of keys. */
    SHARED,
    /** The same with biases. */
    SHARED_BIASED,
    /** A vector of its own for every head. */
    WHOLE
  }

  /**
   * What the first and the last layer have.
   *
   * @param tied whether they share the table of tokens where the config does not say
   * @param positions learned positions, 0 for none
   * @param headBias whether the last projection has a bias
   * @param embeddingNorms vectors of norms after the embedding
   */
  record Ends(boolean tied, int positions, boolean headBias, int embeddingNorms) {}

  Dialect norms(int weights, int perBlock) {
    return new Dialect(new Norms(weights, perBlock, norms.last), biases, headNorms, gated, ends);
  }

  Dialect lastNorm(boolean last) {
    return new Dialect(
        new Norms(norms.weights, norms.perBlock, last), biases, headNorms, gated, ends);
  }

  Dialect biases(boolean queryKeyValue, boolean output, boolean feedForward) {
    return new Dialect(
        norms, new Biases(queryKeyValue, output, feedForward), headNorms, gated, ends);
  }

  Dialect biases(boolean all) {
    return new Dialect(norms, Biases.all(all), headNorms, gated, ends);
  }

  Dialect headNorms(HeadNorms kind) {
    return new Dialect(norms, biases, kind, gated, ends);
  }

  Dialect gated(boolean gate) {
    return new Dialect(norms, biases, headNorms, gate, ends);
  }

  Dialect tied(boolean tied) {
    return ends(new Ends(tied, ends.positions, ends.headBias, ends.embeddingNorms));
  }

  Dialect positions(int positions) {
    return ends(new Ends(ends.tied, positions, ends.headBias, ends.embeddingNorms));
  }

  Dialect headBias(boolean bias) {
    return ends(new Ends(ends.tied, ends.positions, bias, ends.embeddingNorms));
  }

  Dialect embeddingNorms(int vectors) {
    return ends(new Ends(ends.tied, ends.positions, ends.headBias, vectors));
  }

  private Dialect ends(Ends other) {
    return new Dialect(norms, biases, headNorms, gated, other);
  }
}
