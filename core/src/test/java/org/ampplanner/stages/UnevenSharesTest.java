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
      int classes = 1 + random.nextInt(3);
      int[] replicas = random.ints(classes, 1, 4).toArray();
      int total = 1 + random.nextInt(14);
      double[][] times = new double[classes][total + 1];
      for (double[] own : times) {
        for (int m = 1; m <= total; m++) {
          own[m] = own[m - 1] + random.nextInt(5);
        }
      }
      String label = "seed " + SEED + " case " + i;
      int[] most = UnevenShares.of(replicas, total, (nodeClass, m) -> times[nodeClass][m]);
      if (Arrays.stream(replicas).sum() > total) {
        assertThat(most).as(label).isNull();
        fewer++;
        continue;
      }
      double best = least(replicas, total, times, 0, 0);
      assertThat(slowest(times, most)).as(label).isEqualTo(best);
      int sum = 0;
      for (int nodeClass = 0; nodeClass < classes; nodeClass++) {
        assertThat(most[nodeClass]).as(label).isPositive();
        sum += replicas[nodeClass] * most[nodeClass];
      }
      assertThat(sum).as(label).isGreaterThanOrEqualTo(total);
    }
    assertThat(fewer).isBetween(100, 1500);
  }

  /** Every number for every class. */
  private static double least(
      int[] replicas, int left, double[][] times, int nodeClass, double so) {
    if (nodeClass == replicas.length) {
      return left <= 0 ? so : Double.POSITIVE_INFINITY;
    }
    double least = Double.POSITIVE_INFINITY;
    for (int m = 1; m < times[nodeClass].length; m++) {
      double own = Math.max(so, times[nodeClass][m]);
      least =
          Math.min(
              least, least(replicas, left - replicas[nodeClass] * m, times, nodeClass + 1, own));
    }
    return least;
  }

  private static double slowest(double[][] times, int[] most) {
    double slowest = 0;
    for (int nodeClass = 0; nodeClass < most.length; nodeClass++) {
      slowest = Math.max(slowest, times[nodeClass][most[nodeClass]]);
    }
    return slowest;
  }
}
