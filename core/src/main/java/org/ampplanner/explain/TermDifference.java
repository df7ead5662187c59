package org.ampplanner.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ampplanner.cost.CostBreakdown;
import org.ampplanner.cost.CostEstimate;

/**
 * One term of the step time of two plans.
 *
 * @param term its name in files, without {@code _s}
 * @param seconds of the plan that is explained
 * @param versusSeconds of the other
 */
public record TermDifference(String term, double seconds, double versusSeconds) {

  /** Returns how much more the other takes; negative if it takes less. */
  public double difference() {
    return versusSeconds - seconds;
  }

  /** Compares two predictions term by term, the largest difference first. */
  public static List<TermDifference> between(CostEstimate plan, CostEstimate other) {
    CostBreakdown a = plan.breakdown();
    CostBreakdown b = other.breakdown();
    List<TermDifference> terms = new ArrayList<>();
    terms.add(new TermDifference("compute", a.compute(), b.compute()));
    terms.add(new TermDifference("bubble", a.bubble(), b.bubble()));
    terms.add(new TermDifference("tp_comm", a.tensorComm(), b.tensorComm()));
    terms.add(new TermDifference("pp_comm", a.pipelineComm(), b.pipelineComm()));
    terms.add(new TermDifference("dp_comm", a.dataComm(), b.dataComm()));
    terms.add(new TermDifference("optimizer", a.optimizer(), b.optimizer()));
    terms.add(new TermDifference("other", a.other(), b.other()));
    terms.sort(
        Comparator.comparingDouble((TermDifference t) -> Math.abs(t.difference())).reversed());
    return List.copyOf(terms);
  }
}
