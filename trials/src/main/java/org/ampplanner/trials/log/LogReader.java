package org.ampplanner.trials.log;

import java.util.List;
import org.ampplanner.engine.Engine;

/**
 * Reads the log of one engine, line by line and without a state of its own, so that a log can be
 * read while it grows and however long it is.
 */
public interface LogReader {
  /** The longest line that is looked at; more is not what an engine prints about a step. */
  int MAX_LINE = 20_000;

  /**
   * Returns what a line says; nothing if it says nothing measured, or is cut, garbled, or states a
   * time that is not a positive number. Ranks may print into one line: what stands before the
   * engine's own words does not matter. O(length), at most {@value #MAX_LINE} characters.
   */
  List<LogEvent> read(String line);

  /** Returns whether the engine computes on the hosts themselves, so that their memory counts. */
  default boolean devicesAreHosts() {
    return false;
  }

  /**
   * Returns the reader of an engine's logs.
   *
   * @param engine which engine prints
   * @param shape what the run processes, for engines that print throughput rather than time
   * @throws IllegalArgumentException for {@link Engine#ANY}, which prints nothing
   */
  static LogReader of(Engine engine, RunShape shape) {
    return switch (engine) {
      case MEGATRON -> new MegatronLog();
      case DEEPSPEED -> new DeepSpeedLog(shape);
      case TORCHTITAN -> new TorchtitanLog(shape);
      case REFERENCE -> new ReferenceLog();
      case ANY -> throw new IllegalArgumentException("engine any prints no log");
    };
  }
}
