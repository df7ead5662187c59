package org.ampplanner.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.IdealCluster;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.fixtures.RandomInputs;
import org.ampplanner.placement.Placement;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.unit.Units;
import org.junit.jupiter.api.Test;

class UplinkFlowsTest {
  private static final double UPLINK = Units.gbps(40);

  /** Four nodes of two devices in two racks; racks in a hall. */
  private static ClusterLayout racks(double nic) {
    NodeLine line =
        RandomInputs.node(
            "n",
            4,
            "D",
            2,
            new NodeLine.Link(Units.gbps(900), 0),
            new NodeLine.Link(Units.gbps(nic), 0));
    return new ClusterLayout(
        new Cluster(
            "racks",
            List.of(line),
            List.of(),
            List.of(
                new Cluster.SwitchGroup("a", List.of("n-0", "n-1"), UPLINK),
                new Cluster.SwitchGroup("b", List.of("n-2", "n-3"), UPLINK),
                new Cluster.SwitchGroup("hall", List.of("a", "b"), UPLINK / 1000))));
  }

  @Test
  void lanesOfABoundaryShareTheUplinkThatAllCross() {
    Fabric fabric =
        new Fabric(racks(1000), Placement.hostfileOrder(8), new Degrees(1, 2, 4, 1, 1, 1));
    for (GroupLink flow : fabric.boundaries(0)) {
      assertThat(flow.interBytesPerSecond()).isCloseTo(UPLINK / 4, within(1.0));
    }
  }

  @Test
  void aRingInOrderCrossesAnUplinkOnceAndAnAlternatingOneTwice() {
    ClusterLayout layout = racks(1000);
    Degrees ring = new Degrees(1, 1, 8, 1, 1, 1);
    GroupLink inOrder = new Fabric(layout, Placement.hostfileOrder(8), ring).data(0).slowest();
    Placement alternating = new Placement(new int[] {0, 1, 4, 5, 2, 3, 6, 7});
    GroupLink across = new Fabric(layout, alternating, ring).data(0).slowest();
    assertThat(inOrder.interBytesPerSecond()).isCloseTo(UPLINK, within(1.0));
    assertThat(across.interBytesPerSecond()).isCloseTo(UPLINK / 2, within(1.0));
  }

  @Test
  void withinARackNothingIsShared() {
    Fabric fabric =
        new Fabric(racks(100), Placement.hostfileOrder(8), new Degrees(1, 4, 2, 1, 1, 1));
    assertThat(fabric.boundaries(0)[0].interBytesPerSecond())
        .isCloseTo(Units.gbps(100) / Fabric.sharing(1, 2), within(1.0));
  }

  @Test
  void flowsNeverGetMoreThanTheIdealClusterGives() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 500; i++) {
      ClusterLayout layout = racks(1 + random.nextInt(200));
      ClusterLayout ideal = new ClusterLayout(IdealCluster.of(layout));
      Degrees degrees =
          List.of(
                  new Degrees(1, 2, 4, 1, 1, 1),
                  new Degrees(2, 2, 2, 1, 1, 1),
                  new Degrees(1, 4, 2, 1, 1, 1),
                  new Degrees(1, 8, 1, 1, 1, 1),
                  new Degrees(2, 1, 4, 1, 1, 1))
              .get(i % 5);
      Placement placement = new Placement(nodesShuffled(random));
      Fabric real = new Fabric(layout, placement, degrees);
      Fabric best = new Fabric(ideal, placement, degrees);
      for (int s = 0; s < degrees.pipelineParallel(); s++) {
        assertThat(real.data(s).slowest().interBytesPerSecond())
            .isLessThanOrEqualTo(best.data(s).slowest().interBytesPerSecond());
        assertThat(real.boundaries(s)[0].interBytesPerSecond())
            .isLessThanOrEqualTo(best.boundaries(s)[0].interBytesPerSecond());
      }
    }
  }

  private static int[] nodesShuffled(SplittableRandom random) {
    List<Integer> nodes = new ArrayList<>(IntStream.range(0, 4).boxed().toList());
    List<Integer> devices = new ArrayList<>();
    while (!nodes.isEmpty()) {
      int node = nodes.remove(random.nextInt(nodes.size()));
      devices.add(2 * node);
      devices.add(2 * node + 1);
    }
    return devices.stream().mapToInt(Integer::intValue).toArray();
  }
}
