package org.ampplanner.space;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.fixtures.RandomInputs;
import org.ampplanner.placement.Placement;
import org.ampplanner.placement.RankOrder;
import org.ampplanner.strategy.Degrees;
import org.junit.jupiter.api.Test;

class TilingPlacementsTest {
  private static final NodeLine.Link LINK = new NodeLine.Link(1e9, 0);

  private static ClusterLayout layout(int fast, int slow) {
    return new ClusterLayout(
        new Cluster(
            "test",
            List.of(
                RandomInputs.node("f", fast, "V100", 4, LINK, LINK),
                RandomInputs.node("s", slow, "T4", 4, LINK, LINK)),
            List.of(),
            List.of()));
  }

  @Test
  void startsWithHostfileOrderAndHoldsEveryDeviceOnce() {
    ClusterLayout layout = layout(3, 1);
    for (Degrees d : List.of(Degrees.of(1, 4, 4), Degrees.of(2, 2, 4), Degrees.of(4, 4, 1))) {
      List<Placement> placements = new TilingPlacements(layout).placements(d);
      assertThat(placements.get(0).isHostfileOrder()).isTrue();
      assertThat(placements).doesNotHaveDuplicates();
      for (Placement p : placements) {
        Set<Integer> devices = new HashSet<>();
        for (int rank = 0; rank < p.ranks(); rank++) {
          devices.add(p.device(rank));
        }
        assertThat(devices).hasSize(16);
      }
    }
  }

  @Test
  void keepsTensorParallelGroupsInsideTheirNode() {
    ClusterLayout layout = layout(2, 2);
    Degrees d = Degrees.of(2, 4, 2);
    RankOrder order = RankOrder.of(d);
    for (Placement p : new TilingPlacements(layout).placements(d)) {
      for (int stage = 0; stage < 4; stage++) {
        for (int replica = 0; replica < 2; replica++) {
          assertThat(layout.nodeOf(p.device(order.rank(stage, replica, 0))))
              .isEqualTo(layout.nodeOf(p.device(order.rank(stage, replica, 1))));
        }
      }
    }
  }

  @Test
  void triesTheSlowNodeInEveryPosition() {
    ClusterLayout layout = layout(3, 1);
    Set<Integer> positions = new HashSet<>();
    for (Placement p : new TilingPlacements(layout).placements(Degrees.of(4, 4, 1))) {
      for (int stage = 0; stage < 4; stage++) {
        if (layout.nodeOf(p.device(stage * 4)) == 3) {
          positions.add(stage);
        }
      }
    }
    assertThat(positions).containsExactlyInAnyOrder(0, 1, 2, 3);
  }

  @Test
  void staysSmallOnManyNodesOfTwoClasses() {
    List<Placement> placements =
        new TilingPlacements(layout(32, 32)).placements(Degrees.of(1, 16, 16));
    assertThat(placements).hasSizeBetween(2, 20);
  }

  @Test
  void unevenNodesKeepHostfileOrderAlone() {
    ClusterLayout layout =
        new ClusterLayout(
            new Cluster(
                "uneven",
                List.of(
                    RandomInputs.node("a", 1, "T4", 4, LINK, LINK),
                    RandomInputs.node("b", 1, "T4", 2, LINK, LINK)),
                List.of(),
                List.of()));
    assertThat(new TilingPlacements(layout).placements(Degrees.of(2, 3, 1))).hasSize(1);
  }
}
