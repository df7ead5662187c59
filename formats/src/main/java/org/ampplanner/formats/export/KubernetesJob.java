package org.ampplanner.formats.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ampplanner.formats.plan.Documents;

/**
 * The training operator's PyTorchJob (kubeflow.org/v1): a pod per node, kept to the plan's nodes.
 * Which pod comes to stand on which node does not matter, since a pod looks up its node in the
 * launch script. Nodes with different numbers of devices need a job each, because all workers of
 * one job are alike.
 */
final class KubernetesJob {
  static final String NAME = "amp-plan";

  private KubernetesJob() {}

  static String yaml(Ranks ranks) {
    Map<Integer, List<Ranks.Node>> bySize = new TreeMap<>();
    ranks.nodes().forEach(n -> bySize.computeIfAbsent(size(n), s -> new ArrayList<>()).add(n));
    List<String> documents = new ArrayList<>();
    bySize.forEach((size, nodes) -> {
      String name = bySize.size() == 1 ? NAME : NAME + "-" + size;
      documents.add(Documents.yaml(job(name, size, nodes)));
    });
    return String.join("---\n", documents);
  }

  /** Returns how many devices a pod asks for: as many as the highest number that it uses. */
  private static int size(Ranks.Node node) {
    return 1 + node.devices().stream().mapToInt(Integer::intValue).max().orElseThrow();
  }

  private static Map<String, Object> job(String name, int size, List<Ranks.Node> nodes) {
    Map<String, Object> replicas = new LinkedHashMap<>();
    replicas.put("Master", replica(name, 1, size, nodes));
    if (nodes.size() > 1) {
      replicas.put("Worker", replica(name, nodes.size() - 1, size, nodes));
    }
    return map(
        "apiVersion",
        "kubeflow.org/v1",
        "kind",
        "PyTorchJob",
        "metadata",
        map("name", name),
        "spec",
        map("pytorchReplicaSpecs", replicas));
  }

  private static Map<String, Object> replica(
      String name, int count, int size, List<Ranks.Node> nodes) {
    Map<String, Object> pod =
        map(
            "hostNetwork", true,
            "dnsPolicy", "ClusterFirstWithHostNet",
            "affinity", affinity(name, nodes),
            "containers", List.of(container(size)),
            "volumes",
                List.of(
                    map("name", "files", "configMap", map("name", NAME + "-files")),
                    map("name", "shm", "emptyDir", map("medium", "Memory"))));
    return map(
        "replicas",
        count,
        "restartPolicy",
        "Never",
        "template",
        map("metadata", map("labels", map("amp-plan", name)), "spec", pod));
  }

  private static Map<String, Object> container(int size) {
    Map<String, Object> nodeName = map("fieldRef", map("fieldPath", "spec.nodeName"));
    return map(
        "name", "pytorch",
        "image", "__IMAGE__",
        "command", List.of("bash", "/amp/launch.sh", "pod"),
        "envFrom", List.of(map("configMapRef", map("name", NAME + "-settings"))),
        "env", List.of(map("name", "NODE_NAME", "valueFrom", nodeName)),
        "resources", map("limits", map("nvidia.com/gpu", size)),
        "volumeMounts",
            List.of(
                map("name", "files", "mountPath", "/amp"),
                map("name", "shm", "mountPath", "/dev/shm")));
  }

  /** Keeps the pods to the nodes, one on each. */
  private static Map<String, Object> affinity(String name, List<Ranks.Node> nodes) {
    Map<String, Object> onTheNodes =
        map(
            "key", "kubernetes.io/hostname",
            "operator", "In",
            "values", nodes.stream().map(Ranks.Node::host).toList());
    Map<String, Object> apart =
        map(
            "labelSelector",
            map("matchLabels", map("amp-plan", name)),
            "topologyKey",
            "kubernetes.io/hostname");
    String required = "requiredDuringSchedulingIgnoredDuringExecution";
    return map(
        "nodeAffinity",
            map(
                required,
                map("nodeSelectorTerms", List.of(map("matchExpressions", List.of(onTheNodes))))),
        "podAntiAffinity", map(required, List.of(apart)));
  }

  private static Map<String, Object> map(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }
}
