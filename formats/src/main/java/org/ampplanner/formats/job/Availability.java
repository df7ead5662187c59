package org.ampplanner.formats.job;

import org.ampplanner.formats.source.Fields;
import org.ampplanner.formats.source.Node;
import org.ampplanner.job.Engine;

/** What a job may ask for and this version does not have yet. Every such refusal stands here. */
final class Availability {
  /** The cost model of a job that names none. */
  static final CostModelId DEFAULT_COST_MODEL = CostModelId.PREDICTIVE;

  private static final String NOT_YET = "is not available in this version";

  private Availability() {}

  /** The cost models that a job may name. */
  enum CostModelId {
    /** Predicts without measurements. */
    PREDICTIVE("predictive"),
    /** As published. */
    AMP("amp");

    private final String id;

    CostModelId(String id) {
      this.id = id;
    }

    String id() {
      return id;
    }
  }

  /** Refuses a cost model that is not there yet, whether it is named or meant by default. */
  static void check(Fields job, CostModelId costModel) {
    if (costModel != CostModelId.AMP) {
      job.problems()
          .error(
              job.at("cost_model"),
              "cost_model (" + costModel.id() + ") " + NOT_YET,
              "`--cost-model amp` with measured layer times (a `profile`, or `time_ms` in the"
                  + " model file)");
    }
  }

  /** Refuses an engine whose restrictions are not known yet. */
  static void check(Node node, Fields job, Engine engine) {
    if (engine != Engine.ANY) {
      job.problems().value(node, "engine", NOT_YET, "`any`");
    }
  }
}
