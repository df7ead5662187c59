package org.ampplanner.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.cluster.NodeNames;
import org.ampplanner.engine.Dispatcher;
import org.ampplanner.fixtures.RandomInputs;
import org.ampplanner.operator.Constants;
import org.ampplanner.placement.Placement;
import org.ampplanner.strategy.Degrees;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkInterfacesTest {
  private static final double NODE = 400e9;
  private static final double INSIDE = 450e9;

  private static ClusterLayout nodes(int count, int devices, int nics) {
    DeviceType device =
        RandomInputs.node("n", 1, "D", 1, new NodeLine.Link(1, 0), new NodeLine.Link(1, 0))
            .device();
    NodeLine line =
        new NodeLine(
            new NodeNames("n", 0, count),
            device,
            devices,
            new NodeLine.Link(INSIDE, 0),
            new NodeLine.Link(NODE, 0),
            nics,
            null,
            1);
    return new ClusterLayout(new Cluster("c", List.of(line), List.of(), List.of()));
  }

  /** Device {@code slot} of every node. */
  private static Placement slot(int nodes, int devices, int slot) {
    return new Placement(IntStream.range(0, nodes).map(n -> n * devices + slot).toArray());
  }

  @ParameterizedTest
  @CsvSource({"8, 8", "32, 8", "4, 4", "1, 1"})
  void oneDeviceOfANodeDrivesItsOwnInterfacesOnly(int nics, double parts) {
    ClusterLayout layout = nodes(16, 8, nics);
    Degrees degrees = new Degrees(1, 1, 16, 1, 1, 1);
    GroupLink link = new Fabric(layout, slot(16, 8, 3), degrees).data(0).slowest();
    assertThat(link.interBytesPerSecond()).isCloseTo(NODE / parts, within(1.0));
  }

  @Test
  void aGroupOfWholeNodesDrivesAllInterfaces() {
    ClusterLayout layout = nodes(2, 8, 8);
    Degrees degrees = new Degrees(1, 1, 16, 1, 1, 1);
    GroupLink link = new Fabric(layout, Placement.hostfileOrder(16), degrees).data(0).slowest();
    assertThat(link.interBytesPerSecond()).isCloseTo(NODE, within(1.0));
  }

  @Test
  void groupsBesideTheSameInterfacesShareThem() {
    // two tensor-parallel lanes on the first two of eight devices, which have one of four
    // interfaces
    ClusterLayout layout = nodes(2, 8, 4);
    Placement both = new Placement(new int[] {0, 1, 8, 9});
    GroupLink link = new Fabric(layout, both, new Degrees(2, 1, 2, 1, 1, 1)).data(0).slowest();
    assertThat(link.interBytesPerSecond()).isCloseTo(NODE / 8, within(1.0));
  }

  @Test
  void tensorAndContextGroupsThatLeaveTheirNodesDriveNoMoreThanTheirDevicesHave() {
    ClusterLayout layout = nodes(2, 8, 8);
    Placement apart = new Placement(new int[] {0, 8});
    GroupLink tensor = new Fabric(layout, apart, new Degrees(2, 1, 1, 1, 1, 1)).tensor(0, 0);
    GroupLink context = new Fabric(layout, apart, new Degrees(1, 1, 1, 2, 1, 1)).context(0, 0);
    assertThat(tensor.interBytesPerSecond()).isCloseTo(NODE / 8, within(1.0));
    assertThat(context.interBytesPerSecond()).isCloseTo(NODE / 8, within(1.0));
  }

  @Test
  void expertGroupsOfOtherStagesMeetOnesOwnHalfOfTheTime() {
    // two stages on either device of both nodes, with one interface
    ClusterLayout layout = nodes(2, 2, 1);
    Placement across = new Placement(new int[] {0, 2, 1, 3});
    Degrees two = new Degrees(1, 2, 2, 1, 2, 1);
    assertThat(new Fabric(layout, across, two).expert(0).interBytesPerSecond())
        .isCloseTo(NODE / Fabric.sharing(1, 2), within(1.0));
  }

  @Test
  void aFlowBetweenStagesDrivesNoMoreThanItsDevicesHave() {
    ClusterLayout layout = nodes(2, 8, 8);
    Fabric fabric =
        new Fabric(layout, new Placement(new int[] {0, 8}), new Degrees(1, 2, 1, 1, 1, 1));
    assertThat(fabric.boundaries(0)[0].interBytesPerSecond()).isCloseTo(NODE / 8, within(1.0));
    Resharding hands =
        new Resharding(
            layout,
            new Resharding.Side(new Placement(new int[] {0}), 1, 1),
            new Resharding.Side(new Placement(new int[] {8, 9}), 2, 1));
    assertThat(hands.slowest().interBytesPerSecond()).isCloseTo(NODE / 16, within(1.0));
  }

  @Test
  void flowsOfAllBoundariesShareTheInterfacesOfANode() {
    // three stages on alternate nodes: both boundaries leave and enter by one interface each
    ClusterLayout layout = nodes(2, 2, 1);
    Placement there = new Placement(new int[] {0, 2, 1, 3});
    Fabric fabric = new Fabric(layout, there, new Degrees(1, 4, 1, 1, 1, 1));
    assertThat(fabric.boundaries(0)[0].interBytesPerSecond())
        .isCloseTo(NODE / Fabric.sharing(1, 2), within(1.0));
  }

  @Test
  void expertsOverMoreNodesCommunicateSlowerWhereDevicesHaveInterfaces() {
    Collectives collectives = new Collectives(Constants.standard(), Collectives.Factors.NONE);
    for (int nics : new int[] {8, 32}) {
      ClusterLayout layout = nodes(8, 8, nics);
      double before = 0;
      for (int spread = 1; spread <= 8; spread *= 2) {
        int inNode = 8 / spread;
        int[] devices = IntStream.range(0, 8).map(i -> i / inNode * 8 + i % inNode).toArray();
        GroupLink link =
            new Fabric(layout, new Placement(devices), new Degrees(1, 1, 8, 1, 8, 1)).expert(0);
        assertThat(link.domains()).isEqualTo(spread);
        double now = collectives.allToAll(1e9, 8, link, Dispatcher.ALL_TO_ALL);
        assertThat(now).as("%d interfaces, %d nodes", nics, spread).isGreaterThan(before);
        before = now;
      }
    }
  }

  @Test
  void aTokenThatTravelsOnceToANodeIsHandedOnThere() {
    Collectives collectives = new Collectives(Constants.standard(), Collectives.Factors.NONE);
    GroupLink slowInside = new GroupLink(16, 2, 1e9, 400e9, 0, 0, false);
    double direct = collectives.allToAll(1e8, 8, slowInside, Dispatcher.ALL_TO_ALL);
    double once = collectives.allToAll(1e8, 8, slowInside, Dispatcher.ONCE_PER_NODE);
    assertThat(once).isGreaterThan(direct * 1.5);
    GroupLink slowBetween = new GroupLink(16, 2, 450e9, 10e9, 0, 0, false);
    assertThat(collectives.allToAll(1e8, 8, slowBetween, Dispatcher.ONCE_PER_NODE))
        .isLessThan(collectives.allToAll(1e8, 8, slowBetween, Dispatcher.ALL_TO_ALL) / 2);
  }

  @Test
  void aNodeThatDoesNotSayHasAnInterfaceForEachDeviceOnlyWhereThatIsUsual() {
    assertThat(NodeLine.usualInterfaces(8, 450e9, 400e9)).isEqualTo(8);
    assertThat(NodeLine.usualInterfaces(8, 300e9, 25e9)).isEqualTo(1);
    assertThat(NodeLine.usualInterfaces(8, 32e9, 400e9)).isEqualTo(1);
    assertThat(NodeLine.usualInterfaces(4, 300e9, 400e9)).isEqualTo(1);
  }
}
