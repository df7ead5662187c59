package org.ampplanner.formats.huggingface;

import java.util.List;
import org.ampplanner.model.Attention;
import org.ampplanner.model.LayerSpec;

/**
 * DeepSeek-V4 ({@code transformers} 5.18): one head of keys and values, of which older ones are
 * compressed, by 4 with an index that selects some, or by 128; several residual streams. Counted as
 * it is; costed as latent attention that looks at the window and at what is selected.
 */
final class DeepSeekV4 {
  private static final String SPARSE = "compressed_sparse_attention";
  private static final String HEAVY = "heavily_compressed_attention";

  private DeepSeekV4() {}

  static List<LayerSpec> layers(Config c) {
    int hidden = c.hidden();
    int vocabulary = c.vocabulary();
    int blocks = c.layers();
    int streams = c.size(4, "hc_mult");
    boolean tied = c.tied(false);
    List<String> types = c.texts("layer_types");
    List<String> parts = c.texts("mlp_layer_types");
    List<String> ratios = c.texts("compress_ratios");
    int hashed = c.size(3, "num_hash_layers");
    c.settle("compress_rates", "hc_sinkhorn_iters", "num_key_value_heads", "partial_rotary_factor");
    int experts = ExpertFields.count(c);
    FeedForwards.Part feeding =
        new FeedForwards.Part(ExpertFields.read(c, Math.max(1, experts), true), 0);
    Mixers.Mixer sparse = mixer(c, SPARSE);
    Mixers.Mixer heavy = mixer(c, HEAVY);
    Mixers.Mixer near = mixer(c, "sliding_attention");
    if (types.isEmpty() && ratios.isEmpty()) {
      c.contradiction("is missing: it says how blocks look back", null, "layer_types");
    }
    if (c.problems().any()) {
      return List.of();
    }
    long hyper = streams(streams, hidden);
    Layers layers = new Layers(hidden).embedding(vocabulary, 0, 0);
    for (int i = 0; i < blocks; i++) {
      String type =
          i < types.size() ? types.get(i) : byRatio(i < ratios.size() ? ratios.get(i) : "0");
      Mixers.Mixer mixer = type.equals(SPARSE) ? sparse : type.equals(HEAVY) ? heavy : near;
      boolean hash = i < parts.size() ? parts.get(i).startsWith("hash") : i < hashed;
      layers.block(
          mixer.kind(),
          feeding.kind(),
          false,
          mixer.beside() + 2L * hidden + hyper + (hash ? 0 : experts));
    }
    long last = hidden + (long) streams * streams * hidden + streams + 1;
    return layers.head(vocabulary, tied, last).list();
  }

  /** Returns what two mixtures of residual streams learn. */
  private static long streams(long streams, long hidden) {
    long mixed = (2 + streams) * streams;
    return 2 * (mixed * streams * hidden + mixed + 3);
  }

  private static String byRatio(String ratio) {
    return ratio.equals("4") ? SPARSE : ratio.equals("128") ? HEAVY : "sliding_attention";
  }

  private static Mixers.Mixer mixer(Config c, String type) {
    long hidden = c.hidden();
    int heads = c.heads();
    int width = c.headWidth();
    int rank = c.required("q_lora_rank");
    int rotary = c.size(64, "qk_rope_head_dim");
    long groups = c.size(8, "o_groups");
    long outRank = c.size(1024, "o_lora_rank");
    int window = Math.max(1, c.size(128, "sliding_window"));
    int indexHeads = c.size(64, "index_n_heads");
    int indexWidth = c.size(128, "index_head_dim");
    int chosen = c.size(512, "index_topk");
    long exact =
        heads // sinks
            + hidden * rank
            + rank
            + (long) rank * heads * width
            + hidden * width
            + width
            + outRank * heads * width
            + hidden * groups * outRank;
    int selected = window;
    int index = 0;
    if (type.equals(HEAVY)) {
      exact += 128L * width + 2 * hidden * width + width;
      selected += 64; // of 8192 tokens
    } else if (type.equals(SPARSE)) {
      exact += 8L * width + 4 * hidden * width + width;
      exact += 8L * indexWidth + 4 * hidden * indexWidth + indexWidth;
      exact += (long) indexHeads * indexWidth * rank + indexHeads * hidden;
      selected += chosen;
      index = indexHeads * indexWidth / 4;
    }
    Attention.Latent kind =
        new Attention.Latent(
            heads, rank, 1, Math.max(1, width - rotary), rotary, width, selected, index);
    return new Mixers.Mixer(kind, exact - kind.parameters(c.hidden()));
  }
}
