package org.ampplanner.cost;

import java.util.List;

/**
 * Where the time of a step goes, seen stage by stage and along its critical path.
 *
 * @param stages what every stage does; each adds up to the step time
 * @param path what the end of the step waits for, one after another; it adds up to the step time
 * @param provenance where the numbers come from
 */
public record StepAnatomy(
    List<StageTerms> stages, List<PathItem> path, List<Provenance> provenance) {

  /**
   * What one stage does in a step, in seconds; of unlike replicas, the busiest.
   *
   * @param compute forward and backward passes
   * @param tensorComm exposed communication inside layers
   * @param dataComm exposed gradient synchronisation
   * @param optimizer its optimizer update
   * @param other all else that every stage does alike
   * @param waiting the rest: for other stages, transfers and replicas
   */
  public record StageTerms(
      double compute,
      double tensorComm,
      double dataComm,
      double optimizer,
      double other,
      double waiting) {

    /** Makes the terms of a stage that waits whenever it does nothing else. */
    public static StageTerms within(
        double stepSeconds,
        double compute,
        double tensorComm,
        double dataComm,
        double optimizer,
        double other) {
      double busy = compute + tensorComm + dataComm + optimizer + other;
      return new StageTerms(
          compute, tensorComm, dataComm, optimizer, other, Math.max(0, stepSeconds - busy));
    }

    /** Returns the time that it is not waiting. */
    public double busy() {
      return compute + tensorComm + dataComm + optimizer + other;
    }
  }

  /**
   * Equal pieces of the critical path, put together.
   *
   * @param kind what they are
   * @param stage which stage, or the one before the boundary of a transfer; 0 where it is all
   * @param count how many
   * @param seconds all of them together
   */
  public record PathItem(Kind kind, int stage, long count, double seconds) {

    /** What a piece of the critical path is. */
    public enum Kind {
      /** A forward pass with its communication inside layers. */
      FORWARD("forward"),
      /** A backward pass with its communication inside layers. */
      BACKWARD("backward"),
      /** A pass that computes gradients of weights only. */
      WEIGHTS("weights"),
      /** A transfer between two stages, either way. */
      TRANSFER("transfer"),
      /** The gradient synchronisation of a stage. */
      GRADIENT_SYNC("gradient_sync"),
      /** The exchange of gradients that two stages share. */
      TIED_SYNC("tied_sync"),
      /** The optimizer's update. */
      OPTIMIZER("optimizer"),
      /** All else. */
      OTHER("other");

      private final String id;

      Kind(String id) {
        this.id = id;
      }

      /** Returns the name in files. */
      public String id() {
        return id;
      }
    }
  }

  /**
   * Where some of the numbers come from.
   *
   * @param subject what numbers
   * @param origin where from
   * @param detail more of it, readable by users
   */
  public record Provenance(String subject, Origin origin, String detail) {

    /** Where a number can come from. */
    public enum Origin {
      /** Data sheets and the cluster file, times efficiencies of the generation. */
      DATA_SHEET("data_sheet"),
      /** Measured at exactly the point asked for. */
      MEASURED("measured"),
      /** Between two measured points. */
      INTERPOLATED("interpolated"),
      /** A measured point, scaled by the analytic ratio. */
      SCALED("scaled"),
      /** Corrected by factors that were fitted on measured runs. */
      CALIBRATED("calibrated");

      private final String id;

      Origin(String id) {
        this.id = id;
      }

      /** Returns the name in files. */
      public String id() {
        return id;
      }
    }
  }

  /** Copies the lists. */
  public StepAnatomy {
    stages = List.copyOf(stages);
    path = List.copyOf(path);
    provenance = List.copyOf(provenance);
  }
}
