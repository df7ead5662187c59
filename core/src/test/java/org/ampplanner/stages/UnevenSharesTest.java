package org.ampplanner.stages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class UnevenSharesTest {
  private static final long SEED = 77;

  @Test
  void theSlowestReplicaIsAsFastAsInTheBestOfAllShares() {
    SplittableRandom random = new SplittableRandom(SEED);
    int fewer = 0;
    for (int i = 0; i < 3000; i++) {
      int kinds = 1 + random.nextInt(3);
      int[] replicas = random.ints(kinds, 1, 4).toArray();
      int total = 1 + random.nextInt(14);
      double[][] times = new double[kinds][total + 1];
      for (double[] own : times) {
        for (int m = 1; m <= total; m++) {
          own[m] = own[m - 1] + random.nextInt(5);
        }
      }
      String label = "seed " + SEED + " case " + i;
      int[] most = UnevenShares.of(replicas, total, (kind, m) -> times[kind][m]);
      if (Arrays.stream(replicas).sum() > total) {
        assertThat(most).as(label).isNull();
        fewer++;
        continue;
      }
      double best = least(replicas, total, times, 0, 0);
      assertThat(slowest(times, most)).as(label).isEqualTo(best);
      int sum = 0;
      for (int kind = 0; kind < kinds; kind++) {
        assertThat(most[kind]).as(label).isPositive();
        sum += replicas[kind] * most[kind];
      }
      assertThat(sum).as(label).isGreaterThanOrEqualTo(total);
    }
    assertThat(fewer).isBetween(100, 1500);
  }

  /** Every number for every kind. */
  private static double least(int[] replicas, int left, double[][] times, int kind, double so) {
    if (kind == replicas.length) {
      return left <= 0 ? so : Double.POSITIVE_INFINITY;
    }
    double least = Double.POSITIVE_INFINITY;
    for (int m = 1; m < times[kind].length; m++) {
      double own = Math.max(so, times[kind][m]);
      least = Math.min(least, least(replicas, left - replicas[kind] * m, times, kind + 1, own));
    }
    return least;
  }

  private static double slowest(double[][] times, int[] most) {
    double slowest = 0;
    for (int kind = 0; kind < most.length; kind++) {
      slowest = Math.max(slowest, times[kind][most[kind]]);
    }
    return slowest;
  }
}
