package org.ampplanner.trials.log;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ampplanner.unit.Units;

/**
 * DeepSpeed's log (0.14.5 to 0.19.6): the pipeline engine's line ({@code
 * deepspeed/runtime/pipe/engine.py}), the other engine's throughput ({@code
 * deepspeed/utils/timer.py}) and {@code see_memory_usage} ({@code deepspeed/runtime/utils.py}),
 * whose GB are 2^30 bytes.
 *
 * <p>The pipeline engine prints seconds with three decimals; where the throughput has more digits
 * the time is taken from it.
 */
final class DeepSpeedLog implements LogReader {
  private static final Pattern PIPELINE =
      Pattern.compile(
          "\\bsteps: (\\d+) loss: .{0,400}?"
              + "iter time \\(s\\): ([0-9.]+) samples/sec: ([0-9]+\\.[0-9]{3})");
  private static final Pattern THROUGHPUT =
      Pattern.compile("global_step=(\\d+), .{0,200}?CurrSamplesPerSec=([0-9.eE+-]+),");
  private static final Pattern PEAK = Pattern.compile("(?:MaxMemAllocated=|Max_MA )([0-9.]+) ?GB");

  private final RunShape shape;

  DeepSpeedLog(RunShape shape) {
    this.shape = shape;
  }

  @Override
  public List<LogEvent> read(String line) {
    Found found = new Found(line);
    Matcher pipeline = found.find(PIPELINE);
    if (pipeline != null) {
      double seconds = Found.value(pipeline.group(2));
      double samplesPerSecond = Found.value(pipeline.group(3));
      boolean precise = samplesPerSecond > seconds;
      found.step(pipeline.group(1), precise ? shape.globalBatchSize() / samplesPerSecond : seconds);
    }
    Matcher throughput = found.find(THROUGHPUT);
    if (throughput != null) {
      found.step(throughput.group(1), shape.globalBatchSize() / Found.value(throughput.group(2)));
    }
    Matcher peak = found.find(PEAK);
    if (peak != null) {
      found.memory(Found.value(peak.group(1)) * Units.GIB);
    }
    return found.events();
  }
}
