package org.ampplanner.trials.learning;

import java.util.Arrays;
import java.util.Locale;

/** Why a trial has no measured time. */
public enum Failure {
  /** A device ran out of memory. */
  OUT_OF_MEMORY("out_of_memory"),
  /** It was slower than the limit that was set for a trial. */
  TIMEOUT("timeout"),
  /** It made no progress for too long. */
  HANG("hang"),
  /** A process of it ended with an error. */
  CRASH("crash"),
  /** It ended as it should but said no step time. */
  NO_STEP_TIME("no_step_time"),
  /** It could not be started: a program is missing, or a node refuses. */
  NOT_STARTED("not_started"),
  /** A node went away while it ran. */
  LOST_NODE("lost_node"),
  /** A host refused something or ended it: its memory, a limit of its own, its disk, its driver. */
  HOST("host"),
  /** Hardware is broken: a device, its memory, a link. */
  HARDWARE("hardware"),
  /** Nothing is known but that it failed. */
  UNKNOWN("unknown");

  private final String id;

  Failure(String id) {
    this.id = id;
  }

  /** Returns the name in files. */
  public String id() {
    return id;
  }

  /**
   * Returns whether it may be due to what was run. If not, it says nothing of the candidate, which
   * may be run again.
   */
  public boolean ofCandidate() {
    return switch (this) {
      case OUT_OF_MEMORY, TIMEOUT, HANG, CRASH, NO_STEP_TIME, UNKNOWN -> true;
      case NOT_STARTED, LOST_NODE, HOST, HARDWARE -> false;
    };
  }

  /** Returns the failure that a word of a file means: its id, or what people write instead. */
  public static Failure of(String text) {
    String word = text.strip().toLowerCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
    return Arrays.stream(values())
        .filter(f -> f.id.equals(word))
        .findFirst()
        .orElseGet(() -> meant(word));
  }

  private static Failure meant(String word) {
    if (word.contains("host") || word.contains("locked") || word.contains("kill")) {
      return HOST;
    }
    if (word.contains("xid") || word.contains("ecc") || word.contains("nvlink")) {
      return HARDWARE;
    }
    if (word.contains("oom") || word.contains("memory")) {
      return OUT_OF_MEMORY;
    }
    if (word.contains("timeout") || word.contains("slow")) {
      return TIMEOUT;
    }
    if (word.contains("hang") || word.contains("hung")) {
      return HANG;
    }
    return word.contains("crash") ? CRASH : UNKNOWN;
  }
}
