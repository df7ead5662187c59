package org.ampplanner.predictive;

import java.util.Arrays;
import org.ampplanner.cost.StepBounds.PassWeights;
import org.ampplanner.strategy.Strategy;

/**
 * How often the passes and transfers of a stage are on a path through the schedule, so that {@code
 * max peak + Σ sum + Σ cut} is not above the time of the schedule.
 *
 * <p>For every stage s of k, with m micro-batches and w forward passes before the first backward
 * one: what comes before its first pass, all of its own passes, what it waits for its first
 * gradient, and what comes after its last pass. With t = f + b and transfers c under 1F1B that is
 * {@code Σ_{r<s}(t_r+c_r) + m·t_s + Σ_{r>s}(t_r+c_r) - (w-1)·f_s}, or {@code Σ t + Σ c + (m-1)·t_s
 * - (w-1)·f_s}. GPipe waits twice for its slowest pass: {@code Σ t + Σ c + (m-1)·t_s}. Interleaved
 * over v chunks the first micro-batch passes forward through all chunks, backward through one:
 * {@code Σ(f+b/v) + m·t_s - b_s/v - W/v·f_s}, W being the passes ahead. Under zero-bubble the drain
 * may hide behind gradients of weights: {@code Σ f + m·t_s - w·f_s}.
 *
 * @param blocks of transformer blocks
 * @param others of layers that interleaving leaves in one chunk
 * @param sumForward of blocks' forward passes in the sum; of others always 1
 * @param sumBackward of blocks' backward passes in the sum
 * @param othersBackward of other layers' backward passes
 * @param cutForward of transfers forward
 * @param cutBackward of transfers backward
 * @param ahead {@code [stage]}, forward passes before the first backward one
 */
@SuppressWarnings("ArrayRecordComponent") // tables, compared by nobody
record ScheduleBound(
    PassWeights blocks,
    PassWeights others,
    double sumForward,
    double sumBackward,
    double othersBackward,
    double cutForward,
    double cutBackward,
    int[] ahead) {

  static ScheduleBound of(Strategy strategy, int microBatches) {
    int k = strategy.pipelineParallel();
    int v = strategy.degrees().virtualPipeline();
    return switch (strategy.schedule()) {
      case ONE_FORWARD_ONE_BACKWARD -> alternating(ahead(k, microBatches), microBatches);
      case EAGER_ONE_FORWARD_ONE_BACKWARD -> alternating(eager(k, microBatches), microBatches);
      case INTERLEAVED ->
          v == 1
              ? alternating(ahead(k, microBatches), microBatches)
              : interleaved(k, v, microBatches);
      case GPIPE -> {
        double[] all = filled(k, microBatches - 1);
        yield plain(all, all, 1, filled(k, microBatches));
      }
      case ZERO_BUBBLE -> {
        int[] ahead = ahead(k, microBatches);
        double[] forward = new double[k];
        Arrays.setAll(forward, s -> microBatches - ahead[s]);
        PassWeights weights = new PassWeights(forward, filled(k, microBatches));
        yield new ScheduleBound(weights, weights, 1, 0, 0, 1, 0, ahead);
      }
    };
  }

  private static ScheduleBound alternating(int[] ahead, int m) {
    int k = ahead.length;
    double[] forward = new double[k];
    Arrays.setAll(forward, s -> m - ahead[s]);
    return plain(forward, filled(k, m - 1), 1, Arrays.stream(ahead).asDoubleStream().toArray());
  }

  private static ScheduleBound plain(
      double[] forward, double[] backward, double sumBackward, double[] ahead) {
    PassWeights weights = new PassWeights(forward, backward);
    return new ScheduleBound(
        weights,
        weights,
        1,
        sumBackward,
        sumBackward,
        1,
        1,
        Arrays.stream(ahead).mapToInt(w -> (int) w).toArray());
  }

  private static ScheduleBound interleaved(int k, int v, int m) {
    int[] ahead = new int[k];
    double[] forward = new double[k];
    double[] other = new double[k];
    for (int s = 0; s < k; s++) {
      int total = m * v;
      int warm = m == k ? total : 2 * (k - 1 - s) + (v - 1) * k + 1;
      ahead[s] = Math.min(total, warm);
      forward[s] = m - (double) ahead[s] / v;
      other[s] = m - Math.min(m, 2.0 * k);
    }
    return new ScheduleBound(
        new PassWeights(forward, filled(k, m - 1.0 / v)),
        new PassWeights(other, filled(k, m)),
        1,
        1.0 / v,
        0,
        v,
        1,
        ahead);
  }

  private static int[] ahead(int k, int m) {
    int[] ahead = new int[k];
    Arrays.setAll(ahead, s -> Math.min(k - s, m));
    return ahead;
  }

  private static int[] eager(int k, int m) {
    int[] ahead = new int[k];
    Arrays.setAll(ahead, s -> Math.min(2 * (k - 1 - s) + 1, m));
    return ahead;
  }

  private static double[] filled(int k, double value) {
    double[] all = new double[k];
    Arrays.fill(all, value);
    return all;
  }
}
