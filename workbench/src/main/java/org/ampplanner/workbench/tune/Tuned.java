package org.ampplanner.workbench.tune;

import java.util.List;
import java.util.Optional;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.plan.Plan;
import org.ampplanner.plan.PlanDoubt;
import org.ampplanner.workbench.OpenJob;
import org.jspecify.annotations.Nullable;

/**
 * What is to be said of a job that runs.
 *
 * @param job the job as it was read
 * @param current its plan as it runs, as it is predicted
 * @param doubt how far that prediction may be off, or null if that is not known
 * @param measured what the log says
 * @param boundSeconds what no configuration of the searched space beats, brought to what was
 *     measured
 * @param proposals at most five, best first; none where nothing is worth changing
 * @param remarks what is odd, assumed or to be checked
 */
public record Tuned(
    OpenJob job,
    Plan current,
    @Nullable PlanDoubt doubt,
    Optional<Measured> measured,
    double boundSeconds,
    List<Proposal> proposals,
    List<Problem> remarks) {
  /** Where a job takes so many times what its configuration explains, flags are not the matter. */
  public static final double UNEXPLAINED = 2.5;

  /** Copies the lists. */
  public Tuned {
    proposals = List.copyOf(proposals);
    remarks = List.copyOf(remarks);
  }

  /** Returns measured over predicted step time; 1 where nothing was measured. */
  public double factor() {
    return measured.map(m -> m.seconds() / current.iterationSeconds()).orElse(1.0);
  }

  /** Returns whether the job is slower than anything in its configuration explains. */
  public boolean unexplained() {
    return factor() > UNEXPLAINED;
  }
}
