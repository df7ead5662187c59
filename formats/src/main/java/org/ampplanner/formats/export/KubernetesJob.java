package org.ampplanner.formats.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.formats.export.EngineFiles.Setting;
import org.ampplanner.formats.plan.Documents;

/**
 * What {@code amp_pods.py} makes a TrainJob (trainer.kubeflow.org/v1alpha1) or PyTorchJobs
 * (kubeflow.org/v1) of, and what users set: a pod per node. Which pod is which node of the plan is
 * found when all of them run.
 */
final class KubernetesJob {
  static final String SCRIPT = "amp_pods.py";
  static final String PODS = "pods.json";

  private KubernetesJob() {}

  /** Returns the kinds of pods: devices of each, hosts by name, and their numbers in the plan. */
  static String pods(Ranks ranks) {
    List<Map<String, Object>> kinds = new ArrayList<>();
    for (List<Integer> nodes : ranks.alike()) {
      Map<String, Object> kind = new LinkedHashMap<>();
      kind.put("type", ranks.nodes().get(nodes.get(0)).kind());
      kind.put("devices", ranks.nodes().get(nodes.get(0)).devicesAskedFor());
      kind.put("hosts", nodes.stream().map(n -> ranks.nodes().get(n).host()).toList());
      kind.put("nodes", nodes);
      kinds.add(kind);
    }
    return Documents.json(kinds);
  }

  static List<Setting> settings(Ranks ranks) {
    List<Setting> settings =
        new ArrayList<>(
            List.of(
                new Setting("IMAGE", "", "container image with the engine in it"),
                new Setting("KUBERNETES_JOB", "TrainJob", "TrainJob (trainer v2) or PyTorchJob"),
                new Setting("JOB_NAME", "amp-plan", "name of the job and its config maps"),
                new Setting("NAMESPACE", "default", "where it runs"),
                new Setting("PIN_NODES", "yes", "keep pods to HOSTS by name; no: any nodes"),
                new Setting("NODE_SELECTOR", "", "labels key=value of nodes"),
                new Setting("TOLERATIONS", "", "of taints, as key=value:effect or key"),
                new Setting("VOLUMES", "", "as claim:/path or /folder/of/the/node:/path"),
                new Setting("GPU_RESOURCE", "nvidia.com/gpu", "what a device is called"),
                new Setting("RDMA", "", "resources of the network, such as rdma/hca=8"),
                new Setting("HOST_NETWORK", "yes", "no: the network of pods"),
                new Setting("IMAGE_PULL_SECRET", "", "of a private registry"),
                new Setting("QUEUE", "", "local queue of Kueue")));
    List<List<Integer>> alike = ranks.alike();
    for (int i = 0; alike.size() > 1 && i < alike.size(); i++) {
      String kind = ranks.nodes().get(alike.get(i).get(0)).kind();
      settings.add(new Setting("NODE_SELECTOR_" + i, "", "labels of the nodes with " + kind));
    }
    return settings;
  }
}
