package org.ampplanner.memory;

import org.ampplanner.engine.AttentionKernel;
import org.ampplanner.engine.Fusion;
import org.ampplanner.engine.SelectiveRecompute;
import org.ampplanner.engine.SoftwareTraits;
import org.ampplanner.model.Attention;
import org.ampplanner.model.FeedForward;
import org.ampplanner.model.Layer;
import org.ampplanner.model.LayerKind;
import org.ampplanner.operator.Sharding;
import org.ampplanner.strategy.Recompute;

/**
 * Bytes that a layer keeps on one device for the backward pass of one micro-batch.
 *
 * <p>Tensor by tensor as in Korthikanti et al. 2022 (arXiv 2205.05198), section 4: with their
 * shapes and 16-bit elements this is their {@code sbh(34 + 5as/h)} and its variants (equations 1 to
 * 6); fused attention keeps no scores, gates keep one tensor more, experts as many rows as tokens
 * are routed.
 */
final class ActivationMemory {
  private final SoftwareTraits software;
  private final double elementBytes;
  private final double inputBytes;

  /**
   * Makes a memory.
   *
   * @param elementBytes bytes of an element between layers
   * @param inputBytes bytes of an element that a matrix product with weights keeps of its input
   */
  ActivationMemory(SoftwareTraits software, double elementBytes, double inputBytes) {
    this.software = software;
    this.elementBytes = elementBytes;
    this.inputBytes = inputBytes;
  }

  /** Returns the bytes kept by a layer. */
  double kept(Layer layer, Sharding s, Recompute recompute) {
    return switch (layer.kind()) {
      case LayerKind.Embedding e -> s.tokensBetween() * e.hidden();
      case LayerKind.Head h -> 2 * s.tokensBetween() * h.hidden() * elementBytes;
      case LayerKind.Block b -> block(b, s, recompute);
      case null -> opaque(layer, s, recompute);
    };
  }

  /** Returns what a layer needs while it runs and gives back: logits, or a recomputed block. */
  double working(Layer layer, Sharding s, Recompute recompute) {
    return switch (layer.kind()) {
      case LayerKind.Embedding e -> 0;
      case LayerKind.Head h -> s.tokens() * h.vocabulary() / s.tensorParallel() * logitBytes();
      case LayerKind.Block b -> recompute == Recompute.FULL ? block(b, s, Recompute.NONE) : 0;
      case null -> recompute == Recompute.FULL ? opaque(layer, s, Recompute.NONE) : 0;
    };
  }

  /** Logits as computed and their gradient; in 32 bits, which all but fused losses do twice. */
  private double logitBytes() {
    return 2 * elementBytes + (software.kernels().fusion() == Fusion.COMPILER ? 8 : 4);
  }

  private double opaque(Layer layer, Sharding s, Recompute recompute) {
    double per = s.samples() / s.contextParallel();
    if (recompute == Recompute.FULL) {
      return layer.output().bytes(1) * per;
    }
    double kept = layer.activationBytes() > 0 ? layer.activationBytes() : layer.output().bytes(1);
    // outside the split matrices 10 of 34 parts are held by every rank (equation 2)
    boolean split = layer.tensorParallelAllReduceBytes() > 0;
    double share = split ? (10 + 24.0 / s.tensorParallel()) / 34 : 1;
    return kept * per * share;
  }

  private double block(LayerKind.Block b, Sharding s, Recompute recompute) {
    double between = s.tokensBetween() * b.hidden();
    if (recompute == Recompute.FULL) {
      return between * elementBytes;
    }
    if (recompute == Recompute.SELECTIVE
        && software.selective() == SelectiveRecompute.ALTERNATE_PRODUCTS) {
      return alternate(b, s);
    }
    boolean attends = !(b.attention() instanceof Attention.Absent);
    boolean feeds = !(b.feedForward() instanceof FeedForward.Absent);
    double bytes = 0;
    if (attends) {
      // input of the norm, input of the projections, a mask of dropout
      bytes += between * (elementBytes + inputBytes + dropoutMask());
      bytes += attention(b.attention(), s, recompute);
    }
    if (feeds) {
      bytes += between * (elementBytes + inputBytes + dropoutMask());
      bytes += feedForward(b, s, recompute);
    }
    return bytes;
  }

  /** A block's input, the result of attention, and every other product's result. */
  private double alternate(LayerKind.Block b, Sharding s) {
    double tp = s.tensorParallel();
    double products = 0;
    double core = 0;
    switch (b.attention()) {
      case Attention.Grouped a -> {
        products += (a.heads() + 2.0 * a.kvHeads()) * a.headWidth() / tp + b.hidden();
        core = (double) a.heads() * a.headWidth() / tp;
      }
      case Attention.Latent a -> {
        products += a.queryRank() + a.keyValueRank() + b.hidden();
        products += a.heads() * (2.0 * a.keyWidth() + a.valueWidth()) / tp;
        core = (double) a.heads() * a.valueWidth() / tp;
      }
      case Attention.StateSpace a -> {
        products += a.inputProjectionWidth() / tp + b.hidden();
        core = a.innerWidth() / tp;
      }
      case Attention.Absent none -> {}
    }
    products +=
        switch (b.feedForward()) {
          case FeedForward.Dense d -> (d.gated() ? 2.0 : 1.0) * d.width() / tp + b.hidden();
          case FeedForward.Experts e ->
              e.perToken() * ((e.gated() ? 2.0 : 1.0) * e.width() / tp + e.tokenWidth(b.hidden()))
                  + (e.gated() ? 2.0 : 1.0) * e.sharedWidth() / tp;
          case FeedForward.Absent none -> 0;
        };
    return elementBytes * (s.tokensBetween() * b.hidden() + s.tokens() * (core + products / 2));
  }

  /** A mask of dropout takes a byte an element. */
  private double dropoutMask() {
    return software.kernels().dropout() ? 1 : 0;
  }

  private boolean unfused() {
    return software.kernels().attention() == AttentionKernel.UNFUSED;
  }

  private double attention(Attention attention, Sharding s, Recompute recompute) {
    double tokens = s.tokens();
    double tp = s.tensorParallel();
    double projections =
        switch (attention) {
          case Attention.Grouped a -> (2.0 * a.heads() + 2.0 * a.kvHeads()) * a.headWidth() / tp;
          case Attention.Latent a ->
              // selective recomputation makes keys, values and queries again from their ranks
              a.queryRank()
                  + a.keyValueRank()
                  + a.heads()
                      * (recompute == Recompute.SELECTIVE
                          ? a.valueWidth()
                          : 2.0 * a.keyWidth() + 2.0 * a.valueWidth())
                      / tp;
          case Attention.StateSpace a -> (2.0 * a.inputProjectionWidth() + a.innerWidth()) / tp;
          case Attention.Absent a -> 0;
        };
    double bytes = tokens * projections * elementBytes;
    if (unfused() && recompute == Recompute.NONE) {
      double scores =
          s.samples()
              * attention.heads()
              / tp
              * s.sequenceLength()
              * Math.min(s.sequenceLength(), (double) attention.window())
              / s.contextParallel();
      boolean dropout = software.kernels().dropout();
      bytes += scores * (dropout ? 2 * elementBytes + 1 : elementBytes);
    }
    return bytes;
  }

  private double feedForward(LayerKind.Block b, Sharding s, Recompute recompute) {
    double tokens = s.tokens();
    return switch (b.feedForward()) {
      case FeedForward.Absent none -> 0;
      case FeedForward.Dense d -> tokens * width(d.width(), d.gated(), s, recompute);
      case FeedForward.Experts e -> {
        double copies = tokens * e.perToken();
        double routed =
            copies
                * (width(e.width(), e.gated(), s, recompute)
                    + (double) e.tokenWidth(b.hidden())
                        / s.tensorParallel()
                        * (elementBytes + inputBytes));
        yield routed + tokens * width(e.sharedWidth(), e.gated(), s, recompute);
      }
    };
  }

  /** Inner tensors per token: before and after the activation, and the gate. */
  private double width(int inner, boolean gated, Sharding s, Recompute recompute) {
    boolean again = recompute == Recompute.SELECTIVE && !unfused();
    double bytes = (gated ? 2 : 1) * elementBytes + (again ? 0 : inputBytes);
    return bytes * inner / s.tensorParallel();
  }
}
