package org.ampplanner.formats.imports.model;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.source.Sources;
import org.ampplanner.formats.source.Wording;
import org.jspecify.annotations.Nullable;

/**
 * Files that look like a model and are something else: recipes of trainers, configs of other
 * libraries. Each is named in one sentence; those that build on other files are put together with
 * them where they are there.
 */
public final class Dialects {
  private static final int DEEPEST = 10;
  private static final String CONFIG = "the config.json of its model";
  private static final Set<String> BASES = Set.of("extends", "bases", "base_configs");

  /** Keys by which a recipe is known, and whose it is. */
  private static final Map<String, String> RECIPES = recipes();

  private final Problems problems;

  /** Makes a reader that records what is wrong. */
  public Dialects(Problems problems) {
    this.problems = problems;
  }

  private static Map<String, String> recipes() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("zero_optimization", "DeepSpeed");
    all.put("train_micro_batch_size_per_gpu", "DeepSpeed");
    all.put("distributed_type", "Accelerate");
    all.put("base_model", "Axolotl");
    all.put("finetuning_type", "LLaMA-Factory");
    all.put("model_name_or_path", "a trainer");
    all.put("base_config", "MaxText");
    all.put("data_stages", "nanotron");
    all.put("train_loader", "llm-foundry");
    all.put("max_duration", "llm-foundry");
    all.put("variables", "llm-foundry");
    all.put("global_train_batch_size", "llm-foundry");
    all.put("model_args", "a trainer");
    all.put("trainer", "NeMo");
    return all;
  }

  /** Returns whether a file holds on to others. */
  public static boolean hasBases(Node.Mapping tree) {
    return tree.entries().keySet().stream().anyMatch(BASES::contains)
        || tree.entries().containsKey("defaults");
  }

  /** Returns a file with what its bases say; a base that is not there is a problem. */
  public Optional<Node.Mapping> whole(Node.Mapping tree, SourceFile file) {
    return whole(tree, file, 0);
  }

  private Optional<Node.Mapping> whole(Node.Mapping tree, SourceFile file, int depth) {
    Node.Entry defaults = tree.entries().get("defaults");
    if (defaults != null) {
      problems.error(
          defaults.keyAt(),
          "defaults: builds on other files, and which ones only a run of Hydra tells",
          "the composed config (`--cfg job`)");
      return Optional.empty();
    }
    Map<String, Node.Entry> merged = new LinkedHashMap<>();
    boolean all = true;
    for (String key : BASES) {
      Node.Entry entry = tree.entries().get(key);
      for (Node.Scalar name : entry == null ? List.<Node.Scalar>of() : names(entry.value())) {
        Optional<Node.Mapping> base = base(name, key, file, depth);
        base.ifPresent(b -> merge(merged, b));
        all &= base.isPresent();
      }
    }
    merge(merged, tree);
    BASES.forEach(merged::remove);
    return all ? Optional.of(new Node.Mapping(tree.at(), merged)) : Optional.empty();
  }

  private Optional<Node.Mapping> base(Node.Scalar name, String key, SourceFile file, int depth) {
    try {
      SourceFile base = file.sibling(name.text());
      if (depth < DEEPEST && Files.isRegularFile(base.path())) {
        return Sources.readMapping(base, "a base", problems)
            .flatMap(b -> whole(b, base, depth + 1));
      }
    } catch (InvalidPathException e) {
      // named below like any other that is not there
    }
    problems.value(name, key, "names a base file, which is not here", "the file beside this one");
    return Optional.empty();
  }

  private static List<Node.Scalar> names(Node value) {
    List<Node.Scalar> names = new ArrayList<>();
    switch (value) {
      case Node.Scalar s -> names.add(s);
      case Node.Sequence list -> list.items().forEach(i -> names.addAll(names(i)));
      case Node.Mapping m -> {}
    }
    return names;
  }

  /** Puts a file over another: mappings are merged, {@code null} takes away. */
  private static void merge(Map<String, Node.Entry> into, Node.Mapping over) {
    over.entries()
        .forEach((key, entry) -> {
          Node.Entry before = into.get(key);
          if (before != null
              && before.value() instanceof Node.Mapping a
              && entry.value() instanceof Node.Mapping b) {
            Map<String, Node.Entry> inner = new LinkedHashMap<>(a.entries());
            merge(inner, b);
            into.put(key, new Node.Entry(entry.keyAt(), new Node.Mapping(b.at(), inner)));
          } else {
            into.put(key, entry);
          }
        });
  }

  /** Returns whether a file is none of ours and no model; the problem says what it is. */
  public boolean refuses(Node.Mapping tree) {
    Set<String> keys = tree.entries().keySet();
    Node.Entry diffusers = tree.entries().get("_class_name");
    if (diffusers != null && diffusers.value() instanceof Node.Scalar s) {
      problems.value(s, "_class_name", "is a class of diffusers, which is not read", null);
      return true;
    }
    if (keys.contains("modules") && find(tree, "framework") != null) {
      Node named = find(tree, "model");
      problems.error(
          tree.at(),
          "is an experiment of Primus: its model stands in another file"
              + (named instanceof Node.Scalar s ? ", " + Wording.shown(s.text()) : ""),
          "that file, with what it extends beside it");
      return true;
    }
    Node model = child(tree, "model");
    String whose = RECIPES.keySet().stream().filter(keys::contains).findFirst().orElse("");
    boolean foundry =
        model instanceof Node.Mapping m
            && (m.entries().containsKey("d_model") || m.entries().containsKey("expansion_ratio"));
    if ((whose.isEmpty() && !foundry) || keys.contains("layers")) {
      return false;
    }
    problems.error(
        tree.at(),
        "is a training recipe ("
            + (foundry ? "llm-foundry" : RECIPES.get(whose))
            + "), not a model"
            + named(tree, model),
        CONFIG);
    return true;
  }

  private static String named(Node.Mapping tree, @Nullable Node model) {
    for (String key : List.of("model_name_or_path", "base_model", "model_name", "name")) {
      Node inner = model instanceof Node.Mapping m ? child(m, key) : null;
      Node there = inner == null ? child(tree, key) : inner;
      if (there instanceof Node.Scalar s && !s.isNull()) {
        return ": it names " + Wording.shown(s.text());
      }
    }
    return "";
  }

  private static @Nullable Node child(Node.Mapping tree, String key) {
    Node.Entry entry = tree.entries().get(key);
    return entry == null ? null : entry.value();
  }

  private static @Nullable Node find(Node.Mapping tree, String key) {
    Node.Entry here = tree.entries().get(key);
    if (here != null && !(here.value() instanceof Node.Mapping)) {
      return here.value();
    }
    for (Node.Entry entry : tree.entries().values()) {
      Node inner = entry.value() instanceof Node.Mapping m ? find(m, key) : null;
      if (inner != null) {
        return inner;
      }
    }
    return null;
  }
}
