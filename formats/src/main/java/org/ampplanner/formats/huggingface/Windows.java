package org.ampplanner.formats.huggingface;

import java.util.List;
import java.util.function.IntPredicate;

/** How far back the tokens of a block look. */
@FunctionalInterface
interface Windows {
  /** The type of a layer that looks back at everything. */
  String FULL = "full_attention";

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
    if (types.isEmpty() && !config.texts("hybrid_layer_pattern").isEmpty()) {
      types = // MiMo: 1 for a window
          config.texts("hybrid_layer_pattern").stream()
              .map(t -> t.equals("0") ? FULL : "sliding_attention")
              .toList();
    }
    if (types.isEmpty()) {
      return block -> full.test(block) ? Integer.MAX_VALUE : span;
    }
    int layers = config.layers();
    if (types.size() < layers) {
      config.contradiction(
          "has " + types.size() + " entries for " + layers + " layers", null, "layer_types");
      return ALL;
    }
    List<String> listed = types;
    return block -> narrow(listed.get(block)) ? span : Integer.MAX_VALUE;
  }

  /** Returns whether a type of layers looks back at a part only, by its name. */
  private static boolean narrow(String type) {
    return type.contains("sliding") || type.contains("local") || type.contains("chunked");
  }

  /** Returns the windows of what {@code layer_types} lists; none where it lists none. */
  static Windows listed(Config config) {
    return config.texts("layer_types").stream().anyMatch(Windows::narrow)
        ? of(config, block -> true)
        : ALL;
  }

  /** Returns windows of which every {@code period}-th looks back at everything. */
  static Windows everyOther(Config config, int usualPeriod) {
    String letters = config.text("sliding_window_pattern", "");
    if (letters.matches("[LG]+")) {
      return of(config, block -> letters.charAt(block % letters.length()) == 'G');
    }
    int period = config.size(usualPeriod, "sliding_window_pattern", "_sliding_window_pattern");
    return of(config, block -> period > 0 && (block + 1) % period == 0);
  }

  /** Returns Llama 4's chunks, but not in every fourth block unless the config says which. */
  static Windows chunked(Config config) {
    config.settle("use_qk_norm"); // norms that learn nothing
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
    config.settle("layer_types", "sliding_window");
    int first = config.size(0, "max_window_layers");
    return wanted ? of(config, block -> block < first) : ALL;
  }
}
