package org.ampplanner.trials.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import org.ampplanner.trials.learning.Failure;

/** What a log says, line by line, in bounded memory however long it is. */
public final class RunLog {
  private static final int MOST_STEPS = 100_000;
  private static final int LAST_LINES = 20;
  private static final int SHOWN = 160;

  private static final Map<Failure, Pattern> SIGNS =
      Map.of(
          Failure.OUT_OF_MEMORY,
          insensitive(
              "out of memory|OutOfMemoryError|cannot allocate memory|std::bad_alloc"
                  + "|can't allocate memory"),
          Failure.NOT_STARTED,
          insensitive(
              "command not found|No module named|is not installed|no such file or directory"
                  + "|Connection refused|Could not resolve hostname|Permission denied \\(|No route to host"
                  + "|Host key verification failed|launch\\.sh: set "),
          Failure.LOST_NODE,
          insensitive(
              "Connection (closed|reset) by (remote|peer)|Broken pipe|send disconnect"
                  + "|not responding|node failure"));

  private final LogFormat format;
  private final List<Double> steps = new ArrayList<>();
  private final Deque<String> last = new ArrayDeque<>();
  private final Set<Failure> signs = EnumSet.noneOf(Failure.class);
  private double memoryGib = Double.NaN;
  private String sign = "";

  /** Makes an empty log. */
  public RunLog(LogFormat format) {
    this.format = format;
  }

  private static Pattern insensitive(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
  }

  /** Takes a line. */
  public synchronized void accept(String line) {
    OptionalDouble seconds = format.seconds(line);
    if (seconds.isPresent() && steps.size() < MOST_STEPS) {
      steps.add(seconds.getAsDouble());
    }
    LogFormat.memoryGib(line)
        .ifPresent(gib -> memoryGib = Double.isNaN(memoryGib) ? gib : Math.max(memoryGib, gib));
    SIGNS.forEach((failure, pattern) -> {
      if (pattern.matcher(line).find() && signs.add(failure) && sign.isEmpty()) {
        sign = shortened(line);
      }
    });
    if (!line.isBlank()) {
      last.addLast(shortened(line));
      if (last.size() > LAST_LINES) {
        last.removeFirst();
      }
    }
  }

  private static String shortened(String line) {
    String text = line.strip();
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }

  /** Returns how many steps were timed so far. */
  public synchronized int steps() {
    return steps.size();
  }

  /** Returns the peak memory in GiB, NaN if the log does not say it. */
  public synchronized double memoryGib() {
    return memoryGib;
  }

  /** Returns whether the log shows a sign of a failure. */
  public synchronized boolean shows(Failure failure) {
    return signs.contains(failure);
  }

  /** Returns the line that says best what went wrong: the first sign, else the last line. */
  public synchronized String remark() {
    return sign.isEmpty() ? last.isEmpty() ? "" : last.getLast() : sign;
  }

  /**
   * The step time of a run.
   *
   * @param steps steps counted
   * @param median of their times, in seconds
   * @param spread half the distance between the quartiles, in seconds
   */
  public record Timing(int steps, double median, double spread) {}

  /** Returns the timing without the first steps, or nothing if no step is left. */
  public synchronized Optional<Timing> timing(int warmUp) {
    double[] counted = steps.stream().skip(warmUp).mapToDouble(Double::doubleValue).toArray();
    if (counted.length == 0) {
      return Optional.empty();
    }
    Arrays.sort(counted);
    double spread = (quantile(counted, 0.75) - quantile(counted, 0.25)) / 2;
    return Optional.of(new Timing(counted.length, quantile(counted, 0.5), spread));
  }

  private static double quantile(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }
}
