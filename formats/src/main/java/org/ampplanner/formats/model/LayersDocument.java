package org.ampplanner.formats.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.ampplanner.formats.source.Inverse;
import org.ampplanner.model.Layer;
import org.ampplanner.model.LayerKind;
import org.ampplanner.model.LayerSpec;
import org.ampplanner.model.LayerTime;
import org.ampplanner.model.Model;
import org.ampplanner.model.Training;
import org.ampplanner.model.TransformerShape;
import org.ampplanner.unit.Units;

/**
 * A concrete model as a model file, every size given that is not derived: {@link ModelReader} reads
 * the same model again, whatever it was made from.
 */
public final class LayersDocument {
  private LayersDocument() {}

  /** Returns the tree; equal layers that follow each other are one line. */
  public static Map<String, Object> of(Model model) {
    return tree(model, LayersDocument::sizes);
  }

  /**
   * Returns the tree without the sizes that reading it for this training derives anyway: what a
   * person would write.
   */
  public static Map<String, Object> brief(Model model, Training training) {
    return tree(
        model,
        (tree, layer) -> {
          if (!derived(layer, training)) {
            sizes(tree, layer);
          }
        });
  }

  private static boolean derived(Layer layer, Training training) {
    if (layer.transformer() == null && layer.kind() == null) {
      return false;
    }
    return new LayerSpec(
            layer.name(),
            1,
            LayerSpec.Sizes.NONE,
            layer.tiedTo(),
            layer.transformer(),
            layer.times(),
            layer.kind())
        .resolve(training)
        .equals(layer);
  }

  private static Map<String, Object> tree(
      Model model, BiConsumer<Map<String, Object>, Layer> sizes) {
    List<Map<String, Object>> lines = new ArrayList<>();
    List<Layer> layers = model.layers();
    int i = 0;
    while (i < layers.size()) {
      int first = i;
      while (i < layers.size() && layers.get(i).equals(layers.get(first))) {
        i++;
      }
      lines.add(line(layers.get(first), i - first, sizes));
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", model.name());
    tree.put("layers", lines);
    return tree;
  }

  private static Map<String, Object> line(
      Layer layer, int repeat, BiConsumer<Map<String, Object>, Layer> sizes) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", layer.name());
    if (repeat > 1) {
      tree.put("repeat", repeat);
    }
    sizes.accept(tree, layer);
    if (layer.tiedTo() != null) {
      tree.put("tied_to", layer.tiedTo());
    }
    TransformerShape shape = layer.transformer();
    LayerKind kind = layer.kind();
    if (shape != null) {
      tree.put(
          "transformer",
          ordered("hidden", shape.hidden(), "ffn", shape.ffn(), "heads", shape.heads()));
    }
    if (kind != null && (shape == null || !kind.equals(shape.kind()))) {
      kind(tree, kind);
    }
    if (!layer.times().isEmpty()) {
      Map<String, Object> times = new TreeMap<>();
      layer.times().forEach((device, time) -> times.put(device, time(time)));
      tree.put("time_ms", times);
    }
    return tree;
  }

  private static void sizes(Map<String, Object> tree, Layer layer) {
    tree.put("parameters", layer.parameters());
    tree.put("output_bytes", layer.output().bytes());
    if (layer.output().shardedByTensorParallel()) {
      tree.put("output_sharded", true);
    }
    if (layer.transformer() == null || layer.kind() == null) {
      // beside the shorthand they would say that it does not hold
      tree.put("activation_bytes", layer.activationBytes());
      tree.put("flops", layer.flops());
    }
    tree.put("tp_allreduce_bytes", layer.tensorParallelAllReduceBytes());
  }

  private static void kind(Map<String, Object> tree, LayerKind kind) {
    switch (kind) {
      case LayerKind.Embedding e ->
          tree.put(
              "embedding",
              ordered(
                  "vocabulary", e.vocabulary(), "hidden", e.hidden(), "positions", e.positions()));
      case LayerKind.Head h ->
          tree.put("head", ordered("vocabulary", h.vocabulary(), "hidden", h.hidden()));
      case LayerKind.Block b ->
          tree.put(
              "block",
              ordered(
                  "hidden",
                  b.hidden(),
                  "biases",
                  b.biases(),
                  "attention",
                  ModelDocument.attention(b.attention()),
                  "feed_forward",
                  ModelDocument.feedForward(b.feedForward())));
    }
  }

  private static Map<String, Object> time(LayerTime time) {
    return ordered(
        "forward",
        Inverse.of(time.forwardSeconds(), time.forwardSeconds() * 1e3, Units::millis),
        "backward",
        Inverse.of(time.backwardSeconds(), time.backwardSeconds() * 1e3, Units::millis));
  }

  private static Map<String, Object> ordered(Object... keysAndValues) {
    Map<String, Object> tree = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      tree.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return tree;
  }
}
