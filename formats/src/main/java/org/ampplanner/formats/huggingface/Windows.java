package org.ampplanner.formats.huggingface;

import java.util.List;
import java.util.function.IntPredicate;

/** How far back the tokens of a block look. */
@FunctionalInterface
interface Windows {
  /** All tokens before. */
  Windows ALL = block -> Integer.MAX_VALUE;

  /** Returns the tokens that one of the given block looks back at. */
  int at(int block);

  /** Returns the windows by {@code layer_types}, or else those of a family's rule. */
  static Windows of(Config config, IntPredicate full) {
    int window = config.size(0, "sliding_window", "sliding_window_size", "window_size");
    // a chunk of c tokens has as many pairs as a window of half its length
    int chunk = config.size(0, "attention_chunk_size") / 2;
    int span = window > 0 ? window : chunk > 0 ? chunk : Integer.MAX_VALUE;
    List<String> types = config.texts("layer_types");
    if (types.isEmpty()) {
      return block -> full.test(block) ? Integer.MAX_VALUE : span;
    }
    int layers = config.layers();
    if (types.size() < layers) {
      config.contradiction(
          "has " + types.size() + " entries for " + layers + " layers", null, "layer_types");
      return ALL;
    }
    return block -> types.get(block).equals("full_attention") ? Integer.MAX_VALUE : span;
  }

  /** Returns windows of which every {@code period}-th looks back at everything. */
  static Windows everyOther(Config config, int usualPeriod) {
    int period = config.size(usualPeriod, "sliding_window_pattern", "_sliding_window_pattern");
    return of(config, block -> period > 0 && (block + 1) % period == 0);
  }

  /** Returns Llama 4's chunks, but not in every fourth block unless the config says which. */
  static Windows chunked(Config config) {
    int step = Math.max(1, config.size(4, "no_rope_layer_interval"));
    return of(config, block -> (block + 1) % step == 0);
  }

  /** Returns windows in every block. */
  static Windows everywhere(Config config) {
    return of(config, block -> false);
  }

  /** Returns windows only where the config asks for them, from a given block on: Qwen's. */
  static Windows onDemand(Config config) {
    boolean wanted = config.flag(false, "use_sliding_window");
    int first = config.size(0, "max_window_layers");
    return wanted ? of(config, block -> block < first) : ALL;
  }
}
