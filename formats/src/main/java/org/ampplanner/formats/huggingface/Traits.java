package org.ampplanner.formats.huggingface;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a config says of a decoder beside its sizes: what an engine has to be told so that it builds
 * the same model.
 *
 * @param modelType the family
 * @param norms what stands before and behind its parts
 * @param activation between the matrices of the feed-forward part
 * @param position how tokens know where they stand
 * @param biases which projections have some
 * @param router how tokens choose experts, or null without experts
 * @param assumed fields that the config leaves out, by what they say; the library's defaults are
 *     taken
 * @param left what the config says and nobody here translates, readable
 */
public record Traits(
    String modelType,
    Norms norms,
    Activation activation,
    Position position,
    Biases biases,
    @Nullable Router router,
    Map<String, String> assumed,
    List<String> left) {

  /** The field of a config that says what norms add to the variance, whatever it is called. */
  public static final String NORM_EPSILON = "norm_eps";

  /** The field of a config that says the base of rotary positions. */
  public static final String ROTARY_BASE = "rope_theta";

  /** The kind of norms. */
  public enum Norm {
    /** Root mean square (Zhang and Sennrich 2019, arXiv 1910.07467). */
    RMS,
    /** Layer norms with biases (Ba et al. 2016, arXiv 1607.06450). */
    LAYER,
    /** Layer norms whose weights are counted from one. */
    LAYER_1P
  }

  /**
   * All norms of a model.
   *
   * @param kind their kind
   * @param epsilon what they add to the variance
   * @param heads whether queries and keys are normed too
   */
  public record Norms(Norm kind, double epsilon, boolean heads) {}

  /** Which projections have biases. */
  public enum Biases {
    /** None has. */
    NONE,
    /** Those into attention have, and no others. */
    QUERY_KEY_VALUE,
    /** All have. */
    ALL
  }

  /** Functions between the matrices of the feed-forward part. */
  public enum Activation {
    /** SiLU with a gate. */
    SWIGLU,
    /** GELU without a gate. */
    GELU,
    /** The square of ReLU. */
    SQUARED_RELU
  }

  /** How tokens know where they stand. */
  public sealed interface Position {
    /**
     * Rotary positions (Su et al. 2021, arXiv 2104.09864).
     *
     * @param base the base of the frequencies
     * @param share of a head's width that is rotated, in (0, 1]
     * @param llamaFactor by which Llama 3.1 scales low frequencies, 0 for not at all
     */
    record Rotary(double base, double share, double llamaFactor) implements Position {}

    /** A learned vector for every position. */
    record Learned() implements Position {}
  }

  /**
   * How tokens choose experts.
   *
   * @param sigmoid whether scores are sigmoids rather than a softmax
   * @param softmaxFirst whether the softmax is over all experts and not over the chosen ones
   * @param groups of which only some are looked at, 1 for no groups
   * @param topGroups how many groups are looked at
   * @param scaling factor on the weights of the chosen
   * @param biasCorrection whether a bias keeps the load balanced
   * @param auxiliaryLoss weight of the loss that balances the load; 0 where the family has none
   * @param perSequence whether that loss looks at each sequence alone
   */
  public record Router(
      boolean sigmoid,
      boolean softmaxFirst,
      int groups,
      int topGroups,
      double scaling,
      boolean biasCorrection,
      double auxiliaryLoss,
      boolean perSequence) {}

  /** Copies the collections. */
  public Traits {
    assumed = Map.copyOf(assumed);
    left = List.copyOf(left);
  }
}
