package org.ampplanner.trials.log;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Collects the events of one line. */
final class Found {
  private final String line;
  private final List<LogEvent> events = new ArrayList<>();

  Found(String line) {
    this.line = cut(line);
  }

  /** Returns a line without what is too long to be an engine's. */
  static String cut(String line) {
    return line.length() > LogReader.MAX_LINE ? line.substring(0, LogReader.MAX_LINE) : line;
  }

  /** Returns the groups of the first match, or null. */
  @org.jspecify.annotations.Nullable
  Matcher find(Pattern pattern) {
    Matcher matcher = pattern.matcher(line);
    return matcher.find() ? matcher : null;
  }

  /** Adds a step unless its number or time makes no sense. */
  void step(String number, double seconds) {
    OptionalDouble step = number(number);
    boolean sensible = Double.isFinite(seconds) && seconds > 0;
    if (sensible && step.isPresent() && step.getAsDouble() <= Integer.MAX_VALUE) {
      events.add(new LogEvent.Step((int) step.getAsDouble(), seconds));
    }
  }

  /** Adds a peak of memory unless it makes no sense. */
  void memory(double bytes) {
    if (Double.isFinite(bytes) && bytes >= 0) {
      events.add(new LogEvent.Memory(bytes));
    }
  }

  /** Returns a printed number, thousands separated by commas or not; NaN if it is none. */
  static double value(String printed) {
    return number(printed).orElse(Double.NaN);
  }

  private static OptionalDouble number(String printed) {
    try {
      return OptionalDouble.of(Double.parseDouble(printed.replace(",", "")));
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  List<LogEvent> events() {
    return List.copyOf(events);
  }
}
