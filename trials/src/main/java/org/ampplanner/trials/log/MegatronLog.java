package org.ampplanner.trials.log;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Megatron-LM's log: the line of {@code training_log} ({@code megatron/training/training.py},
 * core_v0.8.0 to 2026-08-22; forks print seconds) and that of {@code report_memory}, whose MB are
 * 2^20 bytes.
 */
final class MegatronLog implements LogReader {
  private static final Pattern STEP =
      Pattern.compile(
          "\\biteration\\s+(\\d+)/\\s*\\d+ \\|.{0,400}?"
              + "elapsed time per iteration \\((ms|s)\\): ([0-9.eE+]+) \\|");
  private static final Pattern MEMORY =
      Pattern.compile("memory \\(MB\\).{0,200}?\\| max reserved: ([0-9]+\\.[0-9]+)\\b");
  private static final double MIB = 1 << 20;

  @Override
  public List<LogEvent> read(String line) {
    Found found = new Found(line);
    Matcher step = found.find(STEP);
    if (step != null) {
      double unit = step.group(2).equals("ms") ? 1e-3 : 1;
      found.step(step.group(1), Found.value(step.group(3)) * unit);
    }
    Matcher memory = found.find(MEMORY);
    if (memory != null) {
      found.memory(Found.value(memory.group(1)) * MIB);
    }
    return found.events();
  }
}
