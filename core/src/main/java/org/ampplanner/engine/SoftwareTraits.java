package org.ampplanner.engine;

import org.ampplanner.unit.Validation;

/**
 * What a version of a training software does that a prediction has to know.
 *
 * @param id name of the software and of its version
 * @param kernels what it computes with
 * @param overlap what it hides behind computation
 * @param state what it keeps per parameter
 * @param pipeline how stages exchange activations
 * @param experts how tokens are sent to experts
 * @param selective what it recomputes when recomputation is selective
 * @param fp8 how it scales what it multiplies in 8 bits
 */
public record SoftwareTraits(
    String id,
    Kernels kernels,
    Overlap overlap,
    State state,
    Pipeline pipeline,
    Experts experts,
    SelectiveRecompute selective,
    Fp8Recipe fp8) {

  /** Makes traits of software that routes tokens, recomputes and scales as is usual. */
  public SoftwareTraits(
      String id, Kernels kernels, Overlap overlap, State state, Pipeline pipeline) {
    this(id, kernels, overlap, state, pipeline, SelectiveRecompute.ATTENTION_CORE);
  }

  /** Makes traits of software that routes tokens and scales as is usual. */
  public SoftwareTraits(
      String id,
      Kernels kernels,
      Overlap overlap,
      State state,
      Pipeline pipeline,
      SelectiveRecompute selective) {
    this(id, kernels, overlap, state, pipeline, Experts.USUAL, selective, Fp8Recipe.TENSOR);
  }

  /**
   * What it computes with.
   *
   * @param attention the generation of attention kernels
   * @param fusion how far memory-bound operators are fused
   * @param host launch cost relative to eager PyTorch, positive; CUDA graphs lower it
   * @param skipsMasked whether attention skips the masked half of a causal sequence
   * @param dropout whether masks of dropout are kept for the backward pass
   */
  public record Kernels(
      AttentionKernel attention, Fusion fusion, double host, boolean skipsMasked, boolean dropout) {
    /** Validates the components. */
    public Kernels {
      new Validation().positive("host_cost", host).throwIfInvalid();
    }
  }

  /**
   * What it hides behind computation.
   *
   * @param tensor hides part of tensor-parallel communication behind matrix products
   * @param gradients reduces gradients while the last backward pass runs
   * @param expert hides part of the all-to-alls behind computation
   */
  public record Overlap(boolean tensor, boolean gradients, boolean expert) {}

  /**
   * What it keeps per parameter.
   *
   * @param gradientBytes of one gradient as it is kept
   * @param reducedBytes of one gradient as it is reduced over replicas
   * @param weightBytes of one weight as it is computed with
   * @param masterBytes of the optimizer's own copy of a weight, 0 if it updates in place
   * @param updateBytes read and written per parameter by clipping, the update and all copies
   */
  public record State(
      int gradientBytes, int reducedBytes, int weightBytes, int masterBytes, int updateBytes) {
    /** 16-bit weights with 32-bit gradients and an optimizer's copy in 32 bits. */
    static final State MIXED = new State(4, 4, 2, 4, 34);

    /** Validates the components. */
    public State {
      new Validation()
          .positive("gradient_bytes", gradientBytes)
          .positive("reduced_gradient_bytes", reducedBytes)
          .positive("weight_bytes", weightBytes)
          .notNegative("main_parameter_bytes", masterBytes)
          .notNegative("update_bytes", updateBytes)
          .throwIfInvalid();
    }
  }

  /**
   * How stages exchange activations.
   *
   * @param scatterGather each tensor-parallel rank sends its part only (Narayanan et al. 2021,
   *     arXiv 2104.04473, section 4.1)
   * @param scatterGradients the same for gradients
   * @param asynchronous a stage computes on while it sends and receives
   * @param blocking whether sender and receiver wait for each other, one exchange at a time
   */
  public record Pipeline(
      boolean scatterGather, boolean scatterGradients, boolean asynchronous, boolean blocking) {
    /** Validates the components. */
    public Pipeline {
      new Validation()
          .require(
              !(asynchronous && blocking),
              "pipeline_blocking",
              blocking,
              "cannot go with pipeline_asynchronous",
              "`pipeline_asynchronous: false` as well")
          .throwIfInvalid();
    }
  }

  /**
   * How tokens are sent to experts.
   *
   * @param routing how they are sorted and launched
   * @param dispatcher how often they travel
   */
  public record Experts(Routing routing, Dispatcher dispatcher) {
    /** One kernel sorts, an all-to-all sends. */
    static final Experts USUAL = new Experts(Routing.FUSED, Dispatcher.ALL_TO_ALL);
  }

  /** Returns how tokens are sorted for their way to experts. */
  public Routing routing() {
    return experts.routing();
  }

  /** Returns these traits with other kernels. */
  public SoftwareTraits withKernels(Kernels other) {
    return new SoftwareTraits(id, other, overlap, state, pipeline, experts, selective, fp8);
  }

  /** Returns these traits with another state per parameter. */
  public SoftwareTraits withState(State other) {
    return new SoftwareTraits(id, kernels, overlap, other, pipeline, experts, selective, fp8);
  }

  /** Returns these traits with another overlap. */
  public SoftwareTraits withOverlap(Overlap other) {
    return new SoftwareTraits(id, kernels, other, state, pipeline, experts, selective, fp8);
  }

  /** Returns these traits with another recipe for 8 bits. */
  public SoftwareTraits withFp8(Fp8Recipe other) {
    return new SoftwareTraits(id, kernels, overlap, state, pipeline, experts, selective, other);
  }

  /** Returns these traits with another way to route tokens. */
  public SoftwareTraits with(Experts other) {
    return new SoftwareTraits(id, kernels, overlap, state, pipeline, other, selective, fp8);
  }
}
