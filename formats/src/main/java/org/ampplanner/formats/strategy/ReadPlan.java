package org.ampplanner.formats.strategy;

import java.util.List;
import org.ampplanner.formats.job.JobRequest;
import org.ampplanner.formats.job.ReadJob;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.strategy.Strategy;

/**
 * A plan file: the job that it was made for, resolved again, and its plans without their
 * predictions.
 *
 * @param job the job
 * @param request what the job was resolved from
 * @param plans best first, as they are ranked in the file
 * @param warnings what is worth a remark
 */
public record ReadPlan(
    ReadJob job, JobRequest request, List<Ranked> plans, List<Problem> warnings) {

  /**
   * One of its plans.
   *
   * @param rank from 1
   * @param strategy the strategy
   * @param placement the devices
   * @param partition the layers
   */
  public record Ranked(int rank, Strategy strategy, Placement placement, Partition partition) {}

  /** Copies the lists. */
  public ReadPlan {
    plans = List.copyOf(plans);
    warnings = List.copyOf(warnings);
  }
}
