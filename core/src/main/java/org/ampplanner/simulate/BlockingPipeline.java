package org.ampplanner.simulate;

/**
 * DeepSpeed's training schedule (Rasley et al. 2020, doi 10.1145/3394486.3406703; the engine's
 * {@code TrainSchedule}) replayed step by step: in every step a stage runs one forward or one
 * backward pass, and before it exchanges activations and gradients with the neighbour that is at
 * the same step. An exchange begins when both are there and occupies both until it ends.
 *
 * <p>In step n stage s is to run forward if {@code n + s} is even. Micro-batches follow from the
 * 1F1B order. O(steps · stages).
 */
public final class BlockingPipeline {
  private BlockingPipeline() {}

  /**
   * Returns when each stage ends its last pass.
   *
   * @param times of one chunk per device
   * @param microBatches at least 1
   */
  public static double[] endTimes(PassTimes times, int microBatches) {
    int k = times.devices();
    double[] at = new double[k];
    int steps = 2 * (microBatches + k - 1);
    for (int n = 0; n < steps; n++) {
      for (int s = 1; s < k; s++) {
        if ((n + s) % 2 == 0) {
          exchange(at, times, s, n, microBatches);
        }
      }
      for (int s = 0; s < k; s++) {
        boolean forward = (n + s) % 2 == 0;
        int micro = forward ? forwardMicroBatch(n, s) : backwardMicroBatch(n, s, k);
        if (micro >= 0 && micro < microBatches) {
          at[s] += forward ? times.forward()[s] : times.backward()[s];
        }
      }
    }
    return at;
  }

  /** Stage s is about to run forward, its predecessor backward; both exchange what they made. */
  private static void exchange(double[] at, PassTimes times, int s, int n, int microBatches) {
    int k = times.devices();
    int activation = forwardMicroBatch(n, s);
    int gradient = backwardMicroBatch(n - 1, s, k);
    boolean sendsActivation = activation >= 0 && activation < microBatches;
    boolean sendsGradient = gradient >= 0 && gradient < microBatches;
    if (!sendsActivation && !sendsGradient) {
      return;
    }
    double end =
        Math.max(at[s - 1], at[s])
            + (sendsActivation ? times.forwardTransfer()[s - 1] : 0)
            + (sendsGradient ? times.backwardTransfer()[s - 1] : 0);
    at[s - 1] = end;
    at[s] = end;
  }

  /** Stage 0 runs micro-batch i forward in step 2i, every later stage one step later. */
  private static int forwardMicroBatch(int step, int stage) {
    return step < stage ? -1 : (step - stage) / 2;
  }

  /** The last stage runs micro-batch i backward right after its forward pass. */
  private static int backwardMicroBatch(int step, int stage, int stages) {
    int first = 2 * stages - 1 - stage;
    return step < first ? -1 : (step - first) / 2;
  }
}
