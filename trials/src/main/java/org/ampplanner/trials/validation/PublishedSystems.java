package org.ampplanner.trials.validation;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.cluster.NodeNames;
import org.ampplanner.unit.Precision;
import org.ampplanner.unit.Units;
import tools.jackson.databind.JsonNode;

/** The clusters of the published runs, by their data sheets. */
final class PublishedSystems {
  /** Assumed where a source does not state its network: one 400 Gbps port per device. */
  private static final double USUAL_NIC_GBPS = 400;

  /** Jobs are placed on 64 of the 72 devices of an NVL72 rack, in blocks of 16 nodes. */
  private static final int RACK_NODES = 16;

  private final Map<String, JsonNode> systems = Facts.entries("systems.json");

  /** Returns a cluster of so many devices, their number per node as the run had it. */
  Cluster cluster(String id, int devices, int perNode) {
    JsonNode s = systems.get(id);
    if (s == null) {
      throw new IllegalArgumentException("system " + id + " is not known");
    }
    int used = Math.min(devices, perNode);
    JsonNode nic = s.get("internode_nic_gbit_per_gpu");
    double nicGbps = nic == null || nic.isNull() ? USUAL_NIC_GBPS : nic.asDouble();
    boolean rack = s.get("nvlink_domain_gpus").asInt() > perNode;
    NodeLine line =
        new NodeLine(
            new NodeNames("n", 0, Math.max(1, (devices + used - 1) / used)),
            device(s),
            used,
            new NodeLine.Link(s.get("nvlink_unidir_gbps_per_gpu").asDouble() * 1e9, 0),
            new NodeLine.Link(Units.gbps(nicGbps * used), 0),
            used,
            null,
            rack ? RACK_NODES : 1);
    return new Cluster(id, List.of(line), List.of(), List.of());
  }

  private static DeviceType device(JsonNode s) {
    Map<Precision, Double> peaks = new EnumMap<>(Precision.class);
    JsonNode p = s.get("peak_dense_tflops");
    put(peaks, Precision.BF16, p.get("bf16"));
    put(peaks, Precision.FP16, p.get("fp16"));
    put(peaks, Precision.FP8, p.get("fp8"));
    put(peaks, Precision.FP4, p.get("fp4"));
    return new DeviceType(
        s.get("gpu").asString(),
        s.get("hbm_gb").asDouble() * Units.GIB,
        s.get("hbm_gbps").asDouble() * 1e9,
        peaks);
  }

  private static void put(Map<Precision, Double> peaks, Precision precision, JsonNode value) {
    if (value != null && !value.isNull()) {
      peaks.put(precision, Units.tflops(value.asDouble()));
    }
  }
}
