package org.ampplanner.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.ampplanner.unit.InvalidValueException;
import org.ampplanner.unit.Precision;
import org.junit.jupiter.api.Test;

class ClusterWithoutTest {
  private static final DeviceType DEVICE =
      new DeviceType("T", 16e9, 1e12, Map.of(Precision.BF16, 1e14));
  private static final NodeLine.Link FAST = new NodeLine.Link(900e9, 0);
  private static final NodeLine.Link SLOW = new NodeLine.Link(25e9, 0);

  private static NodeLine line(String name, int count, int linkedNodes) {
    return new NodeLine(new NodeNames(name, 0, count), DEVICE, 4, FAST, SLOW, 1, null, linkedNodes);
  }

  private static Cluster cluster(NodeLine... lines) {
    return new Cluster("c", List.of(lines), List.of(), List.of());
  }

  private static List<String> names(ClusterLayout layout) {
    return IntStream.range(0, layout.nodes()).mapToObj(layout::nodeName).toList();
  }

  @Test
  void nodesThatAreLeftKeepTheirNames() {
    Cluster left = cluster(line("a", 4, 1), line("b", 2, 1)).without(Set.of("a-1", "b-0", "x-9"));
    ClusterLayout layout = new ClusterLayout(left);

    assertThat(names(layout)).containsExactly("a-0", "a-2", "a-3", "b-1");
    assertThat(left.devices()).isEqualTo(16);
    for (int node = 0; node < layout.nodes(); node++) {
      assertThat(layout.findNode(layout.nodeName(node))).hasValue(node);
    }
    assertThat(layout.findNode("a-1")).isEmpty();
    assertThat(layout.findDevice("b-1:2")).hasValue(14);
    assertThat(new NodeClasses(layout).all()).hasSize(1);
  }

  @Test
  void withoutAllNodesOfALineTheLineIsGone() {
    Cluster left = cluster(line("a", 2, 1), line("b", 2, 1)).without(Set.of("a-0", "a-1"));

    assertThat(left.lines()).extracting(NodeLine::name).containsExactly("b");
    assertThatThrownBy(() -> left.without(Set.of("b-0", "b-1")))
        .isInstanceOf(InvalidValueException.class);
  }

  @Test
  void linkedNodesKeepTheirDomainWhereOneOfThemLacks() {
    ClusterLayout whole = new ClusterLayout(cluster(line("a", 8, 4)));
    ClusterLayout left = new ClusterLayout(whole.cluster().without(Set.of("a-1", "a-6")));

    for (int a = 0; a < left.nodes(); a++) {
      for (int b = 0; b < left.nodes(); b++) {
        int wasA = whole.findNode(left.nodeName(a)).orElseThrow();
        int wasB = whole.findNode(left.nodeName(b)).orElseThrow();
        assertThat(left.domainOf(a) == left.domainOf(b))
            .isEqualTo(whole.domainOf(wasA) == whole.domainOf(wasB));
        assertThat(left.bandwidth(left.firstDevice(a), left.firstDevice(b)))
            .isEqualTo(whole.bandwidth(whole.firstDevice(wasA), whole.firstDevice(wasB)));
      }
    }
  }

  @Test
  void linksAndSwitchesAreThoseThatAreLeft() {
    Cluster whole =
        new Cluster(
            "c",
            List.of(line("a", 4, 1)),
            List.of(
                new Cluster.LinkOverride("a-0", "a-1", 1e9),
                new Cluster.LinkOverride("a-2", "a-3", 2e9)),
            List.of(
                new Cluster.SwitchGroup("left", List.of("a-0", "a-1"), 10e9),
                new Cluster.SwitchGroup("right", List.of("a-2", "a-3"), 10e9),
                new Cluster.SwitchGroup("over", List.of("left"), 5e9)));

    Cluster left = whole.without(Set.of("a-0", "a-1"));

    assertThat(left.links()).extracting(Cluster.LinkOverride::from).containsExactly("a-2");
    assertThat(left.switches()).extracting(Cluster.SwitchGroup::name).containsExactly("right");
    assertThat(new ClusterLayout(left).switchOf(0)).isEqualTo("right");
  }

  @Test
  void linesOfOneNameMayNotShareANumber() {
    NodeLine a = line("a", 4, 1);
    NodeLine behind = new NodeLine(new NodeNames("a", 3, 2), DEVICE, 4, FAST, SLOW, 1, null, 1);

    assertThatThrownBy(() -> cluster(a, behind))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("is used by two lines of nodes");
  }
}
