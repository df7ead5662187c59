package org.ampplanner.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WindowsTest {
  private static final long SEED = 7;

  @Test
  void reachAsFarAsWhatTheyHoldFits() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 1000; i++) {
      int layers = random.nextInt(1, 10);
      LayerBytes bytes =
          new LayerBytes(
              PlainWindows.sums(random, layers, 6),
              PlainWindows.sums(random, layers, 3),
              random.longs(layers, 0, 9).toArray());
      int inFlight = random.nextInt(4);
      long cap = random.nextInt(30);
      Windows.Condition fits = (from, to) -> bytes.fit(List.of(), inFlight, cap, from, to);
      int[] ends = Windows.ends(layers, fits);
      int[] starts = Windows.starts(layers, fits);
      for (int at = 0; at <= layers; at++) {
        String label = "seed " + SEED + " case " + i + " at " + at;
        assertThat(ends[at]).as(label).isEqualTo(PlainWindows.end(bytes, inFlight, cap, at));
        assertThat(starts[at]).as(label).isEqualTo(PlainWindows.start(bytes, inFlight, cap, at));
      }
    }
  }

  /** The same by trying every length. */
  private static final class PlainWindows {
    static long[] sums(SplittableRandom random, int layers, int most) {
      long[] sums = new long[layers + 1];
      for (int l = 0; l < layers; l++) {
        sums[l + 1] = sums[l] + random.nextInt(most);
      }
      return sums;
    }

    static int end(LayerBytes bytes, int inFlight, long cap, int from) {
      int end = from;
      for (int to = from + 1; to < bytes.fixed().length; to++) {
        end = needed(bytes, inFlight, from, to) <= cap ? to : end;
      }
      return end;
    }

    static int start(LayerBytes bytes, int inFlight, long cap, int to) {
      int start = to;
      for (int from = to - 1; from >= 0; from--) {
        start = needed(bytes, inFlight, from, to) <= cap ? from : start;
      }
      return start;
    }

    private static long needed(LayerBytes bytes, int inFlight, int from, int to) {
      long needed = 0;
      long working = 0;
      for (int l = from; l < to; l++) {
        needed += bytes.fixed()[l + 1] - bytes.fixed()[l];
        needed += inFlight * (bytes.activation()[l + 1] - bytes.activation()[l]);
        working = Math.max(working, bytes.working()[l]);
      }
      return needed + working;
    }
  }
}
