package org.ampplanner.predictive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.ampplanner.collective.NodeUse;
import org.junit.jupiter.api.Test;

class SharedSyncTest {
  private static final NodeUse ALL = new NodeUse(1, 1);

  @Test
  void stagesOnTheirOwnNodesDoNotDisturbEachOther() {
    double end =
        end(new double[] {1, 2}, new double[] {3, 1}, List.of(Map.of(0, ALL), Map.of(1, ALL)));

    assertThat(end).isCloseTo(4, within(1e-9));
  }

  @Test
  void stagesOnOneNodeShareItsInterfaces() {
    // the first runs alone from 0 to 1, both at half speed from 1 to 3, the second alone to 3.5
    double end =
        end(new double[] {0, 1}, new double[] {2, 1.5}, List.of(Map.of(0, ALL), Map.of(0, ALL)));

    assertThat(end).isCloseTo(3.5, within(1e-9));
  }

  @Test
  void groupsThatDriveInterfacesOfTheirOwnDoNotDisturbEachOther() {
    NodeUse half = new NodeUse(1, 0.5);
    double end =
        end(new double[] {0, 0}, new double[] {2, 1.5}, List.of(Map.of(0, half), Map.of(0, half)));

    assertThat(end).isCloseTo(2, within(1e-9));
  }

  @Test
  void nothingToSynchroniseEndsWithTheLastStage() {
    assertThat(end(new double[] {1, 5}, new double[2], List.of(Map.of(), Map.of()))).isEqualTo(5);
  }

  private static double end(double[] begin, double[] work, List<Map<Integer, NodeUse>> crossing) {
    return Arrays.stream(SharedSync.ends(begin, work, crossing)).max().orElseThrow();
  }
}
