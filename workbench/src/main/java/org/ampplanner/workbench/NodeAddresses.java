package org.ampplanner.workbench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.formats.export.HostAddress;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Wording;

/** Addresses of a cluster's nodes, as users list them. */
public final class NodeAddresses {
  private NodeAddresses() {}

  /**
   * Returns the addresses by the nodes' names.
   *
   * @param cluster the cluster
   * @param hosts an address a node, in the cluster's order; or none
   * @param problems where it is recorded that there are too many or too few, or one is no address
   */
  public static Map<String, String> of(Cluster cluster, List<String> hosts, Problems problems) {
    ClusterLayout layout = new ClusterLayout(cluster);
    Location at = Location.ofOption("--hosts");
    Map<String, String> addresses = new LinkedHashMap<>();
    if (!hosts.isEmpty() && hosts.size() != layout.nodes()) {
      problems.error(
          at,
          "names " + hosts.size() + " hosts, but the cluster has " + layout.nodes() + " nodes",
          null);
      return addresses;
    }
    for (int node = 0; node < hosts.size(); node++) {
      String address = hosts.get(node).strip();
      if (!HostAddress.isValid(address)) {
        problems.error(at, "(" + Wording.shown(address) + ") is not an address", null);
      }
      addresses.put(layout.nodeName(node), address);
    }
    return addresses;
  }
}
