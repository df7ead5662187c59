package org.ampplanner.formats.imports.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ampplanner.formats.imports.cluster.Evidence.HostList;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Wording;
import org.jspecify.annotations.Nullable;

/** What {@code kubectl get nodes -o json} (or {@code yaml}) prints. */
final class KubernetesNodes {
  private KubernetesNodes() {}

  static boolean matches(Node.Mapping root) {
    return text(root, "kind").filter(k -> k.equals("Node") || k.equals("NodeList")).isPresent()
        || root.entries().containsKey("items")
        || root.entries().containsKey("apiVersion");
  }

  static void read(String file, Node.Mapping root, Evidence evidence) {
    HostList list = evidence.list(file);
    Node items = value(root, "items").orElse(null);
    if (items instanceof Node.Sequence all) {
      all.items().forEach(item -> node(item, list, evidence));
    } else {
      node(root, list, evidence);
    }
  }

  private static void node(Node item, HostList list, Evidence evidence) {
    String kind = text(item, "kind").orElse("Node");
    Optional<Node> name = path(item, "metadata", "name");
    if (!kind.equals("Node") || !(name.orElse(null) instanceof Node.Scalar named)) {
      evidence
          .problems()
          .error(
              item.at(),
              kind.equals("Node")
                  ? "is a node without metadata.name"
                  : "is no node but " + article(kind),
              "what `kubectl get nodes -o json` prints");
      return;
    }
    Map<String, Fact<String>> resources = new HashMap<>(texts(path(item, "status", "capacity")));
    resources.putAll(texts(path(item, "status", "allocatable")));
    new KubernetesNode(
            new Fact<>(named.text(), named.at()),
            texts(path(item, "metadata", "labels")),
            resources,
            taints(item),
            path(item, "spec", "unschedulable")
                .flatMap(KubernetesNodes::scalar)
                .filter("true"::equals)
                .isPresent(),
            ready(item))
        .addTo(list, evidence);
  }

  private static List<Node> items(Optional<Node> node) {
    return node.orElse(null) instanceof Node.Sequence all ? all.items() : List.of();
  }

  private static List<String> taints(Node item) {
    return items(path(item, "spec", "taints")).stream()
        .filter(t -> !text(t, "effect").orElse("").equals("PreferNoSchedule"))
        .flatMap(t -> text(t, "key").stream())
        .toList();
  }

  private static @Nullable String ready(Node item) {
    return items(path(item, "status", "conditions")).stream()
        .filter(c -> text(c, "type").orElse("").equals("Ready"))
        .flatMap(c -> text(c, "status").stream())
        .findFirst()
        .orElse(null);
  }

  private static Map<String, Fact<String>> texts(Optional<Node> node) {
    Map<String, Fact<String>> texts = new HashMap<>();
    if (node.orElse(null) instanceof Node.Mapping mapping) {
      mapping
          .entries()
          .forEach((key, entry) -> {
            if (entry.value() instanceof Node.Scalar scalar) {
              texts.put(key, new Fact<>(scalar.text(), scalar.at()));
            }
          });
    }
    return texts;
  }

  private static String article(String kind) {
    return "`kind: " + Wording.shown(kind) + "`";
  }

  private static Optional<String> text(Node node, String key) {
    return value(node, key).flatMap(KubernetesNodes::scalar);
  }

  private static Optional<String> scalar(Node node) {
    return node instanceof Node.Scalar scalar ? Optional.of(scalar.text()) : Optional.empty();
  }

  private static Optional<Node> path(Node node, String... keys) {
    Optional<Node> at = Optional.of(node);
    for (String key : keys) {
      at = at.flatMap(n -> value(n, key));
    }
    return at;
  }

  private static Optional<Node> value(Node node, String key) {
    Map<String, Node.Entry> entries =
        node instanceof Node.Mapping mapping ? mapping.entries() : Map.of();
    return Optional.ofNullable(entries.get(key)).map(Node.Entry::value);
  }
}
