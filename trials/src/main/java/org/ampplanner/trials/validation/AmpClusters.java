package org.ampplanner.trials.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.predictive.Calibration;
import org.ampplanner.unit.Precision;
import org.ampplanner.unit.Units;

/** The clusters of AMP's runs: AWS p3.8xlarge and g4dn.12xlarge nodes of four devices. */
final class AmpClusters {
  private static final DeviceType V100 =
      new DeviceType(
          "V100-SXM2-16GB",
          Units.gib(16),
          900e9,
          Map.of(Precision.FP16, 125e12, Precision.FP32, 15.7e12));
  private static final DeviceType T4 =
      new DeviceType(
          "T4", Units.gib(15), 320e9, Map.of(Precision.FP16, 65e12, Precision.FP32, 8.1e12));

  private AmpClusters() {}

  /** Returns the device id of AMP's name for it. */
  static String deviceId(String name) {
    return name.equals("T4") ? T4.id() : V100.id();
  }

  /** Returns the cluster of an experiment. */
  static Cluster of(String experiment) {
    return switch (experiment) {
      case "homogeneous" -> cluster(experiment, g4(4));
      case "het_cluster" -> cluster(experiment, p3(3), g4(1));
      case "het_model" -> cluster(experiment, p3(4));
      default -> throw new IllegalArgumentException("experiment " + experiment + " is not known");
    };
  }

  /**
   * Returns what measured runs taught about the links of an experiment's cluster: where 10 and 50
   * Gbps interfaces meet, small partitioned messages stall, close to the 40 ms of TCP's delayed
   * acknowledgement (fitted on the published half of the runs on the mixed cluster).
   */
  static Calibration calibration(String experiment) {
    Calibration none = Calibration.NONE;
    return experiment.equals("het_cluster")
        ? new Calibration(
            none.deviceTime(),
            none.hostTime(),
            none.links(),
            new Calibration.Stall(0.032, 6e6),
            none.fixedSeconds(),
            none.memory())
        : none;
  }

  private static Cluster cluster(String name, NodeLine... lines) {
    return new Cluster(name, new ArrayList<>(List.of(lines)), List.of(), List.of());
  }

  /** NVLink between V100s; AMP gives 170 Gbps, one 10 Gbps port. */
  private static NodeLine p3(int count) {
    return new NodeLine("p3", count, V100, 4, link(170), link(10), 1, null);
  }

  /** PCIe between T4s, through the host; one 50 Gbps port. */
  private static NodeLine g4(int count) {
    return new NodeLine("g4", count, T4, 4, link(50), link(50), 1, null);
  }

  private static NodeLine.Link link(double gbps) {
    return new NodeLine.Link(Units.gbps(gbps), 0);
  }
}
