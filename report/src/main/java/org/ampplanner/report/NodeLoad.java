package org.ampplanner.report;

import java.util.Arrays;
import java.util.Optional;
import org.ampplanner.cluster.ClusterLayout;

/**
 * How much of a step every node's network is in use: the bytes that leave the node for stages and
 * replicas elsewhere, over its nominal bandwidth and the step time. O(ranks).
 */
final class NodeLoad {
  private NodeLoad() {}

  /** Returns the share by node, or nothing if the cost model does not know what is sent. */
  static Optional<double[]> of(Replayed replayed) {
    ClusterLayout layout = replayed.costModel().inputs().layout();
    return replayed
        .bytesLeavingNodes()
        .map(bytes -> {
          double[] share = new double[bytes.length];
          Arrays.setAll(
              share,
              node ->
                  bytes[node]
                      / layout.line(node).inter().bytesPerSecond()
                      / replayed.step().seconds());
          return share;
        });
  }
}
