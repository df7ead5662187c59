package org.ampplanner.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WindowMinimumTest {
  private static final long SEED = 20261201;

  @Test
  void findsTheFirstLeastValueOfAWindowThatRises() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 2000; i++) {
      int n = random.nextInt(1, 12);
      long[] values = random.longs(n, 0, 5).toArray();
      WindowMinimum window = new WindowMinimum(n);
      window.clear();
      int low = 0;
      for (int at = 0; at < n; at++) {
        window.add(at, values[at]);
        low = random.nextInt(low, at + 2);
        window.dropBelow(low);
        agree(window, values, low, at, i);
      }
    }
  }

  @Test
  void findsTheFirstLeastValueOfAWindowThatFalls() {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    for (int i = 0; i < 2000; i++) {
      int n = random.nextInt(1, 12);
      long[] values = random.longs(n, 0, 5).toArray();
      WindowMinimum window = new WindowMinimum(n);
      window.clear();
      int high = n - 1;
      for (int at = n - 1; at >= 0; at--) {
        window.add(at, values[at]);
        high = random.nextInt(at - 1, high + 1);
        window.dropAbove(high);
        agree(window, values, at, high, i);
      }
    }
  }

  private static void agree(WindowMinimum window, long[] values, int low, int high, int i) {
    String label = "seed " + SEED + " case " + i;
    assertThat(window.isEmpty()).as(label).isEqualTo(low > high);
    if (low <= high) {
      long least = Arrays.stream(values, low, high + 1).min().getAsLong();
      int first = low;
      while (values[first] != least) {
        first++;
      }
      assertThat(window.value()).as(label).isEqualTo(least);
      assertThat(window.position()).as(label).isEqualTo(first);
    }
  }
}
