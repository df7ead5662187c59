package org.ampplanner.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cluster.Cluster.LinkOverride;
import org.ampplanner.cluster.Cluster.SwitchGroup;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.model.Training;
import org.ampplanner.profile.Measurement;
import org.ampplanner.profile.Profile;

/**
 * The inputs of a prediction with twice as much of one thing: what somebody would get who doubled
 * the number in the file. Measured layer times count as the device's, so they halve with it.
 */
final class Surroundings {
  private final CostInputs inputs;
  private final Cluster cluster;

  Surroundings(CostInputs inputs) {
    this.inputs = inputs;
    this.cluster = inputs.layout().cluster();
  }

  /**
   * Inputs with more of one thing.
   *
   * @param subject what, as the files call it
   * @param change what that means
   * @param inputs the inputs
   */
  record Variation(String subject, String change, CostInputs inputs) {}

  List<Variation> variations() {
    List<Variation> all = new ArrayList<>();
    all.add(new Variation("devices", "devices twice as fast", fasterDevices(2, 2, true)));
    if (inputs.profile().measurements().isEmpty()) {
      all.add(new Variation("peak_tflops", "twice the peak FLOPs", fasterDevices(2, 1, false)));
      all.add(
          new Variation("memory_gbps", "twice the memory bandwidth", fasterDevices(1, 2, false)));
    }
    all.addAll(links());
    all.add(new Variation("global_batch_size", "twice the global batch", twiceTheBatch()));
    return all;
  }

  /** Returns the inputs with twice the memory on every device. */
  CostInputs twiceTheMemory() {
    return with(lines(line -> line.with(line.device().scaled(2, 1, 1))), cluster.links());
  }

  private CostInputs fasterDevices(double flops, double bandwidth, boolean profiled) {
    Map<DeviceType, DeviceType> faster = new LinkedHashMap<>();
    CostInputs changed =
        with(
            lines(line ->
                line.with(
                    faster.computeIfAbsent(
                        line.device(), type -> type.scaled(1, bandwidth, flops)))),
            cluster.links());
    List<Measurement> halved =
        inputs.profile().measurements().stream().map(m -> m.scaled(0.5)).toList();
    return profiled
        ? new CostInputs(changed.model(), changed.layout(), changed.training(), new Profile(halved))
        : changed;
  }

  private List<Variation> links() {
    List<Variation> all = new ArrayList<>();
    List<String> names = cluster.lines().stream().map(NodeLine::name).distinct().toList();
    for (String name : names) {
      all.addAll(linksOf(name, names.size() > 1));
    }
    if (!cluster.links().isEmpty()) {
      List<LinkOverride> faster =
          cluster.links().stream()
              .map(l -> new LinkOverride(l.from(), l.to(), 2 * l.bytesPerSecond()))
              .toList();
      all.add(new Variation("links", "links named one by one x 2", with(cluster.lines(), faster)));
    }
    if (!cluster.switches().isEmpty()) {
      List<SwitchGroup> faster =
          cluster.switches().stream()
              .map(g -> new SwitchGroup(g.name(), g.members(), 2 * g.uplinkBytesPerSecond()))
              .toList();
      all.add(
          new Variation(
              "uplink_gbps",
              "uplinks of switches x 2",
              inputs(new Cluster(cluster.name(), cluster.lines(), cluster.links(), faster))));
    }
    return all;
  }

  /** The links of the nodes of one name. */
  private List<Variation> linksOf(String name, boolean several) {
    List<Variation> all = new ArrayList<>();
    String of = several ? " of " + name : "";
    String suffix = several ? "." + name : "";
    if (cluster.lines().stream().anyMatch(l -> l.name().equals(name) && l.devices() > 1)) {
      all.add(
          new Variation(
              "intra_node_gbps" + suffix,
              "links inside nodes" + of + " x 2",
              with(faster(name, 2, 1), cluster.links())));
    }
    if (cluster.nodes() > 1) {
      all.add(
          new Variation(
              "inter_node_gbps" + suffix,
              "links between nodes" + of + " x 2",
              with(faster(name, 1, 2), cluster.links())));
    }
    return all;
  }

  private List<NodeLine> faster(String name, double intra, double inter) {
    return lines(line -> line.name().equals(name) ? faster(line, intra, inter) : line);
  }

  private static NodeLine faster(NodeLine line, double intra, double inter) {
    return line.with(
        new NodeLine.Link(intra * line.intra().bytesPerSecond(), line.intra().latencySeconds()),
        new NodeLine.Link(inter * line.inter().bytesPerSecond(), line.inter().latencySeconds()));
  }

  private List<NodeLine> lines(UnaryOperator<NodeLine> change) {
    return cluster.lines().stream().map(change).toList();
  }

  private CostInputs with(List<NodeLine> lines, List<LinkOverride> links) {
    return inputs(new Cluster(cluster.name(), lines, links, cluster.switches()));
  }

  private CostInputs inputs(Cluster changed) {
    return new CostInputs(
        inputs.model(), new ClusterLayout(changed), inputs.training(), inputs.profile());
  }

  private CostInputs twiceTheBatch() {
    Training training = inputs.training();
    return new CostInputs(
        inputs.model(),
        inputs.layout(),
        training.withGlobalBatchSize(2 * training.globalBatchSize()),
        inputs.profile());
  }
}
