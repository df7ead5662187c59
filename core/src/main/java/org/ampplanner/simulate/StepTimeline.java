package org.ampplanner.simulate;

import java.util.List;

/**
 * Everything that happens in one training step, replica type by replica type.
 *
 * @param chunks model chunks per stage
 * @param microBatches per replica
 * @param replicas the distinct replicas; those that are equal in all that matters are one
 * @param gradientSync by stage, when it reduces its gradients over the replicas; of no length where
 *     nothing of it is exposed
 * @param tiedSync when the first and the last stage exchange the gradients of tied layers
 * @param optimizer by stage, when it updates its weights
 * @param seconds the whole step; what is left after the last update is spent in no particular place
 * @param note in what the times are approximate, empty if they are those of the prediction
 */
public record StepTimeline(
    int chunks,
    int microBatches,
    List<Replica> replicas,
    List<Interval> gradientSync,
    Interval tiedSync,
    List<Interval> optimizer,
    double seconds,
    String note) {

  /**
   * A stretch of time.
   *
   * @param start seconds since the start of the step
   * @param end seconds since the start of the step, not before {@code start}
   */
  public record Interval(double start, double end) {
    /** Returns how long it is. */
    public double seconds() {
      return end - start;
    }
  }

  /**
   * Replicas of one type.
   *
   * @param members their data-parallel coordinates, ascending
   * @param trace what happens in each of them
   * @param forwardExchange by virtual stage, how much of a forward pass is exposed communication
   *     between the devices of the stage
   * @param backwardExchange the same of a backward pass
   */
  public record Replica(
      List<Integer> members,
      PipelineTrace trace,
      List<Double> forwardExchange,
      List<Double> backwardExchange) {
    /** Copies the lists. */
    public Replica {
      members = List.copyOf(members);
      forwardExchange = List.copyOf(forwardExchange);
      backwardExchange = List.copyOf(backwardExchange);
    }
  }

  /** Copies the lists. */
  public StepTimeline {
    replicas = List.copyOf(replicas);
    gradientSync = List.copyOf(gradientSync);
    optimizer = List.copyOf(optimizer);
  }

  /** Returns the stages of the pipeline. */
  public int devices() {
    return optimizer.size();
  }

  /** Returns when the last pass of the last replica ends. */
  public double pipelineEnd() {
    double end = 0;
    for (Replica replica : replicas) {
      for (double each : replica.trace().ends()) {
        end = Math.max(end, each);
      }
    }
    return end;
  }

  /** Returns when the last update of weights ends. */
  public double lastUpdate() {
    return optimizer.stream().mapToDouble(Interval::end).max().orElse(0);
  }
}
