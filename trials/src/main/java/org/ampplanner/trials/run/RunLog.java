package org.ampplanner.trials.run;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
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

  /** How many shapes of lines are remembered, and how often one of them is looked at. */
  private static final int SHAPES = 512;

  private static final int LOOKS = 20;

  private final LogReader reader;
  private final Map<Integer, Double> steps = new LinkedHashMap<>();
  private final Deque<String> last = new ArrayDeque<>();
  private final Signs signs;
  private final Map<Sign, String> shown = new TreeMap<>(Comparator.comparingInt(Sign::rank));
  private final Map<Integer, Integer> shapes =
      new LinkedHashMap<>(SHAPES, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Integer> eldest) {
          return size() > SHAPES;
        }
      };
  private double memoryGib = Double.NaN;

  /** Makes an empty log. */
  public RunLog(LogReader reader) {
    this.reader = reader;
    this.signs = Signs.of(reader.devicesAreHosts());
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
    if (shapes.merge(shape(line), 1, Integer::sum) <= LOOKS) {
      signs.in(line).ifPresent(sign -> shown.putIfAbsent(sign, shortened(line)));
    }
    if (!line.isBlank()) {
      last.addLast(shortened(line));
      if (last.size() > LAST_LINES) {
        last.removeFirst();
      }
    }
  }

  /** Returns a number that is equal for lines that differ in their digits only. */
  private static int shape(String line) {
    int hash = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      hash = c >= '0' && c <= '9' ? hash : 31 * hash + c;
    }
    return hash;
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

  /** Returns the sign that explains most of why the run failed. */
  synchronized Optional<Sign> sign() {
    return shown.keySet().stream().filter(this::tells).findFirst();
  }

  /** What misses when a run starts does not miss after its first step. */
  private boolean tells(Sign sign) {
    return sign.failure() != Failure.NOT_STARTED || steps.isEmpty();
  }

  /** Returns the line that says best what went wrong: that of the sign, else the last. */
  public synchronized String remark() {
    return sign().map(shown::get).orElseGet(() -> Objects.requireNonNullElse(last.peekLast(), ""));
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
