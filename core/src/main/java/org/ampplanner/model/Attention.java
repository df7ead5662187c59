package org.ampplanner.model;

import org.ampplanner.unit.Validation;

/** How the tokens of a sequence look at each other in a transformer block. */
public sealed interface Attention {

  /** Returns the attention heads. */
  int heads();

  /** Returns the width of one head's queries and keys. */
  int keyWidth();

  /** Returns the width of one head's values. */
  int valueWidth();

  /** Returns the most tokens that one token looks back at; {@link Integer#MAX_VALUE} for all. */
  int window();

  /** Returns the weights of the projections of a block of the given width, biases aside. */
  long parameters(int hidden);

  /**
   * Multi-head attention whose keys and values are shared by groups of heads (Ainslie et al. 2023,
   * arXiv 2305.13245); plain multi-head attention where {@code kvHeads = heads}.
   *
   * @param heads query heads, at least 1
   * @param kvHeads key and value heads, at least 1
   * @param headWidth width of one head, at least 1
   * @param window tokens that one token looks back at, at least 1
   */
  record Grouped(int heads, int kvHeads, int headWidth, int window) implements Attention {
    /** Validates the components. */
    public Grouped {
      new Validation()
          .positive("heads", heads)
          .positive("kv_heads", kvHeads)
          .positive("head_dim", headWidth)
          .positive("window", window)
          .throwIfInvalid();
    }

    @Override
    public int keyWidth() {
      return headWidth;
    }

    @Override
    public int valueWidth() {
      return headWidth;
    }

    @Override
    public long parameters(int hidden) {
      return (long) hidden * headWidth * (2L * heads + 2L * kvHeads);
    }
  }

  /**
   * Multi-head latent attention: queries, keys and values pass through low-rank projections
   * (DeepSeek-V2, arXiv 2405.04434, section 2.1).
   *
   * @param heads attention heads
   * @param queryRank width of the compressed queries, 0 where they are not compressed
   * @param keyValueRank width of the compressed keys and values
   * @param plainWidth width of a head's queries and keys that carry no position
   * @param rotaryWidth width of a head's queries and keys that carry the position
   * @param valueWidth width of one head's values
   * @param selected tokens that an index selects for each to look at (DeepSeek-V3.2, arXiv
   *     2512.02556, section 2.1), 0 for all
   * @param indexWidth width that the index compares all tokens in, over its heads; 0 for no index
   */
  record Latent(
      int heads,
      int queryRank,
      int keyValueRank,
      int plainWidth,
      int rotaryWidth,
      int valueWidth,
      int selected,
      int indexWidth)
      implements Attention {
    /** Makes latent attention to all tokens. */
    public Latent(
        int heads,
        int queryRank,
        int keyValueRank,
        int plainWidth,
        int rotaryWidth,
        int valueWidth) {
      this(heads, queryRank, keyValueRank, plainWidth, rotaryWidth, valueWidth, 0, 0);
    }

    /** Validates the components. */
    public Latent {
      new Validation()
          .positive("heads", heads)
          .notNegative("q_lora_rank", queryRank)
          .positive("kv_lora_rank", keyValueRank)
          .positive("qk_nope_head_dim", plainWidth)
          .positive("qk_rope_head_dim", rotaryWidth)
          .positive("v_head_dim", valueWidth)
          .notNegative("selected_tokens", selected)
          .notNegative("index_width", indexWidth)
          .throwIfInvalid();
    }

    @Override
    public int keyWidth() {
      return plainWidth + rotaryWidth;
    }

    /** Returns the width of what queries are made of. */
    public int queryInput(int hidden) {
      return queryRank > 0 ? queryRank : hidden;
    }

    @Override
    public int window() {
      return selected > 0 ? selected : Integer.MAX_VALUE;
    }

    @Override
    public long parameters(int hidden) {
      long down = (long) hidden * (queryRank + keyValueRank + rotaryWidth);
      long up =
          (long) queryInput(hidden) * heads * keyWidth()
              + (long) keyValueRank * heads * (plainWidth + valueWidth);
      return down + up + (long) heads * valueWidth * hidden;
    }
  }

  /**
   * A state-space mixer in place of attention (Mamba-2, arXiv 2405.21060): linear in the sequence.
   *
   * @param heads heads of the inner width
   * @param headWidth width of one head
   * @param stateWidth width of the state
   * @param groups groups that share the input and output projections of the state
   */
  record StateSpace(int heads, int headWidth, int stateWidth, int groups) implements Attention {
    /** Validates the components. */
    public StateSpace {
      new Validation()
          .positive("heads", heads)
          .positive("head_dim", headWidth)
          .positive("state_dim", stateWidth)
          .positive("groups", groups)
          .throwIfInvalid();
    }

    /** Returns the inner width, {@code heads · headWidth}. */
    public int innerWidth() {
      return heads * headWidth;
    }

    @Override
    public int keyWidth() {
      return stateWidth;
    }

    @Override
    public int valueWidth() {
      return headWidth;
    }

    @Override
    public int window() {
      return 1;
    }

    /** Returns the width of the input projection: gate, values, states and time steps. */
    public int inputProjectionWidth() {
      return 2 * innerWidth() + 2 * groups * stateWidth + heads;
    }

    @Override
    public long parameters(int hidden) {
      return (long) hidden * inputProjectionWidth() + (long) innerWidth() * hidden;
    }
  }

  /** No mixing between tokens: a block that is a feed-forward part only. */
  record Absent() implements Attention {
    @Override
    public int heads() {
      return 1;
    }

    @Override
    public int keyWidth() {
      return 0;
    }

    @Override
    public int valueWidth() {
      return 0;
    }

    @Override
    public int window() {
      return 1;
    }

    @Override
    public long parameters(int hidden) {
      return 0;
    }
  }
}
