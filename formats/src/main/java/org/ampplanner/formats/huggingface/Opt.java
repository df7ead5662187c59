package org.ampplanner.formats.huggingface;

import java.util.List;
import org.ampplanner.model.LayerKind;
import org.ampplanner.model.LayerSpec;

/**
 * OPT (Zhang et al. 2022, arXiv 2205.01068). The table of positions has two rows more than there
 * are positions. The smallest but one has a narrower table of tokens, which is projected, and norms
 * behind its parts instead of before.
 */
final class Opt implements Family {
  private static final int POSITION_OFFSET = 2;

  @Override
  public List<LayerSpec> layers(Config config) {
    int hidden = config.hidden();
    int vocabulary = config.vocabulary();
    int table = config.size(hidden, "word_embed_proj_dim");
    int positions = config.required("max_position_embeddings") + POSITION_OFFSET;
    boolean before = config.flag(true, "do_layer_norm_before");
    Dialect dialect =
        Dialect.GPT
            .norms(config.flag(true, "layer_norm_elementwise_affine") ? 2 : 0, 2)
            .biases(config.flag(true, "enable_bias"))
            .lastNorm(before && !config.flag(false, "_remove_final_layer_norm"))
            .positions(positions);
    List<LayerSpec> whole = Decoder.of(c -> dialect).layers(config);
    if (table == hidden || whole.isEmpty()) {
      return whole;
    }
    boolean tied = config.tied(true);
    Layers narrow = new Layers(table).embedding(vocabulary, 0, 0);
    // a matrix of `table` rows and one of positions, costed as look-ups in them
    LayerKind in = new LayerKind.Embedding(table, hidden, positions);
    narrow.add("project_in", in, in.parameters(), null);
    whole.subList(1, whole.size() - 1).forEach(narrow::add);
    LayerKind out = new LayerKind.Embedding(hidden, table, 0);
    narrow.add("project_out", out, out.parameters(), null);
    return narrow
        .head(
            vocabulary,
            tied,
            dialect.norms().last() ? (long) dialect.norms().weights() * hidden : 0)
        .list();
  }
}
