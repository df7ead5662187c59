package org.ampplanner.trials.log;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The log of our own trainer: {@code step 3 loss 2.345678 peak_bytes 1234567 seconds 0.123456}, the
 * seconds with six decimals, the peak left out where it is not known.
 */
final class ReferenceLog implements LogReader {
  private static final Pattern STEP =
      Pattern.compile("\\bstep (\\d+) loss .{1,100}? seconds ([0-9]+\\.[0-9]{6})");
  private static final Pattern MEMORY = Pattern.compile("\\bpeak_bytes (\\d+) ");

  @Override
  public List<LogEvent> read(String line) {
    Found found = new Found(line);
    Matcher step = found.find(STEP);
    if (step != null) {
      found.step(step.group(1), Found.value(step.group(2)));
    }
    Matcher memory = found.find(MEMORY);
    if (memory != null) {
      found.memory(Found.value(memory.group(1)));
    }
    return found.events();
  }
}
