package org.ampplanner.formats.huggingface;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ampplanner.model.Attention;
import org.ampplanner.model.FeedForward;
import org.ampplanner.model.LayerKind;
import org.ampplanner.model.LayerSpec;
import org.jspecify.annotations.Nullable;

/** Puts layers together: equal ones that follow each other become one line. */
final class Layers {
  static final String EMBEDDING = "embedding";
  static final String HEAD = "lm_head";

  private final int hidden;
  private final List<LayerSpec> lines = new ArrayList<>();

  Layers(int hidden) {
    this.hidden = hidden;
  }

  /** Adds the embedding with what it learns beside the tables. */
  Layers embedding(int vocabulary, int positions, long beside) {
    LayerKind kind = new LayerKind.Embedding(vocabulary, hidden, positions);
    return add(EMBEDDING, kind, kind.parameters() + beside, null);
  }

  /** Adds a block with what it learns beside the matrices of its two parts. */
  Layers block(Attention attention, FeedForward feedForward, boolean biases, long beside) {
    LayerKind kind = new LayerKind.Block(hidden, attention, feedForward, biases);
    long parameters = attention.parameters(hidden) + feedForward.parameters(hidden) + beside;
    return add(name(attention, feedForward), kind, parameters, null);
  }

  private static String name(Attention attention, FeedForward feedForward) {
    String first =
        switch (attention) {
          case Attention.StateSpace s -> "mamba_";
          case Attention.Grouped g -> "";
          case Attention.Latent l -> "";
          case Attention.Absent a -> "";
        };
    return first + (feedForward instanceof FeedForward.Experts ? "moe_block" : "block");
  }

  /** Adds the last layer with what it learns beside the projection. */
  Layers head(int vocabulary, boolean tied, long beside) {
    long parameters = (long) vocabulary * hidden + beside;
    return add(HEAD, new LayerKind.Head(vocabulary, hidden), parameters, tied ? EMBEDDING : null);
  }

  /** Adds a line as it is. */
  Layers add(LayerSpec line) {
    lines.add(line);
    return this;
  }

  /** Adds a layer. */
  Layers add(String name, LayerKind kind, long parameters, @Nullable String tiedTo) {
    LayerSpec.Sizes sizes = new LayerSpec.Sizes(parameters, null, false, null, null, null);
    LayerSpec line = new LayerSpec(name, 1, sizes, tiedTo, null, Map.of(), kind);
    LayerSpec last = lines.isEmpty() ? null : lines.get(lines.size() - 1);
    if (last != null && tiedTo == null && repeated(last, 1).equals(line)) {
      lines.set(lines.size() - 1, repeated(line, last.repeat() + 1));
    } else {
      lines.add(line);
    }
    return this;
  }

  private static LayerSpec repeated(LayerSpec l, int times) {
    return new LayerSpec(
        l.name(), times, l.sizes(), l.tiedTo(), l.transformer(), l.times(), l.kind());
  }

  List<LayerSpec> list() {
    return List.copyOf(lines);
  }
}
