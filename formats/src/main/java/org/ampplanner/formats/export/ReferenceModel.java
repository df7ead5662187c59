package org.ampplanner.formats.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.job.Job;
import org.ampplanner.model.Attention;
import org.ampplanner.model.FeedForward;
import org.ampplanner.model.Layer;
import org.ampplanner.model.LayerKind;
import org.ampplanner.model.TransformerShape;
import org.ampplanner.placement.Placement;
import org.ampplanner.unit.Precision;

/**
 * The small GPT that the reference trainer runs in the place of a model: its layers one by one, as
 * plain blocks of the same width, and how fast the devices of the ranks are.
 */
final class ReferenceModel {
  private static final int ROUND_VOCABULARY = 64;

  private final Job job;
  private final List<Layer> layers;

  ReferenceModel(Job job) {
    this.job = job;
    this.layers = job.model().layers();
  }

  /** Returns the file {@code model.json} for a plan that is placed so. */
  String json(Placement placement) {
    int hidden = hidden();
    int vocabulary = vocabulary(hidden);
    List<Map<String, Object>> all = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      Map<String, Object> layer = layer(i, hidden, vocabulary);
      layer.put("flops", layers.get(i).flops());
      all.add(layer);
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("layers", all);
    tree.put("sequence_length", job.training().sequenceLength());
    tree.put("global_batch_size", job.training().globalBatchSize());
    tree.put("flops_per_s", rates(placement));
    return Documents.json(tree);
  }

  private Map<String, Object> layer(int index, int hidden, int vocabulary) {
    Map<String, Object> tree = new LinkedHashMap<>();
    TransformerShape shape = layers.get(index).transformer();
    if (index == 0) {
      tree.put("kind", "embedding");
      tree.put("vocabulary", vocabulary);
      tree.put("hidden", hidden);
    } else if (index == lastWithParameters()) {
      tree.put("kind", "head");
      tree.put("vocabulary", vocabulary);
      tree.put("hidden", hidden);
    } else if (shape != null) {
      block(tree, hidden, shape.ffn(), shape.heads());
    } else if (layers.get(index).kind() instanceof LayerKind.Block b) {
      int ffn = b.feedForward() instanceof FeedForward.Dense d ? d.width() : 4 * hidden;
      block(
          tree, hidden, ffn, b.attention() instanceof Attention.Absent ? 1 : b.attention().heads());
    } else {
      tree.put("kind", "none");
      tree.put("hidden", hidden);
    }
    return tree;
  }

  private static void block(Map<String, Object> tree, int hidden, int ffn, int heads) {
    tree.put("kind", "block");
    tree.put("hidden", hidden);
    tree.put("ffn", ffn);
    tree.put("heads", heads);
  }

  private int hidden() {
    for (Layer layer : layers) {
      TransformerShape shape = layer.transformer();
      if (shape != null) {
        return shape.hidden();
      }
      if (layer.kind() instanceof LayerKind.Block b) {
        return b.hidden();
      }
    }
    return 64;
  }

  private int lastWithParameters() {
    int last = layers.size() - 1;
    while (last > 0 && layers.get(last).parameters() == 0) {
      last--;
    }
    return last;
  }

  /** As stated, or what the parameters of the first layer leave beside the positions. */
  private int vocabulary(int hidden) {
    Layer first = layers.get(0);
    long words =
        first.kind() instanceof LayerKind.Embedding e
            ? e.vocabulary()
            : first.parameters() / hidden - job.training().sequenceLength();
    int rounded = (int) Math.max(1, Math.min(words, 1 << 17));
    return (rounded + ROUND_VOCABULARY - 1) / ROUND_VOCABULARY * ROUND_VOCABULARY;
  }

  private List<Double> rates(Placement placement) {
    ClusterLayout layout = new ClusterLayout(job.cluster());
    Precision precision = job.training().precision();
    List<Double> rates = new ArrayList<>();
    for (int rank = 0; rank < placement.ranks(); rank++) {
      Map<Precision, Double> peaks = layout.typeOf(placement.device(rank)).peakFlops();
      rates.add(peaks.getOrDefault(precision, peaks.getOrDefault(Precision.FP32, 0.0)));
    }
    return rates;
  }
}
