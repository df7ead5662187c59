package org.ampplanner.collective;

import org.ampplanner.cluster.NodeLine;

/**
 * The links that a group of devices communicates over, as its slowest member sees them.
 *
 * @param size devices in the group, at least 1
 * @param domains domains that they lie in, at least 1
 * @param intraBytesPerSecond nominal bandwidth of one device inside its domain
 * @param interBytesPerSecond nominal bandwidth between domains that falls to the group, after all
 *     groups that use the same network interfaces at the same time have taken their share;
 *     meaningless within one domain
 * @param intraLatencySeconds stated latency inside a domain, 0 if none is stated
 * @param interLatencySeconds stated latency between domains, 0 if none is stated
 * @param unlike whether the network interfaces at its ends differ in speed
 */
public record GroupLink(
    int size,
    int domains,
    double intraBytesPerSecond,
    double interBytesPerSecond,
    double intraLatencySeconds,
    double interLatencySeconds,
    boolean unlike) {

  /** The link of a device on its own. */
  public static final GroupLink ALONE =
      new GroupLink(1, 1, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 0, 0, false);

  /**
   * Returns the link between a device of one node and one of another.
   *
   * @param local whether the nodes lie in one domain
   * @param interBytesPerSecond what falls to the two devices where they do not
   */
  static GroupLink between(NodeLine a, NodeLine b, boolean local, double interBytesPerSecond) {
    return new GroupLink(
        2,
        local ? 1 : 2,
        Math.min(a.intra().bytesPerSecond(), b.intra().bytesPerSecond()),
        interBytesPerSecond,
        Math.max(a.intra().latencySeconds(), b.intra().latencySeconds()),
        Math.max(a.inter().latencySeconds(), b.inter().latencySeconds()),
        a.inter().bytesPerSecond() != b.inter().bytesPerSecond());
  }

  /** Returns whether the group lies within one domain. */
  public boolean local() {
    return domains == 1;
  }

  /** Returns the slower of two links, bandwidth by bandwidth. */
  public GroupLink worst(GroupLink o) {
    return new GroupLink(
        Math.max(size, o.size),
        Math.max(domains, o.domains),
        Math.min(intraBytesPerSecond, o.intraBytesPerSecond),
        Math.min(interBytesPerSecond, o.interBytesPerSecond),
        Math.max(intraLatencySeconds, o.intraLatencySeconds),
        Math.max(interLatencySeconds, o.interLatencySeconds),
        unlike || o.unlike);
  }
}
