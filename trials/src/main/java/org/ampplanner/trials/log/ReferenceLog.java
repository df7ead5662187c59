package org.ampplanner.trials.log;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ampplanner.unit.Units;

/**
 * The log of our own trainer, {@code trials/reference/train.py}: {@code step 3 loss 2.345678901
 * time_s 0.123456}, and at the end {@code peak memory_gib 0.268}.
 */
final class ReferenceLog implements LogReader {
  private static final Pattern STEP =
      Pattern.compile("\\bstep (\\d+) loss .{1,100}? time_s ([0-9]+\\.[0-9]{6})");
  private static final Pattern MEMORY = Pattern.compile("\\bpeak memory_gib ([0-9]+\\.[0-9]{3})");

  @Override
  public boolean devicesAreHosts() {
    return true;
  }

  @Override
  public List<LogEvent> read(String line) {
    Found found = new Found(line);
    Matcher step = found.find(STEP);
    if (step != null) {
      found.step(step.group(1), Found.value(step.group(2)));
    }
    Matcher memory = found.find(MEMORY);
    if (memory != null) {
      found.memory(Found.value(memory.group(1)) * Units.GIB);
    }
    return found.events();
  }
}
