package org.ampplanner.formats.model;

import java.util.List;
import java.util.Optional;
import org.ampplanner.formats.source.Fields;
import org.ampplanner.formats.source.Range;
import org.ampplanner.model.Attention;
import org.ampplanner.model.FeedForward;
import org.ampplanner.model.LayerKind;

/** Reads what a layer is made of: {@code embedding}, {@code block} or {@code head}. */
final class KindReader {
  /** The keys that say what a layer is made of. */
  static final List<String> KEYS = List.of("embedding", "block", "head");

  private static final int MAX_WIDTH = 1 << 26;

  private final Fields layer;

  KindReader(Fields layer) {
    this.layer = layer;
  }

  Optional<LayerKind> read() {
    Optional<LayerKind> embedding =
        layer.mapping("embedding", "an embedding").flatMap(KindReader::embedding);
    Optional<LayerKind> block = layer.mapping("block", "a block").flatMap(KindReader::block);
    Optional<LayerKind> head = layer.mapping("head", "a head").flatMap(KindReader::head);
    List<String> given = KEYS.stream().filter(layer::has).toList();
    if (given.size() > 1) {
      layer
          .problems()
          .error(layer.at(), "a layer cannot be " + String.join(" and ", given), "two layers");
    }
    return embedding.or(() -> block).or(() -> head);
  }

  private static Optional<LayerKind> embedding(Fields fields) {
    int vocabulary = positive(fields, "vocabulary");
    int hidden = positive(fields, "hidden");
    int positions = other(fields, "positions", 0);
    fields.end();
    return fields.build(() -> new LayerKind.Embedding(vocabulary, hidden, positions));
  }

  private static Optional<LayerKind> head(Fields fields) {
    int vocabulary = positive(fields, "vocabulary");
    int hidden = positive(fields, "hidden");
    fields.end();
    return fields.build(() -> new LayerKind.Head(vocabulary, hidden));
  }

  private static Optional<LayerKind> block(Fields fields) {
    int hidden = positive(fields, "hidden");
    boolean biases = fields.flag("biases").orElse(false);
    fields.require("attention", "`{kind: grouped, heads: 32, kv_heads: 8, head_dim: 128}`");
    fields.require("feed_forward", "`{kind: dense, width: 14336, gated: true}`");
    Optional<Attention> attention =
        fields.mapping("attention", "an attention").flatMap(KindReader::attention);
    Optional<FeedForward> feedForward =
        fields.mapping("feed_forward", "a feed-forward part").flatMap(KindReader::feedForward);
    fields.end();
    return attention.isEmpty() || feedForward.isEmpty()
        ? Optional.empty()
        : fields.build(
            () -> new LayerKind.Block(hidden, attention.get(), feedForward.get(), biases));
  }

  private enum Mixer {
    GROUPED,
    LATENT,
    STATE_SPACE,
    NONE
  }

  private static Optional<Attention> attention(Fields f) {
    f.require("kind", "grouped, latent, state_space or none");
    Optional<Mixer> kind = f.choice("kind", Mixer.values(), KindReader::id);
    Optional<Attention> read =
        kind.flatMap(k ->
            switch (k) {
              case GROUPED -> grouped(f);
              case LATENT -> latent(f);
              case STATE_SPACE -> stateSpace(f);
              case NONE -> Optional.of(new Attention.Absent());
            });
    f.end();
    return read;
  }

  private static Optional<Attention> grouped(Fields f) {
    int heads = positive(f, "heads");
    int kvHeads = f.wholeInt("kv_heads", Range.POSITIVE, MAX_WIDTH).orElse(heads);
    int width = positive(f, "head_dim");
    int window = other(f, "window", Integer.MAX_VALUE);
    return f.build(() -> new Attention.Grouped(heads, kvHeads, width, window));
  }

  private static Optional<Attention> latent(Fields f) {
    int heads = positive(f, "heads");
    int query = other(f, "q_lora_rank", 0);
    int keyValue = positive(f, "kv_lora_rank");
    int plain = positive(f, "qk_nope_head_dim");
    int rotary = positive(f, "qk_rope_head_dim");
    int value = positive(f, "v_head_dim");
    int selected = other(f, "selected_tokens", 0);
    int index = other(f, "index_width", 0);
    return f.build(
        () -> new Attention.Latent(heads, query, keyValue, plain, rotary, value, selected, index));
  }

  private static Optional<Attention> stateSpace(Fields f) {
    int heads = positive(f, "heads");
    int width = positive(f, "head_dim");
    int state = positive(f, "state_dim");
    int groups = positive(f, "groups");
    return f.build(() -> new Attention.StateSpace(heads, width, state, groups));
  }

  private enum Mlp {
    DENSE,
    EXPERTS,
    NONE
  }

  private static Optional<FeedForward> feedForward(Fields f) {
    f.require("kind", "dense, experts or none");
    Optional<Mlp> kind = f.choice("kind", Mlp.values(), KindReader::id);
    Optional<FeedForward> read =
        kind.flatMap(k ->
            switch (k) {
              case DENSE -> dense(f);
              case EXPERTS -> experts(f);
              case NONE -> Optional.of(new FeedForward.Absent());
            });
    f.end();
    return read;
  }

  private static Optional<FeedForward> dense(Fields f) {
    int width = positive(f, "width");
    boolean gated = f.flag("gated").orElse(false);
    return f.build(() -> new FeedForward.Dense(width, gated));
  }

  private static Optional<FeedForward> experts(Fields f) {
    int count = positive(f, "experts");
    int perToken = positive(f, "per_token");
    int width = positive(f, "width");
    boolean gated = f.flag("gated").orElse(false);
    int shared = other(f, "shared_width", 0);
    int latent = other(f, "latent_width", 0);
    return f.build(() -> new FeedForward.Experts(count, perToken, width, gated, shared, latent));
  }

  private static String id(Enum<?> kind) {
    return kind.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static int positive(Fields fields, String key) {
    return fields.requiredInt(key, Range.POSITIVE, MAX_WIDTH, 1);
  }

  private static int other(Fields fields, String key, int otherwise) {
    return fields.wholeInt(key, Range.NOT_NEGATIVE, MAX_WIDTH).orElse(otherwise);
  }
}
