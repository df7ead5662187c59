package org.ampplanner.workbench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Strategy;

/** A strategy on a line: degrees, and what is not the usual. */
public final class StrategyText {
  private StrategyText() {}

  /** Returns all of it. */
  public static String of(Strategy s) {
    Degrees d = s.degrees();
    List<String> parts = new ArrayList<>();
    parts.add("tp " + d.tensorParallel());
    parts.add("pp " + d.pipelineParallel());
    parts.add("dp " + d.dataParallel());
    add(parts, "cp", d.contextParallel());
    add(parts, "ep", d.expertParallel());
    add(parts, "vp", d.virtualPipeline());
    parts.add("mbs " + s.microBatchSize());
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
  public static String brief(Strategy s) {
    return String.format(
        Locale.ROOT,
        "tp %d, pp %d, dp %d, micro-batch %d",
        s.tensorParallel(),
        s.pipelineParallel(),
        s.dataParallel(),
        s.microBatchSize());
  }

  private static void add(List<String> parts, String name, int degree) {
    if (degree > 1) {
      parts.add(name + " " + degree);
    }
  }
}
