package org.ampplanner.report;

import java.util.Locale;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Strategy;

/** A strategy in a line. */
final class PlanWords {
  private PlanWords() {}

  /** Returns its degrees and whatever is not plain. */
  static String of(Strategy s) {
    Degrees d = s.degrees();
    StringBuilder words =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "tp %d, pp %d, dp %d, micro-batch %d",
                d.tensorParallel(),
                d.pipelineParallel(),
                d.dataParallel(),
                s.microBatchSize()));
    add(words, d.contextParallel() > 1, "cp " + d.contextParallel());
    add(words, d.expertParallel() > 1, "ep " + d.expertParallel());
    add(words, d.virtualPipeline() > 1, d.virtualPipeline() + " chunks");
    add(words, d.pipelineParallel() > 1, s.schedule().id());
    add(words, s.recompute() != Recompute.NONE, "recompute " + s.recompute().id());
    add(words, s.zeroStage() > 0, "ZeRO " + s.zeroStage());
    add(words, s.sequenceParallel(), "sequence parallel");
    return words.toString();
  }

  private static void add(StringBuilder words, boolean when, String what) {
    if (when) {
      words.append(", ").append(what);
    }
  }
}
