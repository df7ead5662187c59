package org.ampplanner.formats.huggingface;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Which blocks have experts. */
@FunctionalInterface
interface Sparse {
  /** Returns whether a block, counted from 0, has experts. */
  boolean at(int block);

  /** Returns what the config lists block by block, or else by its rule. */
  static Sparse of(Config config) {
    int blocks = config.layers();
    List<String> types = config.texts("mlp_layer_types");
    if (types.size() >= blocks) {
      return block -> types.get(block).equals("sparse");
    }
    Set<String> listed = new HashSet<>(config.texts("moe_layers"));
    if (!listed.isEmpty()) {
      return block -> listed.contains(String.valueOf(block));
    }
    List<String> frequencies = config.texts("moe_layer_freq");
    if (frequencies.size() >= blocks) {
      return block -> frequencies.get(block).equals("1");
    }
    return byRule(config);
  }

  private static Sparse byRule(Config config) {
    Set<String> excluded = new HashSet<>(config.texts("mlp_only_layers"));
    int first =
        config.size(0, "first_k_dense_replace", "num_dense_layers", "moe_layer_start_index");
    int last =
        config.text("moe_layer_end_index", "-1").equals("-1")
            ? Integer.MAX_VALUE
            : config.size(Integer.MAX_VALUE, "moe_layer_end_index");
    int frequency = Math.max(1, frequency(config));
    int step =
        Math.max(
            1,
            config.size(
                1, "decoder_sparse_step", "interleave_moe_layer_step", "moe_layer_interval"));
    OptionalInt period = config.optional("expert_layer_period");
    int offset = config.size(0, "expert_layer_offset");
    return block -> {
      boolean regular =
          block >= first && block <= last && block % frequency == 0 && (block + 1) % step == 0;
      return regular
          && !excluded.contains(String.valueOf(block))
          && (period.isEmpty() || block % Math.max(1, period.getAsInt()) == offset);
    };
  }

  private static int frequency(Config config) {
    return config.texts("moe_layer_freq").isEmpty() ? config.size(1, "moe_layer_freq") : 1;
  }
}
