package org.ampplanner.operator;

import java.util.ArrayList;
import java.util.List;
import org.ampplanner.model.Attention;
import org.ampplanner.model.FeedForward;
import org.ampplanner.model.Layer;
import org.ampplanner.model.LayerKind;
import org.ampplanner.operator.Operator.AttentionCore;
import org.ampplanner.operator.Operator.MatrixProduct;
import org.ampplanner.operator.Operator.Traffic;
import org.ampplanner.operator.Operator.Traffic.Kind;

/**
 * Derives the operators of a layer from its shape: the one place that knows what a layer computes.
 *
 * <p>Matrix shapes follow Megatron's split (Shoeybi et al. 2019, arXiv 1909.08053, section 3):
 * columns of the first matrix and rows of the second are divided by the tensor-parallel degree.
 * Bytes of memory-bound operators count every tensor that is read or written once.
 */
public final class LayerOperators {
  private static final double SINGLE = 4; // bytes of a 32-bit element

  private final double elementBytes;

  /**
   * Makes a derivation.
   *
   * @param elementBytes bytes of an activation's element
   */
  public LayerOperators(double elementBytes) {
    this.elementBytes = elementBytes;
  }

  /** Returns the work of a layer. */
  public LayerWork of(Layer layer, Sharding sharding) {
    LayerKind kind = layer.kind();
    return switch (kind) {
      case LayerKind.Embedding e -> embedding(e, sharding);
      case LayerKind.Block b -> block(b, sharding);
      case LayerKind.Head h -> head(h, sharding);
      case null -> opaque(layer, sharding);
    };
  }

  /** A table look-up per token and an addition of positions; an all-reduce of the partial rows. */
  private LayerWork embedding(LayerKind.Embedding e, Sharding s) {
    double elements = s.tokens() * e.hidden();
    double passes = e.positions() > 0 ? 5 : 2;
    boolean exchange = s.tensorParallel() > 1;
    return new LayerWork(
        List.of(new Traffic(passes * elements * elementBytes, Kind.FUSIBLE)),
        0.2,
        0,
        exchange ? 0.5 : 0, // forward only
        elements * elementBytes,
        0,
        0);
  }

  private LayerWork head(LayerKind.Head h, Sharding s) {
    double tokens = s.tokens();
    double columns = (double) h.vocabulary() / s.tensorParallel();
    double logits = tokens * columns;
    return new LayerWork(
        List.of(
            new Traffic(2 * s.tokensBetween() * h.hidden() * elementBytes, Kind.FUSIBLE),
            new MatrixProduct(tokens, columns, h.hidden(), 1, false),
            // logits read in 16 bits, written in 32, read twice by the softmax, written once
            new Traffic(logits * (elementBytes + 4 * SINGLE), Kind.LOSS)),
        0.4,
        0,
        s.tensorParallel() > 1 ? 0.5 : 0, // backward only
        tokens * h.hidden() * elementBytes,
        0,
        0);
  }

  private LayerWork block(LayerKind.Block b, Sharding s) {
    List<Operator> operators = new ArrayList<>();
    boolean attends = !(b.attention() instanceof Attention.Absent);
    boolean feeds = !(b.feedForward() instanceof FeedForward.Absent);
    if (attends) {
      attention(operators, b, s);
      norm(operators, b.hidden(), s);
    }
    double expertBytes = 0;
    double copies = 0;
    switch (b.feedForward()) {
      case FeedForward.Dense dense ->
          dense(operators, b.hidden(), dense.width(), dense.gated(), s.tokens(), s);
      case FeedForward.Experts experts -> {
        experts(operators, b.hidden(), experts, s);
        expertBytes = routedTokens(experts, s) * experts.tokenWidth(b.hidden()) * elementBytes;
        copies = experts.perToken();
      }
      case FeedForward.Absent none -> {}
    }
    if (feeds) {
      norm(operators, b.hidden(), s);
    }
    boolean whole =
        b.feedForward() instanceof FeedForward.Experts e
            && s.expertTensorParallel() == 1
            && e.sharedWidth() == 0;
    int halves = (attends ? 1 : 0) + (feeds && !whole ? 1 : 0);
    return new LayerWork(
        operators,
        (attends ? 0.55 : 0) + (feeds ? 0.45 : 0),
        copies,
        s.tensorParallel() > 1 ? halves : 0,
        s.tokens() * b.hidden() * elementBytes,
        expertBytes,
        attends ? contextBytes(b, s) : 0);
  }

  /** A norm (read, write), dropout or scale, and the residual sum (two reads, one write). */
  private void norm(List<Operator> operators, int hidden, Sharding s) {
    double elements = s.tokensBetween() * hidden;
    operators.add(new Traffic(2 * elements * elementBytes, Kind.PLAIN));
    operators.add(new Traffic(4 * elements * elementBytes, Kind.FUSIBLE));
  }

  private void attention(List<Operator> operators, LayerKind.Block b, Sharding s) {
    double tokens = s.tokens();
    int h = b.hidden();
    int tp = s.tensorParallel();
    switch (b.attention()) {
      case Attention.Grouped a -> {
        double width = (a.heads() + 2.0 * a.kvHeads()) * a.headWidth() / tp;
        operators.add(new MatrixProduct(tokens, width, h, 1, true));
        operators.add(new Traffic(2 * tokens * width * elementBytes, Kind.FUSIBLE));
        operators.add(core(a, s));
        operators.add(
            new MatrixProduct(tokens, h, (double) a.heads() * a.headWidth() / tp, 1, true));
      }
      case Attention.Latent a -> {
        double heads = (double) a.heads() / tp;
        double down = a.queryRank() + a.keyValueRank() + a.rotaryWidth();
        operators.add(new MatrixProduct(tokens, down, h, 1, true));
        operators.add(new MatrixProduct(tokens, heads * a.keyWidth(), a.queryInput(h), 1, true));
        operators.add(
            new MatrixProduct(
                tokens, heads * (a.plainWidth() + a.valueWidth()), a.keyValueRank(), 1, true));
        double spread = down + heads * (2 * a.keyWidth() + a.valueWidth());
        operators.add(new Traffic(3 * tokens * spread * elementBytes, Kind.FUSIBLE));
        operators.add(core(a, s));
        if (a.indexWidth() > 0) {
          operators.add(index(a, s));
        }
        operators.add(new MatrixProduct(tokens, h, heads * a.valueWidth(), 1, true));
      }
      case Attention.StateSpace a -> stateSpace(operators, a, h, s);
      case Attention.Absent none -> {}
    }
  }

  /** Projections, a causal convolution, and the chunked scan of Mamba-2, bound by memory. */
  private void stateSpace(List<Operator> operators, Attention.StateSpace a, int h, Sharding s) {
    double tokens = s.tokens();
    double inner = (double) a.innerWidth() / s.tensorParallel();
    double width = (double) a.inputProjectionWidth() / s.tensorParallel();
    operators.add(new MatrixProduct(tokens, width, h, 1, true));
    operators.add(new Traffic(4 * tokens * width * elementBytes, Kind.SCAN));
    operators.add(new MatrixProduct(tokens, a.stateWidth(), inner, 3, false));
    operators.add(new MatrixProduct(tokens, h, inner, 1, true));
  }

  /** Scores of all pairs by the index, of which every device of a tensor group has a share. */
  private static AttentionCore index(Attention.Latent a, Sharding s) {
    return new AttentionCore(
        s.samples(),
        1.0 / s.tensorParallel(),
        (double) s.sequenceLength() / s.contextParallel(),
        s.sequenceLength(),
        a.indexWidth(),
        0);
  }

  private static AttentionCore core(Attention a, Sharding s) {
    double keys = Math.min(s.sequenceLength(), 2.0 * a.window());
    return new AttentionCore(
        s.samples(),
        (double) a.heads() / s.tensorParallel(),
        (double) s.sequenceLength() / s.contextParallel(),
        keys,
        a.keyWidth(),
        a.valueWidth());
  }

  private double contextBytes(LayerKind.Block b, Sharding s) {
    double width =
        switch (b.attention()) {
          case Attention.Grouped a -> 2.0 * a.kvHeads() * a.headWidth();
          case Attention.Latent a -> (double) a.heads() * (a.keyWidth() + a.valueWidth());
          case Attention.StateSpace a -> 0;
          case Attention.Absent a -> 0;
        };
    return s.tokens() * width / s.tensorParallel() * elementBytes;
  }

  private void dense(
      List<Operator> operators, int h, double width, boolean gated, double rows, Sharding s) {
    double inner = width / s.tensorParallel();
    operators.add(new MatrixProduct(rows, gated ? 2 * inner : inner, h, 1, true));
    operators.add(new Traffic((gated ? 3 : 2) * rows * inner * elementBytes, Kind.FUSIBLE));
    operators.add(new MatrixProduct(rows, h, inner, 1, true));
  }

  /** Token copies that one device sends to experts; balanced routing. */
  private static double routedTokens(FeedForward.Experts e, Sharding s) {
    return s.tokens() * e.perToken() / s.tensorParallel();
  }

  private void experts(List<Operator> operators, int h, FeedForward.Experts e, Sharding s) {
    double tokens = s.tokens();
    // copies of the tokens of all devices that share an expert, which are whole or cut sequences
    double shared = (double) s.expertTensorParallel() / s.tensorParallel();
    double copies = tokens * e.perToken() * shared;
    double local = Math.max(1, (double) e.count() / s.expertParallel());
    double rows = copies / local;
    double inner = (double) e.width() / s.expertTensorParallel();
    double width = e.tokenWidth(h);
    operators.add(new MatrixProduct(s.tokensBetween(), e.count(), h, 1, false));
    if (e.latentWidth() > 0) {
      operators.add(new MatrixProduct(tokens, width, h, 2, true));
    }
    // dispatched copies are written and read on both sides of both exchanges
    operators.add(new Traffic(4 * routedTokens(e, s) * width * elementBytes, Kind.ROUTING));
    operators.add(new MatrixProduct(rows, e.gated() ? 2 * inner : inner, width, local, true, true));
    operators.add(new Traffic((e.gated() ? 3 : 2) * copies * inner * elementBytes, Kind.FUSIBLE));
    operators.add(new MatrixProduct(rows, width, inner, local, true, true));
    if (e.sharedWidth() > 0) {
      dense(operators, h, e.sharedWidth(), e.gated(), tokens, s);
    }
  }

  /** A layer of which only sizes are known: one matrix product of that many FLOPs, its traffic. */
  private LayerWork opaque(Layer layer, Sharding s) {
    List<Operator> operators = new ArrayList<>();
    double tokens = Math.max(1, s.tokens());
    if (layer.flops() > 0) {
      double perToken =
          layer.flops() * s.samples() / (2 * tokens * s.contextParallel() * s.tensorParallel());
      double side = Math.sqrt(perToken);
      operators.add(new MatrixProduct(tokens, side, side, 1, true));
    }
    double moved = opaqueBytes(layer, s);
    if (moved > 0) {
      operators.add(new Traffic(moved / s.contextParallel(), Kind.UNKNOWN));
    }
    double exchanged = layer.tensorParallelAllReduceBytes() * s.samples() / s.contextParallel();
    boolean exchange = s.tensorParallel() > 1 && exchanged > 0;
    return new LayerWork(
        operators, operators.isEmpty() ? 0 : 0.3, 0, exchange ? 1 : 0, exchanged, 0, 0);
  }

  /** What is handed on is written and read; so is what is kept, 10 of 34 parts on every rank. */
  private static double opaqueBytes(Layer layer, Sharding s) {
    if (layer.flops() == 0 && layer.parameters() == 0) {
      return 0;
    }
    double share =
        layer.tensorParallelAllReduceBytes() > 0 ? (10 + 24.0 / s.tensorParallel()) / 34 : 1;
    double kept = layer.activationBytes() * share;
    return 2 * Math.max(layer.output().bytes(s.tensorParallel()), kept) * s.samples();
  }
}
