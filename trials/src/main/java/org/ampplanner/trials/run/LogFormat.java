package org.ampplanner.trials.run;

import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How engines write step times and memory into their logs. */
public final class LogFormat {
  private static final String NUMBER = "([0-9][0-9,]*(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)";

  /** What a line says of a step time, and the factor that makes seconds of it. */
  private record Time(Pattern pattern, double seconds) {}

  private static final List<Time> TIMES =
      List.of(
          new Time(Pattern.compile("^step \\d+ loss \\S+ time_s " + NUMBER), 1),
          new Time(Pattern.compile("elapsed time per iteration \\(ms\\): " + NUMBER), 1e-3),
          new Time(Pattern.compile("\\biter time \\(s\\): " + NUMBER), 1));

  /** torchtitan's tokens per second and device. */
  private static final Pattern RATE = Pattern.compile("\\bstep: *\\d+ .*\\btps: " + NUMBER);

  private static final List<Pattern> MEMORY_GIB =
      List.of(
          Pattern.compile("^peak memory_gib " + NUMBER),
          Pattern.compile("\\bmemory: " + NUMBER + "GiB"),
          Pattern.compile("\\bmax allocated: " + NUMBER));

  private final double tokensPerDevice;

  /**
   * Makes a format.
   *
   * @param tokensPerDevice tokens of a step over the number of devices
   */
  public LogFormat(double tokensPerDevice) {
    this.tokensPerDevice = tokensPerDevice;
  }

  /** Returns the step time of a line, if it has one. */
  OptionalDouble seconds(String line) {
    for (Time time : TIMES) {
      Matcher m = time.pattern.matcher(line);
      if (m.find()) {
        return positive(number(m.group(1)) * time.seconds);
      }
    }
    Matcher rate = RATE.matcher(line);
    return rate.find() ? positive(tokensPerDevice / number(rate.group(1))) : OptionalDouble.empty();
  }

  /** Returns the memory of a line in GiB, if it has one. */
  static OptionalDouble memoryGib(String line) {
    for (Pattern pattern : MEMORY_GIB) {
      Matcher m = pattern.matcher(line);
      if (m.find()) {
        return positive(number(m.group(1)));
      }
    }
    return OptionalDouble.empty();
  }

  private static double number(String text) {
    return Double.parseDouble(text.replace(",", ""));
  }

  private static OptionalDouble positive(double value) {
    return value > 0 && Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }
}
