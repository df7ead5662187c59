package org.ampplanner.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PartitionTest {

  @Test
  void splitsEvenlyWithTheLongerStagesFirst() {
    assertThat(Partition.uniform(10, 4)).hasToString("0 3 6 8 10");
    assertThat(Partition.uniform(4, 4)).hasToString("0 1 2 3 4");
  }

  @Test
  void blockSplitGivesWhatSurroundsTheBlocksToTheOuterStages() {
    assertThat(new BlockSplit(2, 24).split(30, 4)).hasToString("0 8 14 20 30");
    assertThat(new BlockSplit(2, 24).split(30, 1)).hasToString("0 30");
  }

  @Test
  void fewerBlocksThanStagesAreSplitAsLayers() {
    assertThat(new BlockSplit(1, 2).split(4, 4)).hasToString("0 1 2 3 4");
  }

  @Test
  void refusesCutsThatDoNotAscendFromZero() {
    assertThatThrownBy(() -> new Partition(new int[] {0, 3, 3, 5}))
        .hasMessageContaining("layer_cuts (0 3 3 5)")
        .hasMessageContaining("stage 1 has no layer");
    assertThatThrownBy(() -> new Partition(new int[] {1, 3})).hasMessageContaining("start with 0");
    assertThatThrownBy(() -> new Partition(new int[] {0})).hasMessageContaining("start with 0");
  }
}
