package org.ampplanner.formats.imports.cluster;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ampplanner.formats.imports.cluster.Evidence.Host;
import org.ampplanner.formats.imports.cluster.Evidence.HostList;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Wording;
import org.jspecify.annotations.Nullable;

/** What {@code kubectl get nodes -o json} (or {@code yaml}) prints. */
final class KubernetesNodes {
  private static final List<String> DEVICES = List.of("nvidia.com/gpu", "amd.com/gpu");
  private static final List<String> PRODUCTS =
      List.of(
          "nvidia.com/gpu.product",
          "amd.com/gpu.product-name",
          "cloud.google.com/gke-accelerator",
          "karpenter.k8s.aws/instance-gpu-name");

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
      all.items().forEach(item -> node(item, list, evidence.problems()));
    } else {
      node(root, list, evidence.problems());
    }
  }

  private static void node(Node item, HostList list, Problems problems) {
    String kind = text(item, "kind").orElse("Node");
    Optional<Node> name = path(item, "metadata", "name");
    if (!kind.equals("Node") || !(name.orElse(null) instanceof Node.Scalar named)) {
      problems.error(
          item.at(),
          kind.equals("Node")
              ? "is a node without metadata.name"
              : "is no node but " + article(kind),
          "what `kubectl get nodes -o json` prints");
      return;
    }
    Fact<Integer> devices = devices(item, problems);
    if (devices == null || devices.value() == 0) {
      problems.warning(
          item.at(), "the node " + Wording.shown(named.text()) + " is left out: no GPUs", null);
      return;
    }
    if (path(item, "spec", "unschedulable")
        .flatMap(KubernetesNodes::scalar)
        .orElse("")
        .equals("true")) {
      problems.warning(
          item.at(), "the node " + Wording.shown(named.text()) + " is left out: cordoned", null);
      return;
    }
    list.add(new Host(named.text(), named.at(), devices, device(item)));
  }

  private static String article(String kind) {
    return "`kind: " + Wording.shown(kind) + "`";
  }

  private static @Nullable Fact<String> device(Node item) {
    for (String label : PRODUCTS) {
      if (path(item, "metadata", "labels", label).orElse(null) instanceof Node.Scalar product) {
        return new Fact<>(product.text(), product.at());
      }
    }
    return null;
  }

  private static @Nullable Fact<Integer> devices(Node item, Problems problems) {
    for (String part : List.of("allocatable", "capacity")) {
      for (String resource : DEVICES) {
        if (path(item, "status", part, resource).orElse(null) instanceof Node.Scalar count) {
          if (count.text().matches("\\d{1,6}")) {
            return new Fact<>(Integer.parseInt(count.text()), count.at());
          }
          problems.value(count, resource, "is not a number of devices", null);
        }
      }
    }
    return null;
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
