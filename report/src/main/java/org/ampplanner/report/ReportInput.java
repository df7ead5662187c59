package org.ampplanner.report;

import java.util.List;
import java.util.Map;
import org.ampplanner.cost.CostModel;
import org.ampplanner.formats.plan.PlanFile;
import org.ampplanner.formats.plan.SearchLogFile;
import org.jspecify.annotations.Nullable;

/**
 * What a report is made of.
 *
 * @param file the plans with their job
 * @param costModel the job's, bound
 * @param sources where the facts about device types and the model come from, by name
 * @param log what happened in the search, or null
 * @param measured trials beside their predictions, or empty
 * @param version of AMP
 */
public record ReportInput(
    PlanFile file,
    CostModel costModel,
    Map<String, String> sources,
    @Nullable SearchLogFile log,
    List<Trial> measured,
    String version) {

  /**
   * A measured run beside its prediction.
   *
   * @param name what was run
   * @param measuredSeconds the step time that was measured
   * @param predictedSeconds the step time that is predicted
   */
  public record Trial(String name, double measuredSeconds, double predictedSeconds) {}

  /** Copies the collections. */
  public ReportInput {
    sources = Map.copyOf(sources);
    measured = List.copyOf(measured);
  }
}
