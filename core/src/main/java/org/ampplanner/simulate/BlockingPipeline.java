package org.ampplanner.simulate;

import java.util.List;
import java.util.function.Consumer;
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
  private BlockingPipeline() {}

  /**
   * Returns when each stage ends its last pass.
   *
   * @param times of one chunk per device
   * @param microBatches at least 1
   */
  public static double[] endTimes(PassTimes times, int microBatches) {
    double[] at = new double[times.devices()];
    walk(
        times.devices(),
        microBatches,
        (s, activation, gradient) -> {
          double end =
              Math.max(at[s - 1], at[s])
                  + (activation ? times.forwardTransfer()[s - 1] : 0)
                  + (gradient ? times.backwardTransfer()[s - 1] : 0);
          at[s - 1] = end;
          at[s] = end;
        },
        (s, forward) -> at[s] += forward ? times.forward()[s] : times.backward()[s]);
    return at;
  }

  /** Returns every pass and exchange with its time; of an exchange the activation comes first. */
  public static PipelineTrace trace(PassTimes times, int microBatches) {
    PipelineTrace.Builder trace = new PipelineTrace.Builder(times.devices(), true);
    replay(times, microBatches, trace::pass, trace::transfer);
    return trace.build();
  }

  /** Returns what the end of a stage waits for. */
  static List<TimedEvent> path(PassTimes times, int microBatches, int stage) {
    Chains chains = new Chains(times.devices());
    replay(times, microBatches, chains::pass, chains::exchange);
    return Chains.events(chains.ends()[stage]);
  }

  private static void replay(
      PassTimes times,
      int microBatches,
      Consumer<TimedPass> passes,
      Consumer<TimedTransfer> transfers) {
    int k = times.devices();
    double[] at = new double[k];
    int[][] next = new int[4][k]; // forward and backward passes, activations and gradients by stage
    walk(
        k,
        microBatches,
        (s, activation, gradient) -> {
          double start = Math.max(at[s - 1], at[s]);
          double between = start + (activation ? times.forwardTransfer()[s - 1] : 0);
          double end = between + (gradient ? times.backwardTransfer()[s - 1] : 0);
          if (activation) {
            transfers.accept(
                new TimedTransfer(sent(Kind.FORWARD, next[2][s]++), s - 1, s, start, between));
          }
          if (gradient) {
            transfers.accept(
                new TimedTransfer(sent(Kind.BACKWARD, next[3][s]++), s, s - 1, between, end));
          }
          at[s - 1] = end;
          at[s] = end;
        },
        (s, forward) -> {
          double start = at[s];
          at[s] += forward ? times.forward()[s] : times.backward()[s];
          Kind kind = forward ? Kind.FORWARD : Kind.BACKWARD;
          int micro = next[forward ? 0 : 1][s]++;
          passes.accept(new TimedPass(s, sent(kind, micro), start, at[s]));
        });
  }

  private static org.ampplanner.schedule.Pass sent(Kind kind, int microBatch) {
    return new org.ampplanner.schedule.Pass(kind, 0, microBatch);
  }

  /** Stage s and its predecessor exchange an activation, a gradient, or both. */
  interface Exchange {
    void between(int stage, boolean activation, boolean gradient);
  }

  /** A stage runs a forward or a backward pass. */
  interface Pass {
    void on(int stage, boolean forward);
  }

  /** Walks through the schedule in an order in which everything comes after what it waits for. */
  static void walk(int stages, int microBatches, Exchange exchange, Pass pass) {
    int steps = 2 * (microBatches + stages - 1);
    for (int n = 0; n < steps; n++) {
      for (int s = 1; s < stages; s++) {
        // stage s is about to run forward, its predecessor backward; both send what they made
        if ((n + s) % 2 == 0) {
          int micro = forwardMicroBatch(n, s);
          int gradientMicro = backwardMicroBatch(n - 1, s, stages);
          boolean activation = micro >= 0 && micro < microBatches;
          boolean gradient = gradientMicro >= 0 && gradientMicro < microBatches;
          if (activation || gradient) {
            exchange.between(s, activation, gradient);
          }
        }
      }
      for (int s = 0; s < stages; s++) {
        boolean forward = (n + s) % 2 == 0;
        int micro = forward ? forwardMicroBatch(n, s) : backwardMicroBatch(n, s, stages);
        if (micro >= 0 && micro < microBatches) {
          pass.on(s, forward);
        }
      }
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
