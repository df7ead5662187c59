package org.ampplanner.formats.cluster;

import java.util.Map;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.formats.source.Location;

/**
 * A cluster with the places that later problems may refer to.
 *
 * @param cluster the cluster
 * @param at where it stands
 * @param deviceAt where each device type is first named
 */
public record ReadCluster(Cluster cluster, Location at, Map<String, Location> deviceAt) {
  /** Copies the map. */
  public ReadCluster {
    deviceAt = Map.copyOf(deviceAt);
  }
}
