package org.ampplanner.report;

import java.util.Locale;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Strategy;

/** A strategy in a line. */
final class PlanWords {
  private PlanWords() {}

  /** Returns its degrees, one a stage where they differ, and whatever is not plain. */
  static String of(PipelineStrategy pipeline) {
    String words =
        of(
            pipeline.first(),
            pipeline.byStage(Strategy::tensorParallel),
            pipeline.byStage(Strategy::dataParallel),
            pipeline.byStage(Strategy::microBatchSize));
    return pipeline.equalShares()
        ? words
        : words + ", uneven shares " + Shares.of(pipeline.microBatches());
  }

  /** Returns the same of a uniform strategy. */
  static String of(Strategy s) {
    return of(
        s,
        String.valueOf(s.tensorParallel()),
        String.valueOf(s.dataParallel()),
        String.valueOf(s.microBatchSize()));
  }

  private static String of(Strategy s, String tensor, String data, String samples) {
    Degrees d = s.degrees();
    StringBuilder words =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "tp %s, pp %d, dp %s, micro-batch %s",
                tensor,
                d.pipelineParallel(),
                data,
                samples));
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
