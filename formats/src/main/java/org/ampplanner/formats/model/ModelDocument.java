package org.ampplanner.formats.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.model.Attention;
import org.ampplanner.model.FeedForward;
import org.ampplanner.model.Layer;
import org.ampplanner.model.LayerKind;
import org.ampplanner.model.LayerSpec;
import org.ampplanner.model.Model;
import org.ampplanner.model.ModelSpec;
import org.ampplanner.model.Optimizer;
import org.ampplanner.model.Training;
import org.ampplanner.unit.Precision;

/** A model as it was understood: counts, and its layers with what they are made of. */
public final class ModelDocument {
  private ModelDocument() {}

  /** Returns the tree; sizes are those of one sample in bf16, of the model's usual sequence. */
  public static Map<String, Object> of(ModelSpec spec) {
    Model model = resolve(spec);
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", spec.name());
    tree.put("parameters", model.parameters());
    tree.put("active_parameters", model.activeParameters());
    if (spec.sequenceLength() != null) {
      tree.put("sequence_length", spec.sequenceLength());
    }
    tree.put("layers", layers(spec));
    return tree;
  }

  /** Returns the trees of the lines of equal layers. */
  public static List<Map<String, Object>> layers(ModelSpec spec) {
    return spec.layers().stream().map(line -> line(spec, line)).toList();
  }

  /** Returns the model for one sample of its usual sequence in bf16. */
  public static Model resolve(ModelSpec spec) {
    return spec.resolve(training(spec));
  }

  private static Training training(ModelSpec spec) {
    Integer sequence = spec.sequenceLength();
    return new Training(1, sequence == null ? 1 : sequence, Precision.BF16, Optimizer.ADAM);
  }

  private static Map<String, Object> line(ModelSpec spec, LayerSpec line) {
    Layer layer = line.resolve(training(spec));
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", line.name());
    if (line.repeat() > 1) {
      tree.put("repeat", line.repeat());
    }
    tree.put("parameters", layer.parameters());
    tree.put("output_bytes", layer.output().bytes());
    tree.put("flops", layer.flops());
    if (layer.tiedTo() != null) {
      tree.put("tied_to", layer.tiedTo());
    }
    LayerKind kind = layer.kind();
    switch (kind) {
      case LayerKind.Embedding e -> {
        tree.put("vocabulary", e.vocabulary());
        tree.put("hidden", e.hidden());
        tree.put("positions", e.positions());
      }
      case LayerKind.Head h -> {
        tree.put("vocabulary", h.vocabulary());
        tree.put("hidden", h.hidden());
      }
      case LayerKind.Block b -> {
        tree.put("hidden", b.hidden());
        tree.put("attention", attention(b.attention()));
        tree.put("feed_forward", feedForward(b.feedForward()));
      }
      case null -> {}
    }
    return tree;
  }

  static Map<String, Object> attention(Attention attention) {
    Map<String, Object> tree = new LinkedHashMap<>();
    switch (attention) {
      case Attention.Grouped a -> {
        tree.put("kind", "grouped");
        tree.put("heads", a.heads());
        tree.put("kv_heads", a.kvHeads());
        tree.put("head_dim", a.headWidth());
        if (a.window() < Integer.MAX_VALUE) {
          tree.put("window", a.window());
        }
      }
      case Attention.Latent a -> {
        tree.put("kind", "latent");
        tree.put("heads", a.heads());
        tree.put("q_lora_rank", a.queryRank());
        tree.put("kv_lora_rank", a.keyValueRank());
        tree.put("qk_nope_head_dim", a.plainWidth());
        tree.put("qk_rope_head_dim", a.rotaryWidth());
        tree.put("v_head_dim", a.valueWidth());
        if (a.indexWidth() > 0) {
          tree.put("selected_tokens", a.selected());
          tree.put("index_width", a.indexWidth());
        }
      }
      case Attention.StateSpace a -> {
        tree.put("kind", "state_space");
        tree.put("heads", a.heads());
        tree.put("head_dim", a.headWidth());
        tree.put("state_dim", a.stateWidth());
        tree.put("groups", a.groups());
      }
      case Attention.Absent a -> tree.put("kind", "none");
    }
    return tree;
  }

  static Map<String, Object> feedForward(FeedForward feedForward) {
    Map<String, Object> tree = new LinkedHashMap<>();
    switch (feedForward) {
      case FeedForward.Dense d -> {
        tree.put("kind", "dense");
        tree.put("width", d.width());
        tree.put("gated", d.gated());
      }
      case FeedForward.Experts e -> {
        tree.put("kind", "experts");
        tree.put("experts", e.count());
        tree.put("per_token", e.perToken());
        tree.put("width", e.width());
        tree.put("gated", e.gated());
        tree.put("shared_width", e.sharedWidth());
        if (e.latentWidth() > 0) {
          tree.put("latent_width", e.latentWidth());
        }
      }
      case FeedForward.Absent none -> tree.put("kind", "none");
    }
    return tree;
  }
}
