package org.ampplanner.formats.imports.model;

import java.util.Optional;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Range;
import org.ampplanner.formats.source.Scalars;

/**
 * Layers of one part each, as a pattern says: M for Mamba-2, * for attention, - for a dense and E
 * for a sparse feed-forward part; or by the shares of attention and feed-forward layers.
 */
final class HybridLayers {
  private static final int MAX = 100_000;

  private final Arguments arguments;
  private final Problems problems;
  private final ConfigWriter config;

  HybridLayers(Arguments arguments, Problems problems, ConfigWriter config) {
    this.arguments = arguments;
    this.problems = problems;
    this.config = config;
  }

  /** Writes the pattern; returns whether there is one. */
  boolean write() {
    Optional<Node.Scalar> given =
        arguments.value("hybrid_layer_pattern", "hybrid_override_pattern");
    if (given.isPresent()) {
      pattern(given.get());
      return true;
    }
    boolean mamba =
        arguments.on("is_hybrid_model")
            || arguments.has("hybrid_attention_ratio")
            || arguments.programs().stream().anyMatch(p -> p.matches("pretrain_(mamba|hybrid).*"));
    if (!mamba) {
      return false;
    }
    long layers = arguments.whole("num_layers").orElse(0);
    if (layers < 1 || layers > MAX) {
      problems.error(
          arguments.at(), "a model of Mamba layers without --num-layers or a pattern", null);
      return true;
    }
    String pattern =
        byShares((int) layers, share("hybrid_attention_ratio"), share("hybrid_mlp_ratio"));
    put(new Node.Scalar(arguments.at(), pattern, true));
    return true;
  }

  private double share(String name) {
    return arguments
        .value(name)
        .map(v -> Scalars.number(v, name, Range.NOT_NEGATIVE, problems).orElse(0))
        .map(v -> Math.min(1, v))
        .orElse(0.0);
  }

  private void pattern(Node.Scalar given) {
    String[] parts = given.text().replaceAll("[\"'|]", "").split("/", -1);
    if (!parts[0].matches("[M*E-]+")) {
      problems.value(
          given, "hybrid_layer_pattern", "is not a pattern of M, *, E and -, which are read", null);
      return;
    }
    arguments
        .value("num_layers")
        .filter(n -> !n.text().equals(String.valueOf(parts[0].length())))
        .ifPresent(n ->
            problems.value(
                n,
                "num_layers",
                "is not the length of the pattern (" + parts[0].length() + ")",
                null));
    if (parts.length > 1) {
      config.put("num_nextn_predict_layers", (long) parts.length - 1, given.at());
    }
    put(new Node.Scalar(given.at(), parts[0], true));
  }

  private void put(Node.Scalar pattern) {
    config.put("hybrid_override_pattern", pattern);
    config.put("num_hidden_layers", (long) pattern.text().length(), pattern.at());
    if (pattern.text().contains("M")) {
      long hidden = arguments.whole("hidden_size").orElse(1);
      long width = arguments.whole("mamba_head_dim").orElse(64);
      config.usual("mamba_head_dim", 64, "mamba_head_dim");
      config.usual("mamba_num_heads", Math.max(1, 2 * hidden / width), "mamba_num_heads");
      config.usual("n_groups", 8, "mamba_num_groups");
      config.usual("ssm_state_size", 128, "mamba_state_dim");
    }
  }

  /**
   * Spreads attention evenly, then feed-forward layers over the rest ({@code pattern_from_ratios}
   * of Megatron-Core's hybrid_layer_allocation.py).
   */
  static String byShares(int layers, double attentionShare, double denseShare) {
    char[] pattern = "M".repeat(layers).toCharArray();
    int attention = (int) Math.rint(layers * attentionShare);
    double section = (double) (layers - attention) / (attention + 1);
    spread(pattern, section, '*');
    int dense = (int) Math.rint(layers * denseShare);
    if (dense > 0) {
      spread(pattern, (double) (layers - attention - dense) / dense, '-');
    }
    return new String(pattern);
  }

  private static void spread(char[] pattern, double section, char with) {
    double x = section;
    for (int i = 0; i < pattern.length; i++) {
      if (pattern[i] != 'M') {
        continue;
      }
      if (x < 0.5) {
        pattern[i] = with;
        x += section;
      } else {
        x -= 1;
      }
    }
  }
}
