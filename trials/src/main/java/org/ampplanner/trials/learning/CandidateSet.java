package org.ampplanner.trials.learning;

import java.util.List;
import org.ampplanner.strategy.PipelineStrategy;

/**
 * What could be run, as the choice of the next trial sees it.
 *
 * @param strategies by candidate
 * @param hypotheses how they may behave, at least one; the first is what the job says
 */
public record CandidateSet(List<PipelineStrategy> strategies, List<Hypothesis> hypotheses) {
  /** Copies the components. */
  public CandidateSet {
    strategies = List.copyOf(strategies);
    hypotheses = List.copyOf(hypotheses);
    for (Hypothesis h : hypotheses) {
      if (h.memoryShare().size() != strategies.size()) {
        throw new IllegalArgumentException("as many memory shares as strategies");
      }
    }
  }

  /** Returns how many there are. */
  public int size() {
    return strategies.size();
  }
}
