package org.ampplanner.collective;

import org.ampplanner.cluster.NodeLine;

/**
 * How equal groups use the network interfaces of a node.
 *
 * @param groups that leave their domain there at the same time, at least 1
 * @param share of the interfaces that each of them takes while nothing else does, in (0, 1]
 */
public record NodeUse(int groups, double share) {

  /**
   * Returns the use of a node by so many groups.
   *
   * @param own devices of each group on the node
   * @param devices of all of them on the node
   */
  public static NodeUse of(NodeLine line, int own, int devices, int groups) {
    return new NodeUse(groups, share(line, own, devices, groups, groups));
  }

  /**
   * Returns the part of a node's interfaces that falls to one of several groups: no more than its
   * devices can drive, than its part of what lies beside all of their devices, and than its part of
   * the node.
   *
   * @param own devices of the group on the node
   * @param devices of all groups of its kind on the node
   * @param groups of its kind on the node
   * @param all groups on the node, those that come at other times too
   */
  public static double share(NodeLine line, int own, int devices, int groups, int all) {
    double beside = line.interfacesBeside(devices) / groups;
    return Math.min(line.interfaceShare(own), Math.min(beside, 1 / Fabric.sharing(groups, all)));
  }

  /**
   * Returns how much longer the groups take while so many are active on the node.
   *
   * @param active groups, these included
   */
  public double slowdown(int active) {
    return Math.max(1, share * active);
  }
}
