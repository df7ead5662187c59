package org.ampplanner.amp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AmpLayerAssignmentTest {
  private static final long SEED = 7;

  @Test
  void repeatsThePublishedCounterexample() {
    double[] seconds = {7, 6, 4, 2};
    double[][] cuts = {{4, 0, 8}};
    assertThat(new AmpLayerAssignment(seconds, cuts, 2, 4).cuts(() -> false))
        .containsExactly(0, 1, 4);
  }

  @Test
  void agreesWithThePlainRecurrence() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 3000; i++) {
      int layers = 1 + random.nextInt(8);
      int stages = 1 + random.nextInt(layers);
      double[] seconds = random.ints(layers, 0, 20).asDoubleStream().toArray();
      double[][] cuts = new double[stages - 1][];
      Arrays.setAll(cuts, b -> random.ints(layers - 1, 0, 30).asDoubleStream().toArray());
      int microBatches = 1 + random.nextInt(8);
      assertThat(new AmpLayerAssignment(seconds, cuts, stages, microBatches).cuts(() -> false))
          .as("seed %d case %d", SEED, i)
          .isEqualTo(new Plain(seconds, cuts, stages, microBatches).cuts());
    }
  }

  /** The recurrence as the paper's code states it, without tables. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Plain(double[] seconds, double[][] cutSeconds, int stages, int microBatches) {
    @SuppressWarnings("ArrayRecordComponent")
    private record Choice(double kept, int[] sizes) {}

    int[] cuts() {
      int[] sizes = best(seconds.length - 1, stages - 1, 0).sizes;
      int[] cuts = new int[stages + 1];
      for (int s = 0; s < stages; s++) {
        cuts[s + 1] = cuts[s] + sizes[s];
      }
      return cuts;
    }

    private Choice best(int last, int stage, double slowest) {
      if (stage == 0) {
        double sum = sum(0, last);
        return new Choice((microBatches - 1) * Math.max(0, sum - slowest), new int[] {last + 1});
      }
      double kept = Double.POSITIVE_INFINITY;
      int[] sizes = {};
      for (int cut = stage - 1; cut < last; cut++) {
        double sum = sum(cut + 1, last);
        Choice before = best(cut, stage - 1, Math.max(sum, slowest));
        double boundary = cutSeconds[stage - 1][cut];
        double cost = before.kept + (microBatches - 1) * Math.max(0, sum - slowest) + boundary;
        if (cost < kept) {
          kept = cost - boundary;
          sizes = Arrays.copyOf(before.sizes, stage + 1);
          sizes[stage] = last - cut;
        }
      }
      return new Choice(kept, sizes);
    }

    private double sum(int from, int to) {
      double sum = 0;
      for (int i = from; i <= to; i++) {
        sum += seconds[i];
      }
      return sum;
    }
  }
}
