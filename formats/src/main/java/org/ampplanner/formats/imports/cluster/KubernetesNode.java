package org.ampplanner.formats.imports.cluster;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.ampplanner.formats.imports.cluster.Evidence.Host;
import org.ampplanner.formats.imports.cluster.Evidence.HostList;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Wording;
import org.jspecify.annotations.Nullable;

/**
 * What Kubernetes says of a node, whether as JSON or in words.
 *
 * @param name its name
 * @param labels its labels
 * @param resources what it offers to jobs, or where that is not said what it has
 * @param taints keys of taints that keep jobs away
 * @param unschedulable whether it is cordoned
 * @param ready the status of its condition Ready, or null if that is not said
 */
record KubernetesNode(
    Fact<String> name,
    Map<String, Fact<String>> labels,
    Map<String, Fact<String>> resources,
    List<String> taints,
    boolean unschedulable,
    @Nullable String ready) {
  private static final List<String> DEVICES =
      List.of("nvidia.com/gpu", "amd.com/gpu", "nvidia.com/gpu.shared", "nvidia.com/pgpu");
  private static final Pattern SLICES =
      Pattern.compile("(?:nvidia\\.com/mig-|amd\\.com/\\w*part).*");
  private static final Pattern SLICED = Pattern.compile("(?i).*-MIG-\\d.*");
  private static final Pattern HARMLESS =
      Pattern.compile("(?:nvidia\\.com/gpu|amd\\.com/gpu|sku|gpu|kubernetes\\.azure\\.com/.*)");

  /** Labels that name the device, those of its driver first. */
  private static final List<String> PRODUCTS =
      List.of(
          "nvidia.com/gpu.product",
          "amd.com/gpu.product-name",
          "beta.amd.com/gpu.product-name",
          "gpu.nvidia.com/model",
          "gpu.nvidia.com/class",
          "cloud.google.com/gke-accelerator",
          "k8s.amazonaws.com/accelerator",
          "karpenter.k8s.aws/instance-gpu-name");

  private static final List<String> NODE_TYPES =
      List.of(
          "node.kubernetes.io/instance-type",
          "beta.kubernetes.io/instance-type",
          "node.coreweave.cloud/type",
          "cloud.google.com/machine-type");

  KubernetesNode {
    labels = Map.copyOf(labels);
    resources = Map.copyOf(resources);
    taints = List.copyOf(taints);
  }

  /** Adds the node to a list of hosts, or leaves it out with the reason. */
  void addTo(HostList list, Evidence evidence) {
    String why = whyNot();
    Fact<Integer> devices = why == null ? devices(evidence.problems()) : null;
    if (why == null && (devices == null || devices.value() == 0)) {
      why = sliced() ? "only slices of MIG: " + Wording.shown(slices()) : "no GPUs";
    }
    if (why != null || devices == null) {
      evidence.leaveOut(name.value(), name.at(), why == null ? "no GPUs" : why);
      return;
    }
    warn(devices, evidence.problems());
    list.add(
        new Host(
            name.value(),
            name.at(),
            devices,
            label(PRODUCTS),
            label(NODE_TYPES),
            label(List.of("nvidia.com/gpu.clique"))));
  }

  private @Nullable String whyNot() {
    Fact<String> product = label(PRODUCTS);
    if (ready != null && !ready.equals("True")) {
      return "it is not ready (Ready=" + Wording.shown(ready) + ")";
    }
    if (unschedulable) {
      return "cordoned";
    }
    if (taints.stream()
        .anyMatch(t -> t.matches("node\\.kubernetes\\.io/(?:not-ready|unreachable)"))) {
      return "it is not ready: its taints say so";
    }
    return product != null && SLICED.matcher(product.value()).matches()
        ? "its devices are slices of MIG: " + Wording.shown(product.value())
        : null;
  }

  private void warn(Fact<Integer> devices, Problems problems) {
    String node = "the node " + Wording.shown(name.value());
    if (sliced()) {
      problems.warning(
          name.at(), node + " has slices of MIG that are not planned with: " + slices(), null);
    }
    for (String taint : taints) {
      if (!HARMLESS.matcher(taint).matches()) {
        problems.warning(
            name.at(),
            node + " takes only jobs that tolerate " + Wording.shown(taint),
            "a list without it, if the job does not");
      }
    }
    Fact<String> all = labels.get("nvidia.com/gpu.count");
    if (all != null
        && all.value().matches("\\d{1,6}")
        && !shared()
        && Integer.parseInt(all.value()) > devices.value()) {
      problems.warning(
          devices.at(),
          node + " offers " + devices.value() + " of its " + all.value() + " devices",
          null);
    }
  }

  private boolean shared() {
    Fact<String> replicas = labels.get("nvidia.com/gpu.replicas");
    return replicas != null && replicas.value().matches("[2-9]|\\d{2,6}");
  }

  private boolean sliced() {
    return !slices().isEmpty();
  }

  private String slices() {
    return String.join(
        ", ",
        new TreeMap<>(resources)
            .entrySet().stream()
                .filter(e -> SLICES.matcher(e.getKey()).matches())
                .filter(e -> !e.getValue().value().equals("0"))
                .map(e -> e.getKey() + ": " + e.getValue().value())
                .toList());
  }

  private @Nullable Fact<String> label(List<String> keys) {
    return keys.stream().map(labels::get).filter(f -> f != null).findFirst().orElse(null);
  }

  private @Nullable Fact<Integer> devices(Problems problems) {
    for (String resource : DEVICES) {
      Fact<String> count = resources.get(resource);
      if (count != null && !count.value().equals("0")) {
        if (!count.value().matches("\\d{1,6}")) {
          problems.error(
              count.at(),
              resource + " (" + Wording.shown(count.value()) + ") is not a number of devices",
              null);
          return null;
        }
        return whole(new Fact<>(Integer.parseInt(count.value()), count.at()), problems);
      }
    }
    return null;
  }

  /** Devices that are shared in time count once. */
  private Fact<Integer> whole(Fact<Integer> offered, Problems problems) {
    Fact<String> replicas = labels.get("nvidia.com/gpu.replicas");
    if (replicas == null || !shared()) {
      return offered;
    }
    int each = Integer.parseInt(replicas.value());
    Fact<Integer> whole = new Fact<>(Math.max(1, offered.value() / each), offered.at());
    problems.warning(
        replicas.at(),
        "the node "
            + Wording.shown(name.value())
            + " shares every device among "
            + each
            + " jobs: counted as "
            + whole.value()
            + " whole devices",
        null);
    return whole;
  }
}
