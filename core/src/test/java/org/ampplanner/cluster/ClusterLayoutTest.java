package org.ampplanner.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.ampplanner.fixtures.RandomInputs;
import org.ampplanner.unit.InvalidValueException;
import org.ampplanner.unit.Units;
import org.junit.jupiter.api.Test;

class ClusterLayoutTest {
  private static final NodeLine FAST = RandomInputs.node("p3", 3, "V100", 4, link(170), link(10));
  private static final NodeLine SLOW = RandomInputs.node("g4-x", 1, "T4", 2, link(50), link(50));

  private static NodeLine.Link link(double gbps) {
    return new NodeLine.Link(Units.gbps(gbps), 0);
  }

  private static ClusterLayout layout(
      List<Cluster.LinkOverride> links, List<Cluster.SwitchGroup> switches) {
    return new ClusterLayout(new Cluster("test", List.of(FAST, SLOW), links, switches));
  }

  @Test
  void numbersDevicesInHostfileOrderWhateverTheNodeSizes() {
    ClusterLayout layout = layout(List.of(), List.of());
    assertThat(layout.devices()).isEqualTo(14);
    assertThat(layout.deviceName(0)).isEqualTo("p3-0:0");
    assertThat(layout.deviceName(11)).isEqualTo("p3-2:3");
    assertThat(layout.deviceName(13)).isEqualTo("g4-x-0:1");
    assertThat(layout.nodeOf(12)).isEqualTo(3);
    assertThat(layout.typeOf(12).id()).isEqualTo("T4");
    for (int device = 0; device < layout.devices(); device++) {
      assertThat(layout.findDevice(layout.deviceName(device))).hasValue(device);
    }
  }

  @Test
  void findsNoDeviceThatIsNotThere() {
    ClusterLayout layout = layout(List.of(), List.of());
    for (String name :
        List.of(
            "", ":", "p3", "p3-0", "p3-3:0", "p3-0:4", "p3-00:0", "g4-0:0", "p3--1:0", "-0:0")) {
      assertThat(layout.findDevice(name)).as(name).isEmpty();
    }
  }

  @Test
  void aLinkIsAsFastAsItsSlowerEndUnlessAnOverrideSaysOtherwise() {
    ClusterLayout layout =
        layout(List.of(new Cluster.LinkOverride("p3-0", "g4-x-0", Units.gbps(5))), List.of());
    assertThat(layout.bandwidth(0, 1)).isEqualTo(Units.gbps(170));
    assertThat(layout.bandwidth(12, 13)).isEqualTo(Units.gbps(50));
    assertThat(layout.bandwidth(4, 12)).isEqualTo(Units.gbps(10));
    assertThat(layout.bandwidth(0, 12)).isEqualTo(Units.gbps(5));
    assertThat(layout.bandwidth(12, 0)).isEqualTo(Units.gbps(5));
  }

  @Test
  void trafficBetweenSwitchesPassesTheirUplinks() {
    ClusterLayout layout =
        layout(
            List.of(),
            List.of(
                new Cluster.SwitchGroup("leaf0", List.of("p3-0", "p3-1"), Units.gbps(4)),
                new Cluster.SwitchGroup("leaf1", List.of("p3-2"), Units.gbps(8)),
                new Cluster.SwitchGroup("pod", List.of("leaf0", "leaf1"), Units.gbps(2))));
    assertThat(layout.bandwidth(0, 4)).isEqualTo(Units.gbps(10));
    assertThat(layout.bandwidth(0, 8)).isEqualTo(Units.gbps(4));
    assertThat(layout.bandwidth(0, 12)).isEqualTo(Units.gbps(2));
  }

  @Test
  void saysAllThatIsWrongWithLinksAndSwitchesAtOnce() {
    assertThatThrownBy(() ->
            layout(
                List.of(new Cluster.LinkOverride("p3-7", "g4-0", 1e9)),
                List.of(
                    new Cluster.SwitchGroup("a", List.of("b", "p3-0"), 1e9),
                    new Cluster.SwitchGroup("b", List.of("a", "p3-0", "nowhere"), 1e9))))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("from (p3-7) is not a node")
        .hasMessageContaining("to (g4-0) is not a node")
        .hasMessageContaining("nodes (nowhere) is not a node")
        .hasMessageContaining("nodes (p3-0) is in two groups")
        .hasMessageContaining("groups (a) contains itself");
  }
}
