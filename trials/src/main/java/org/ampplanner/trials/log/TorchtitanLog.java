package org.ampplanner.trials.log;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ampplanner.unit.Units;

/**
 * torchtitan's log ({@code torchtitan/components/metrics.py}, 2026-08-21): tokens per second and
 * device, in whole tokens, so that a step's time follows from the tokens of a step; colours may
 * stand between the fields.
 */
final class TorchtitanLog implements LogReader {
  private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");
  private static final Pattern STEP =
      Pattern.compile("(?<!validate )\\bstep:\\s*(\\d+)\\b.{0,400}?\\btps: ([0-9,]+) ");
  private static final Pattern MEMORY = Pattern.compile("\\bmemory:\\s*([0-9.]+)GiB");

  private final RunShape shape;

  TorchtitanLog(RunShape shape) {
    this.shape = shape;
  }

  @Override
  public List<LogEvent> read(String line) {
    Found found = new Found(COLOUR.matcher(Found.cut(line)).replaceAll(""));
    Matcher step = found.find(STEP);
    if (step != null) {
      double tokensPerSecond = Found.value(step.group(2)) * shape.devices();
      found.step(step.group(1), shape.tokens() / tokensPerSecond);
    }
    Matcher memory = found.find(MEMORY);
    if (step != null && memory != null) {
      found.memory(Found.value(memory.group(1)) * Units.GIB);
    }
    return found.events();
  }
}
