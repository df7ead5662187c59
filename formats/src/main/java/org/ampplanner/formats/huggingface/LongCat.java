package org.ampplanner.formats.huggingface;

import java.util.List;
import org.ampplanner.model.Attention;
import org.ampplanner.model.FeedForward;
import org.ampplanner.model.LayerSpec;

/**
 * LongCat-Flash (Meituan 2025, arXiv 2509.01322): a layer is two blocks of latent attention with a
 * dense part each, and experts beside them, of which some do nothing. Here one after the other; of
 * the experts of a token as many do something as their share says.
 */
final class LongCat {
  private LongCat() {}

  static List<LayerSpec> layers(Config c) {
    int hidden = c.hidden();
    int vocabulary = c.vocabulary();
    int blocks = c.layers();
    int experts = Math.max(1, ExpertFields.count(c));
    int idle = c.size(0, "zero_expert_num");
    FeedForward.Experts routed = ExpertFields.read(c, experts, true);
    Mixers.Mixer mixer = Mixers.latent(c).at(0);
    FeedForward dense = new FeedForward.Dense(c.feedForward(), true);
    boolean tied = c.tied(false);
    c.settle("zero_expert_type", "head_dim", "mla_scale_q_lora", "mla_scale_kv_lora");
    if (c.problems().any()) {
      return List.of();
    }
    int perToken =
        (int) Math.max(1, Math.round((double) routed.perToken() * experts / (experts + idle)));
    FeedForward.Experts acting =
        new FeedForward.Experts(experts, perToken, routed.width(), true, routed.sharedWidth());
    Layers layers = new Layers(hidden).embedding(vocabulary, 0, 0);
    for (int i = 0; i < blocks; i++) {
      layers.block(mixer.kind(), dense, false, mixer.beside() + 2L * hidden);
      layers.block(mixer.kind(), dense, false, mixer.beside() + 2L * hidden);
      layers.block(new Attention.Absent(), acting, false, (long) idle * hidden + experts + idle);
    }
    return layers.head(vocabulary, tied, hidden).list();
  }
}
