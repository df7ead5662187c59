package org.ampplanner.formats.huggingface;

import java.util.List;
import org.ampplanner.formats.source.Node;
import org.ampplanner.model.LayerKind;
import org.jspecify.annotations.Nullable;

/**
 * What follows the last block, by the class that {@code architectures} names: a projection to the
 * vocabulary, to labels, or nothing but the norm.
 *
 * @param outputs of a projection that is not to the vocabulary, 0 for none at all; null for the
 *     vocabulary
 * @param bias whether that projection has a bias
 */
record Heads(@Nullable Integer outputs, boolean bias) {
  private static final Heads LANGUAGE = new Heads(null, false);
  private static final String LABELS = ".*For(Sequence|Token|MultipleChoice)\\w*Classification";
  private static final String OF_LANGUAGE =
      ".*(CausalLM\\w*|LMHead\\w*|ConditionalGeneration|ForPreTraining|MaskedLM|Generation|Chat\\w*)";

  static Heads of(Config config) {
    List<String> classes = config.texts("architectures");
    String name = classes.isEmpty() ? "" : classes.get(0);
    if (name.isEmpty() || name.matches(OF_LANGUAGE) || name.startsWith("ChatGLM")) {
      return LANGUAGE;
    }
    if (name.matches(LABELS)) {
      return new Heads(labels(config), name.contains("ForToken"));
    }
    if (name.endsWith("ForQuestionAnswering")) {
      return new Heads(2, true);
    }
    if (name.endsWith("Model")) {
      return new Heads(0, false);
    }
    config
        .problems()
        .warning(
            config.node("architectures").orElseThrow().at(),
            "architectures ("
                + org.ampplanner.formats.source.Wording.shown(name)
                + ") is not known: read with a projection to the vocabulary",
            null);
    return LANGUAGE;
  }

  /** Returns the labels of a classifier. */
  static int labels(Config config) {
    return config
        .node("id2label")
        .filter(Node.Mapping.class::isInstance)
        .map(n -> ((Node.Mapping) n).entries().size())
        .orElseGet(() -> config.size(2, "num_labels"));
  }

  /**
   * Adds the last layer.
   *
   * @param tied whether a projection to the vocabulary shares the table of tokens
   * @param beside what the last norm has
   * @param languageBias the bias of a projection to the vocabulary
   */
  Layers on(
      Layers layers, int hidden, int vocabulary, boolean tied, long beside, long languageBias) {
    if (outputs == null) {
      return layers.head(vocabulary, tied, beside + languageBias);
    }
    if (outputs == 0) {
      return layers.add("final_norm", new LayerKind.Head(1, hidden), beside, null);
    }
    long projection = (long) outputs * hidden + (bias ? outputs : 0);
    LayerKind kind = new LayerKind.Head(outputs, hidden);
    return layers.add("classifier", kind, projection + beside, null);
  }
}
