package org.ampplanner.workbench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Strategy;

/** A strategy on a line: degrees, and what is not the usual. */
public final class StrategyText {
  private StrategyText() {}

  /** Returns all of it; where stages differ, a value a stage. */
  public static String of(PipelineStrategy pipeline) {
    Strategy s = pipeline.first();
    Degrees d = s.degrees();
    List<String> parts = new ArrayList<>();
    parts.add("tp " + pipeline.byStage(Strategy::tensorParallel));
    parts.add("pp " + d.pipelineParallel());
    parts.add("dp " + pipeline.byStage(Strategy::dataParallel));
    add(parts, "cp", d.contextParallel());
    add(parts, "ep", d.expertParallel());
    add(parts, "vp", d.virtualPipeline());
    parts.add("mbs " + pipeline.byStage(Strategy::microBatchSize));
    if (!pipeline.equalShares()) {
      parts.add("uneven shares");
    }
    if (d.pipelineParallel() > 1) {
      parts.add("schedule " + s.schedule().id());
    }
    if (s.recompute() != Recompute.NONE) {
      parts.add("recompute " + s.recompute().id());
    }
    if (s.zeroStage() > 0) {
      parts.add("zero_stage " + s.zeroStage());
    }
    if (s.sequenceParallel()) {
      parts.add("sequence_parallel");
    }
    return String.join(", ", parts);
  }

  /** Returns the degrees and the micro-batch alone. */
  public static String brief(PipelineStrategy pipeline) {
    return String.format(
        Locale.ROOT,
        "tp %s, pp %s, dp %s, micro-batch %s",
        pipeline.byStage(Strategy::tensorParallel),
        pipeline.byStage(Strategy::pipelineParallel),
        pipeline.byStage(Strategy::dataParallel),
        pipeline.byStage(Strategy::microBatchSize));
  }

  private static void add(List<String> parts, String name, int degree) {
    if (degree > 1) {
      parts.add(name + " " + degree);
    }
  }
}
