package org.ampplanner.cost;

import java.util.List;
import org.ampplanner.simulate.PathItem;

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
