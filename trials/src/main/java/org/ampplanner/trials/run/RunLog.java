package org.ampplanner.trials.run;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ampplanner.trials.learning.Failure;
import org.ampplanner.trials.log.LogEvent;
import org.ampplanner.trials.log.LogReader;
import org.ampplanner.unit.Units;

/**
 * What a log says, line by line, in bounded memory however long it is. A step that several ranks
 * report counts once.
 */
public final class RunLog {
  private static final int MOST_STEPS = 100_000;
  private static final int LAST_LINES = 20;
  private static final int SHOWN = 160;

  /** Words of a log that tell why a run failed, in small letters. */
  private static final Map<Failure, List<String>> SIGNS =
      Map.of(
          Failure.OUT_OF_MEMORY,
          List.of(
              "out of memory",
              "outofmemoryerror",
              "cannot allocate memory",
              "can't allocate memory",
              "std::bad_alloc"),
          Failure.NOT_STARTED,
          List.of(
              "command not found",
              "no module named",
              "is not installed",
              "no such file or directory",
              "connection refused",
              "could not resolve hostname",
              "permission denied (",
              "no route to host",
              "host key verification failed",
              "launch.sh: set "),
          Failure.LOST_NODE,
          List.of(
              "connection closed by remote",
              "connection closed by peer",
              "connection reset by remote",
              "connection reset by peer",
              "broken pipe",
              "send disconnect",
              "not responding",
              "node failure"));

  private final LogReader reader;
  private final Map<Integer, Double> steps = new LinkedHashMap<>();
  private final Deque<String> last = new ArrayDeque<>();
  private final Set<Failure> signs = EnumSet.noneOf(Failure.class);
  private double memoryGib = Double.NaN;
  private String sign = "";

  /** Makes an empty log. */
  public RunLog(LogReader reader) {
    this.reader = reader;
  }

  /** Takes a line. */
  public synchronized void accept(String line) {
    for (LogEvent event : reader.read(line)) {
      switch (event) {
        case LogEvent.Step step when steps.size() < MOST_STEPS ->
            steps.putIfAbsent(step.step(), step.seconds());
        case LogEvent.Step step -> {}
        case LogEvent.Memory memory -> {
          double gib = memory.peakBytes() / Units.GIB;
          memoryGib = Double.isNaN(memoryGib) ? gib : Math.max(memoryGib, gib);
        }
      }
    }
    String small = line.toLowerCase(Locale.ROOT);
    SIGNS.forEach((failure, words) -> {
      if (!signs.contains(failure) && words.stream().anyMatch(small::contains)) {
        signs.add(failure);
        sign = sign.isEmpty() ? shortened(line) : sign;
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
    double[] counted =
        steps.values().stream().skip(warmUp).mapToDouble(Double::doubleValue).toArray();
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
