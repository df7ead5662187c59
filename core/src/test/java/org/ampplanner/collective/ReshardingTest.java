package org.ampplanner.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.collective.Resharding.Side;
import org.ampplanner.operator.Constants;
import org.ampplanner.placement.Placement;
import org.ampplanner.unit.Precision;
import org.ampplanner.unit.Units;
import org.junit.jupiter.api.Test;

class ReshardingTest {
  private static final double BYTES = 64e6;
  private static final Collectives COLLECTIVES =
      new Collectives(Constants.standard(), Collectives.Factors.NONE);

  private static final ClusterLayout NODES = layout(2, 4);

  /** Two replicas of one rank hand half a micro-batch each to one replica on another node. */
  @Test
  void flowsIntoOneNodeShareItsInterfaces() {
    Resharding hands = new Resharding(NODES, side(1, 0, 1), side(1, 4));
    GroupLink half = link(Units.gbps(100) / 2);
    double seconds = COLLECTIVES.transfer(BYTES / 2, half);
    assertThat(hands.seconds(COLLECTIVES, BYTES, false, true)).isCloseTo(seconds, within(1e-12));
    assertThat(hands.seconds(COLLECTIVES, BYTES, false, false)).isCloseTo(seconds, within(1e-12));
  }

  /** One rank sends whole samples to each of four: four times the bytes over its interface. */
  @Test
  void everyTensorParallelRankReceivesTheWhole() {
    Resharding hands = new Resharding(NODES, side(1, 0), side(4, 4, 5, 6, 7));
    assertThat(hands.seconds(COLLECTIVES, BYTES, false, true))
        .isCloseTo(COLLECTIVES.transfer(BYTES, link(Units.gbps(100) / 4)), within(1e-12));
    assertThat(hands.seconds(COLLECTIVES, BYTES, false, false))
        .isCloseTo(COLLECTIVES.transfer(BYTES, link(Units.gbps(100))), within(1e-12));
    assertThat(hands.seconds(COLLECTIVES, BYTES, true, true))
        .isCloseTo(COLLECTIVES.transfer(BYTES / 4, link(Units.gbps(100) / 4)), within(1e-12));
  }

  /** Within a node a device is busy for all that it sends, and for all that it receives. */
  @Test
  void withinANodeADeviceSendsOneFlowAfterAnother() {
    Resharding hands = new Resharding(NODES, side(2, 0, 1), side(1, 2, 3));
    GroupLink local = new GroupLink(2, 1, Units.gbps(2400), Double.POSITIVE_INFINITY, 0, 0, false);
    assertThat(hands.seconds(COLLECTIVES, BYTES, false, true))
        .isCloseTo(COLLECTIVES.transfer(BYTES, local), within(1e-12));
    assertThat(hands.seconds(COLLECTIVES, BYTES, true, true))
        .isCloseTo(COLLECTIVES.transfer(BYTES / 2, local), within(1e-12));
    assertThat(hands.slowest()).isEqualTo(local);
  }

  /** Three replicas to two: the middle one serves both. */
  @Test
  void replicasThatDoNotDivideEachOtherShareSamples() {
    Resharding hands = new Resharding(NODES, side(1, 0, 1, 2), side(1, 4, 5));
    GroupLink third = link(Units.gbps(100) / 3);
    assertThat(hands.seconds(COLLECTIVES, BYTES, false, true))
        .isCloseTo(COLLECTIVES.transfer(BYTES / 3, third), within(1e-12));
  }

  private static GroupLink link(double inter) {
    return new GroupLink(2, 2, Units.gbps(2400), inter, 0, 0, false);
  }

  private static Side side(int tensorParallel, int... devices) {
    return new Side(new Placement(devices), tensorParallel, 1);
  }

  private static ClusterLayout layout(int nodes, int devices) {
    DeviceType device = new DeviceType("T", Units.gib(16), 1e12, Map.of(Precision.BF16, 1e14));
    NodeLine line =
        new NodeLine(
            "n",
            nodes,
            device,
            devices,
            new NodeLine.Link(Units.gbps(2400), 0),
            new NodeLine.Link(Units.gbps(100), 0),
            1,
            null);
    return new ClusterLayout(new Cluster("two", List.of(line), List.of(), List.of()));
  }
}
