package org.ampplanner.formats.huggingface;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Range;
import org.ampplanner.formats.source.Scalars;
import org.ampplanner.model.ModelSpec;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a config. A field has several names over the years; {@code null} is as good as
 * missing; fields that nobody asks for are left alone, since most are not about the shape.
 */
final class Config {
  private static final int MAX_WIDTH = 1 << 20;
  private static final int MAX_VOCABULARY = 1 << 24;
  private static final String[] HIDDEN = {"hidden_size", "n_embd", "d_model", "n_embed"};
  private static final String[] LAYERS = {"num_hidden_layers", "n_layer", "n_layers", "num_layers"};
  private static final String[] HEADS = {
    "num_attention_heads", "n_head", "n_heads", "num_heads", "num_attn_heads"
  };

  private static final Set<String> NO = Set.of("null", "false", "0", "0.0", "");
  private static final String TIED = "tie_word_embeddings";
  private static final String[] FEED_FORWARD = {
    "intermediate_size", "ffn_dim", "n_inner", "ffn_hidden_size", "d_ff", "ff_intermediate_size"
  };
  private static final String[] GROUPS = {
    "num_key_value_heads", "num_kv_heads", "n_kv_heads", "multi_query_group_num"
  };

  private final Node.Mapping node;
  private final Map<String, Integer> defaults;
  private final Problems problems;
  private final Set<String> bad = new HashSet<>();
  private final Set<String> asked = new HashSet<>();
  private final Map<String, Integer> assumed = new LinkedHashMap<>();
  private @Nullable Config outer;

  /**
   * Starts reading.
   *
   * @param node the config
   * @param defaults what the library assumes of fields that are left out
   * @param problems where to record what is wrong
   */
  Config(Node.Mapping node, Map<String, Integer> defaults, Problems problems) {
    this.node = node;
    this.defaults = defaults;
    this.problems = problems;
  }

  /** Says which config holds this one: what both may say is then taken from either. */
  Config around(Config outer) {
    this.outer = outer;
    return this;
  }

  Location at() {
    return node.at();
  }

  Problems problems() {
    return problems;
  }

  /** Returns the fields that were left out and taken from the library's defaults. */
  Map<String, Integer> assumed() {
    return assumed;
  }

  /** Returns the fields that nobody asked for and that say something else than no. */
  List<String> unread() {
    return node.entries().entrySet().stream()
        .filter(e -> !asked.contains(e.getKey()))
        .filter(e -> says(e.getValue().value()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static boolean says(Node value) {
    return switch (value) {
      case Node.Scalar s -> !NO.contains(s.text().toLowerCase(java.util.Locale.ROOT));
      case Node.Sequence list -> list.items().stream().anyMatch(Config::says);
      case Node.Mapping inner -> inner.entries().values().stream().anyMatch(e -> says(e.value()));
    };
  }

  /** Says that fields add nothing to what others have said. */
  Config settle(String... names) {
    asked.addAll(List.of(names));
    return this;
  }

  /** Returns the names of all fields that say something. */
  List<String> said() {
    return node.entries().entrySet().stream()
        .filter(e -> says(e.getValue().value()))
        .map(Map.Entry::getKey)
        .toList();
  }

  Optional<Node> node(String name) {
    asked.add(name);
    return Optional.ofNullable(node.entries().get(name))
        .map(Node.Entry::value)
        .filter(n -> !(n instanceof Node.Scalar s && s.isNull()));
  }

  private Optional<String> given(String... names) {
    List<String> there = Stream.of(names).filter(n -> node(n).isPresent()).toList();
    return there.stream().findFirst();
  }

  boolean has(String name) {
    return node(name).isPresent();
  }

  Optional<Config> inner(String name) {
    return node(name)
        .filter(Node.Mapping.class::isInstance)
        .map(n -> new Config((Node.Mapping) n, Map.of(), problems));
  }

  /** Returns a size that may be left out. */
  OptionalInt optional(String... names) {
    Optional<String> name = given(names);
    if (name.isEmpty()) {
      Integer value = defaults.get(names[0]);
      if (value == null) {
        return OptionalInt.empty();
      }
      assumed.put(names[0], value);
      return OptionalInt.of(value);
    }
    int max = lengths(names[0]) ? MAX_VOCABULARY : MAX_WIDTH;
    Node given = same(node(name.get()).orElseThrow());
    OptionalInt value = Scalars.wholeInt(given, name.get(), Range.NOT_NEGATIVE, max, problems);
    if (value.isEmpty()) {
      bad.add(name.get());
    }
    return value;
  }

  /** Returns the one value of a list, an entry for every layer, whose entries are all equal. */
  private static Node same(Node node) {
    if (node instanceof Node.Sequence list
        && !list.items().isEmpty()
        && list.items().stream().allMatch(Node.Scalar.class::isInstance)
        && list.items().stream().map(n -> ((Node.Scalar) n).text()).distinct().count() == 1) {
      return list.items().get(0);
    }
    return node;
  }

  private static boolean lengths(String name) {
    return name.equals("vocab_size") || name.contains("position");
  }

  /** Returns a size that may be left out. */
  int size(int fallback, String... names) {
    return optional(names).orElse(fallback);
  }

  /** Returns a size that must be given; 1 if it is not, which has been recorded. */
  int required(String... names) {
    OptionalInt value = optional(names);
    if (value.isPresent() && value.getAsInt() > 0) {
      return value.getAsInt();
    }
    Optional<String> name = given(names);
    if (name.isEmpty()) {
      problems.error(
          node.at(),
          names[0] + " is missing",
          names.length == 1 ? null : "under one of its other names: " + others(names));
    } else if (value.isPresent()) {
      problems.value(node(name.get()).orElseThrow(), name.get(), "must be positive", null);
      bad.add(name.get());
    }
    return 1;
  }

  private static String others(String[] names) {
    return String.join(", ", List.of(names).subList(1, names.length));
  }

  /** Records that a value contradicts another one, unless it is known to be wrong already. */
  void contradiction(String message, @Nullable String maybe, String... names) {
    if (given(names).filter(bad::contains).isPresent()) {
      return;
    }
    Optional<Node> value = given(names).flatMap(this::node);
    if (value.isPresent()) {
      problems.value(value.get(), given(names).orElseThrow(), message, maybe);
    } else {
      problems.error(node.at(), names[0] + " " + message, maybe);
    }
  }

  /** Returns whether the last projection shares the table of tokens. */
  boolean tied(boolean usual) {
    boolean fallback = outer == null ? usual : outer.flag(usual, TIED);
    return flag(fallback, TIED);
  }

  boolean flag(boolean fallback, String... names) {
    return given(names)
        .flatMap(name -> Scalars.flag(node(name).orElseThrow(), name, problems))
        .orElse(fallback);
  }

  double number(String name, double fallback) {
    return node(name)
        .map(n -> Scalars.number(n, name, Range.NOT_NEGATIVE, problems).orElse(fallback))
        .orElse(fallback);
  }

  String text(String name, String fallback) {
    return node(name)
        .filter(Node.Scalar.class::isInstance)
        .map(n -> ((Node.Scalar) n).text())
        .orElse(fallback);
  }

  /** Returns the texts of a list; empty where there is none. */
  List<String> texts(String name) {
    return node(name).stream()
        .filter(Node.Sequence.class::isInstance)
        .flatMap(n -> ((Node.Sequence) n).items().stream())
        .filter(Node.Scalar.class::isInstance)
        .map(n -> ((Node.Scalar) n).text())
        .toList();
  }

  int hidden() {
    return required(HIDDEN);
  }

  /** Says that the dense width adds nothing: no block is dense. */
  void settleFeedForward() {
    settle(FEED_FORWARD);
  }

  int layers() {
    List<String> listed = texts("layers_block_type");
    int layers = listed.isEmpty() ? required(LAYERS) : size(listed.size(), LAYERS);
    if (layers > ModelSpec.MAX_LAYERS) {
      contradiction("is more than " + ModelSpec.MAX_LAYERS, null, LAYERS);
      return 1;
    }
    return layers;
  }

  int vocabulary() {
    return required("vocab_size", "padded_vocab_size");
  }

  int heads() {
    return required(HEADS);
  }

  /** Returns the inner width of the feed-forward part. */
  int feedForward() {
    return required(FEED_FORWARD);
  }

  /** Returns the inner width of the feed-forward part, four times the width where left out. */
  int feedForwardOr(int fallback) {
    return size(fallback, FEED_FORWARD);
  }

  /** Returns the width of a head: given, or the width divided by the heads. */
  int headWidth() {
    OptionalInt given = optional("head_dim", "d_kv", "kv_channels", "attention_head_dim");
    if (given.isPresent() && given.getAsInt() > 0) {
      return given.getAsInt();
    }
    int hidden = hidden();
    int heads = heads();
    if (hidden % heads != 0) {
      contradiction(
          "is not divisible by num_attention_heads (" + heads + "), and head_dim is not given",
          null,
          HIDDEN);
      return 1;
    }
    return hidden / heads;
  }

  /** Returns the heads of keys and values. */
  int keyValueHeads() {
    int heads = heads();
    int groups = size(heads, GROUPS);
    if (groups <= 0 || heads % groups != 0) {
      contradiction("does not divide num_attention_heads (" + heads + ")", null, GROUPS);
      return heads;
    }
    return groups;
  }
}
