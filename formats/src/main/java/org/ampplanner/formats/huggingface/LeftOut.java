package org.ampplanner.formats.huggingface;

import java.util.List;
import java.util.regex.Pattern;
import org.ampplanner.formats.source.Wording;

/** Says which fields of a config speak of sizes and were not read. */
final class LeftOut {
  private static final Pattern OF_SIZES =
      Pattern.compile(
          ".*(heads?|layers?|blocks?|size|dim|rank|width|expand|experts?|norm|bias|mlp|ffn|"
              + "num_.*|n_.*|types?|config|pattern|interval|freq|period).*");
  private static final Pattern HARMLESS =
      Pattern.compile(
          ".*(_ids?|eps|epsilon|_config|dropout|init.*|_coef|_prob|range|position.*|beams?|groups?|"
              + "return.*|labels?|types?_ids|problem_type|position_embedding_type|chunk.*|"
              + "norm_topk_prob|torch.*|quantization.*|max_window_layers|sliding_window.*|"
              + "logits.*|cache.*|tokens?|vocab_size|rotary.*|rope.*)|_.*|batch.*");

  private LeftOut() {}

  /** Warns; of a known family only where a part of the model is left out on purpose. */
  static void warn(Config config, boolean known) {
    int ahead = config.size(0, "num_nextn_predict_layers");
    if (known && ahead > 0) {
      config
          .problems()
          .warning(
              config.node("num_nextn_predict_layers").orElseThrow().at(),
              "num_nextn_predict_layers ("
                  + ahead
                  + "): the layers that predict further tokens are"
                  + " left out",
              null);
    }
    List<String> unread =
        config.unread().stream()
            .filter(f -> OF_SIZES.matcher(f).matches() && !HARMLESS.matcher(f).matches())
            .toList();
    if (!known && !unread.isEmpty()) {
      config
          .problems()
          .warning(
              config.at(),
              "counted without what these fields may say: " + Wording.list(unread),
              null);
    }
  }
}
