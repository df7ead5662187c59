package org.ampplanner.workbench.trial;

import org.ampplanner.trials.learning.CandidateSet;
import org.ampplanner.trials.learning.ExpectedImprovement;
import org.ampplanner.trials.learning.TopCandidates;
import org.ampplanner.trials.learning.TrialPolicy;

/** How the next trial is chosen. */
public enum TrialStrategy {
  /** Where it is expected to improve the best time most. */
  LEARN("learn"),
  /** Down the list of predictions. */
  TOP_K("top-k");

  private final String id;

  TrialStrategy(String id) {
    this.id = id;
  }

  /** Returns the name in files. */
  public String id() {
    return id;
  }

  /** Makes what chooses among candidates. */
  public TrialPolicy policy(CandidateSet candidates) {
    return switch (this) {
      case LEARN -> new ExpectedImprovement(candidates);
      case TOP_K -> new TopCandidates(candidates);
    };
  }
}
