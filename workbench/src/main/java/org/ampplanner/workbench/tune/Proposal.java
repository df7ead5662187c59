package org.ampplanner.workbench.tune;

import java.util.List;
import org.ampplanner.plan.Plan;
import org.ampplanner.plan.PlanDoubt;
import org.jspecify.annotations.Nullable;

/**
 * A way to run the job that is predicted faster.
 *
 * @param changes of the user's own file, in the order of a strategy's columns
 * @param plan what runs then
 * @param doubt how far its prediction may be off, or null if that is not known
 * @param seconds a step, brought to what was measured
 * @param low that 10 % are below
 * @param high that 10 % are above
 * @param speedup over the job as it runs
 */
public record Proposal(
    List<Change> changes,
    Plan plan,
    @Nullable PlanDoubt doubt,
    double seconds,
    double low,
    double high,
    double speedup) {

  /** Copies the list. */
  public Proposal {
    changes = List.copyOf(changes);
  }

  /**
   * One change.
   *
   * @param column of a strategies file
   * @param flag what the file calls it
   * @param from what it is now
   * @param to what it is to be
   * @param why what that does
   */
  public record Change(String column, String flag, String from, String to, String why) {}
}
