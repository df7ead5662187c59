package org.ampplanner.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.ampplanner.model.Model.TiedPair;
import org.ampplanner.partition.Partition;
import org.junit.jupiter.api.Test;

class LowerBoundTest {
  private static final long SEED = 99;

  @Test
  void neverExceedsAnyPartitionsCost() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 5000; i++) {
      int layers = 1 + random.nextInt(8);
      int stages = 1 + random.nextInt(layers);
      StageCosts costs = costs(random, layers, stages);
      double bound = LowerBound.seconds(costs);
      for (Partition partition : partitions(layers, stages)) {
        double cost = costs.price(partition).seconds(costs.microBatches());
        assertThat(bound)
            .as("seed %d case %d %s", SEED, i, partition)
            .isLessThanOrEqualTo(cost * (1 + 1e-12));
      }
    }
  }

  @Test
  void isTightWhereLayersSplitEvenlyAndNothingElseCosts() {
    double[] row = {1, 1, 1, 1, 1, 1};
    StageCosts costs =
        new StageCosts(
            5,
            new double[][] {row, row, row},
            new double[2][5],
            new double[3],
            new long[6],
            List.of());
    assertThat(LowerBound.seconds(costs)).isEqualTo(4 * 2 + 6.0);
  }

  private static StageCosts costs(SplittableRandom random, int layers, int stages) {
    double[][] rows = new double[stages][];
    boolean shared = random.nextBoolean();
    for (int s = 0; s < stages; s++) {
      boolean repeat = s > 0 && (shared || random.nextInt(3) == 0);
      rows[s] =
          repeat
              ? rows[s - 1]
              : random.doubles(layers).map(t -> random.nextInt(6) == 0 ? 0 : t).toArray();
    }
    double[][] cuts = new double[stages - 1][];
    Arrays.setAll(cuts, b -> random.doubles(layers - 1).toArray());
    List<TiedPair> tied =
        layers > 1 && random.nextBoolean() ? List.of(new TiedPair(0, layers - 1)) : List.of();
    return new StageCosts(
        1 + random.nextInt(10),
        rows,
        cuts,
        random.doubles(stages, 0, 0.1).toArray(),
        random.longs(layers, 0, 20).toArray(),
        tied);
  }

  private static List<Partition> partitions(int layers, int stages) {
    List<Partition> all = new ArrayList<>();
    for (int mask = 0; mask < 1 << (layers - 1); mask++) {
      if (Integer.bitCount(mask) == stages - 1) {
        int[] cuts = new int[stages + 1];
        int at = 1;
        for (int layer = 1; layer < layers; layer++) {
          if ((mask >> (layer - 1) & 1) == 1) {
            cuts[at++] = layer;
          }
        }
        cuts[stages] = layers;
        all.add(new Partition(cuts));
      }
    }
    return all;
  }
}
