package org.ampplanner.simulate;

import java.util.ArrayList;
import java.util.List;
import org.ampplanner.schedule.Pass;
import org.ampplanner.schedule.Pass.Kind;

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
  private final PassTimes times;
  private final int microBatches;
  private final double[] at;
  private final List<List<TimedPass>> passes;
  private final List<TimedTransfer> transfers;

  /** Prepares a replay; passes and transfers are recorded if there is a list for each device. */
  private BlockingPipeline(
      PassTimes times,
      int microBatches,
      List<List<TimedPass>> passes,
      List<TimedTransfer> transfers) {
    this.times = times;
    this.microBatches = microBatches;
    this.at = new double[times.devices()];
    this.passes = passes;
    this.transfers = transfers;
  }

  /**
   * Returns when each stage ends its last pass.
   *
   * @param times of one chunk per device
   * @param microBatches at least 1
   */
  public static double[] endTimes(PassTimes times, int microBatches) {
    BlockingPipeline pipeline =
        new BlockingPipeline(times, microBatches, List.of(), new ArrayList<>());
    pipeline.run();
    return pipeline.at;
  }

  /** Returns every pass and exchange with its time; of an exchange the activation comes first. */
  public static PipelineTrace trace(PassTimes times, int microBatches) {
    List<TimedTransfer> transfers = new ArrayList<>();
    List<List<TimedPass>> passes = new ArrayList<>();
    for (int d = 0; d < times.devices(); d++) {
      passes.add(new ArrayList<>());
    }
    new BlockingPipeline(times, microBatches, passes, transfers).run();
    return new PipelineTrace(
        times.devices(), passes.stream().flatMap(List::stream).toList(), transfers, true);
  }

  private void run() {
    int k = at.length;
    int steps = 2 * (microBatches + k - 1);
    for (int n = 0; n < steps; n++) {
      for (int s = 1; s < k; s++) {
        if ((n + s) % 2 == 0) {
          exchange(s, n);
        }
      }
      for (int s = 0; s < k; s++) {
        boolean forward = (n + s) % 2 == 0;
        int micro = forward ? forwardMicroBatch(n, s) : backwardMicroBatch(n, s, k);
        if (micro >= 0 && micro < microBatches) {
          run(s, new Pass(forward ? Kind.FORWARD : Kind.BACKWARD, 0, micro));
        }
      }
    }
  }

  private void run(int s, Pass pass) {
    double start = at[s];
    at[s] += pass.kind() == Kind.FORWARD ? times.forward()[s] : times.backward()[s];
    if (!passes.isEmpty()) {
      passes.get(s).add(new TimedPass(s, pass, start, at[s]));
    }
  }

  /** Stage s is about to run forward, its predecessor backward; both exchange what they made. */
  private void exchange(int s, int n) {
    int k = at.length;
    int activation = forwardMicroBatch(n, s);
    int gradient = backwardMicroBatch(n - 1, s, k);
    boolean sendsActivation = activation >= 0 && activation < microBatches;
    boolean sendsGradient = gradient >= 0 && gradient < microBatches;
    if (!sendsActivation && !sendsGradient) {
      return;
    }
    double start = Math.max(at[s - 1], at[s]);
    double between = start + (sendsActivation ? times.forwardTransfer()[s - 1] : 0);
    double end = between + (sendsGradient ? times.backwardTransfer()[s - 1] : 0);
    at[s - 1] = end;
    at[s] = end;
    if (sendsActivation && !passes.isEmpty()) {
      Pass sent = new Pass(Kind.FORWARD, 0, activation);
      transfers.add(new TimedTransfer(sent, s - 1, s, start, between));
    }
    if (sendsGradient && !passes.isEmpty()) {
      transfers.add(
          new TimedTransfer(new Pass(Kind.BACKWARD, 0, gradient), s, s - 1, between, end));
    }
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
