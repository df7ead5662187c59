package org.ampplanner.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.ortools.Loader;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.ampplanner.partition.OrderSolver;
import org.ampplanner.partition.OrderTables;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OrderOracleTest {
  private static final long SEED = 2026;
  private static final double SECONDS = 300;

  @BeforeAll
  static void load() {
    Loader.loadNativeLibraries();
  }

  @Test
  void smallCasesAgree() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 25; i++) {
      agree(random(random, 3 + random.nextInt(6), 1 + random.nextInt(4), 1 + i % 3), i);
    }
  }

  @Test
  void midSizeCasesAgree() {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    for (int i = 0; i < 4; i++) {
      agree(random(random, 12 + 4 * i, 4 + i, 2 + i % 2), i);
    }
  }

  private static void agree(OrderTables tables, int i) {
    OptionalLong optimum = OrderModel.optimum(tables, SECONDS);
    Optional<OrderSolver.Ordered> found = OrderSolver.solve(tables);
    assertThat(found.map(OrderSolver.Ordered::objective).orElse(-1L))
        .as("seed %d case %d", SEED, i)
        .isEqualTo(optimum.orElse(-1));
  }

  private static OrderTables random(SplittableRandom random, int layers, int most, int classes) {
    int stages = Math.min(most, layers);
    int microBatches = 1 + random.nextInt(16);
    int[] available = new int[classes];
    long[][] time = new long[classes][];
    long[][] sync = new long[classes][];
    long[][] inner = new long[classes][layers + 1];
    long[][][] cut = new long[classes][classes][];
    long[][] kept = new long[classes][];
    long[][] active = new long[classes][];
    long[] caps = new long[classes];
    for (int c = 0; c < classes; c++) {
      available[c] = (stages + classes - 1) / classes + random.nextInt(2);
      time[c] = sums(random, layers, 1 + random.nextInt(100));
      sync[c] = sums(random, layers, 1 + random.nextInt(50));
      kept[c] = sums(random, layers, 20);
      active[c] = sums(random, layers, 5);
      caps[c] = kept[c][layers] * (2 + random.nextInt(4)) / (stages + 1) + 20;
      for (int d = 0; d < classes; d++) {
        cut[c][d] = new long[layers + 1];
        for (int l = 1; l < layers; l++) {
          cut[c][d][l] = random.nextInt(60);
        }
      }
    }
    int[] inFlight = new int[stages];
    for (int s = 0; s < stages; s++) {
      inFlight[s] = Math.min(stages - s, microBatches);
    }
    return new OrderTables(
        microBatches,
        new OrderTables.Shape(stages, 1, available),
        new OrderTables.Costs(time, cut, inner, sync),
        List.of(),
        new OrderTables.Memory(kept, active, inFlight, caps));
  }

  private static long[] sums(SplittableRandom random, int layers, int most) {
    long[] sums = new long[layers + 1];
    for (int l = 0; l < layers; l++) {
      sums[l + 1] = sums[l] + 1 + random.nextInt(most);
    }
    return sums;
  }
}
