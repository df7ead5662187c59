package org.ampplanner.formats.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ampplanner.formats.export.EngineFiles.Setting;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.job.Job;
import org.ampplanner.model.Attention;
import org.ampplanner.model.FeedForward;
import org.ampplanner.model.Layer;
import org.ampplanner.model.LayerKind;

/**
 * Hands a plan to our own trainer, which reads {@code plan.json} itself, and beside it what the
 * model's layers are.
 */
final class ReferenceWriter implements EngineWriter {

  @Override
  public EngineFiles write(ExportInput input) {
    return files(input.job(), input.shape());
  }

  /** Returns what runs any plan of a job. */
  static EngineFiles files(Job job, Optional<ModelShape> shape) {
    List<Map<String, Object>> layers =
        job.model().layers().stream().map(ReferenceWriter::layer).toList();
    boolean known =
        layers.get(0).containsKey("vocabulary")
            && layers.get(layers.size() - 1).containsKey("vocabulary");
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("layers", layers);
    model.put("sequence_length", job.training().sequenceLength());
    model.put("global_batch_size", job.training().globalBatchSize());
    return new EngineFiles(
        "AMP's reference trainer on CPUs",
        List.of(
            new Setting("TRAINER", "", "train.py in the folder trials/reference of AMP"),
            new Setting("PYTHON", "/usr/bin/python3", "interpreter that has PyTorch"),
            new Setting("STEPS", "5", "steps"),
            new Setting("EXTRA_ARGS", "", "more flags of the trainer, separated by blanks")),
        """
        require TRAINER
        read -r -a MORE_ARGS <<< "$EXTRA_ARGS"
        COMMAND=("$PYTHON" "$TRAINER" --plan "$HERE/plan.json" --steps "$STEPS" "${MORE_ARGS[@]}")\
        """
            .lines()
            .toList(),
        known ? Map.of("model.json", Documents.json(model)) : Map.of(),
        needs(known),
        left(shape));
  }

  private static List<String> needs(boolean known) {
    List<String> needs = new ArrayList<>();
    needs.add("PyTorch with gloo on every node; no GPU is used. It is for tests and demos.");
    if (!known) {
      needs.add(
          "A `model.json` beside `plan.json`: the plan does not say what the first and the last"
              + " layer are made of.");
    }
    return needs;
  }

  private static List<String> left(Optional<ModelShape> shape) {
    boolean plain =
        shape
            .filter(s -> s.attention() instanceof Attention.Grouped a && a.heads() == a.kvHeads())
            .filter(s -> s.feedForwards().stream().allMatch(ReferenceWriter::plain))
            .isPresent();
    return plain
        ? List.of()
        : List.of(
            "Blocks are trained as GPT-2's: without shared key and value heads, gates or experts.");
  }

  private static boolean plain(FeedForward feedForward) {
    return feedForward instanceof FeedForward.Dense dense && !dense.gated();
  }

  private static Map<String, Object> layer(Layer layer) {
    Map<String, Object> tree = new LinkedHashMap<>();
    switch (layer.kind()) {
      case LayerKind.Embedding e -> {
        tree.put("kind", "embedding");
        tree.put("vocabulary", e.vocabulary());
        tree.put("hidden", e.hidden());
      }
      case LayerKind.Head h -> {
        tree.put("kind", "head");
        tree.put("vocabulary", h.vocabulary());
        tree.put("hidden", h.hidden());
      }
      case LayerKind.Block b -> {
        tree.put("kind", "block");
        tree.put("hidden", b.hidden());
        tree.put("ffn", width(b));
        tree.put("heads", b.attention().heads());
      }
      case null -> tree.put("kind", "none");
    }
    tree.put("flops", layer.flops());
    return tree;
  }

  private static int width(LayerKind.Block block) {
    return switch (block.feedForward()) {
      case FeedForward.Dense dense -> dense.width();
      case FeedForward.Experts experts -> experts.width();
      case FeedForward.Absent none -> block.hidden();
    };
  }
}
