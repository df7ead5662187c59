package org.ampplanner.trials.history;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * A process that runs a trial.
 *
 * @param host its host
 * @param pid its number
 * @param started when it started, so that a number that is used again is not taken for it
 * @param until when its trial is over at the latest, for other hosts, which cannot ask for it
 */
record Owner(String host, long pid, String started, Instant until) {
  /** How far the clocks of hosts may be apart. */
  private static final Duration CLOCKS = Duration.ofHours(1);

  /** Returns this process, about to run a trial that takes no longer than this. */
  static Owner self(Duration longest) {
    ProcessHandle self = ProcessHandle.current();
    return new Owner(
        hostName(), self.pid(), started(self), Instant.now().plus(longest).plus(CLOCKS));
  }

  /** Returns the process that a text names, or nothing if it is none of ours. */
  static Optional<Owner> parse(String text) {
    String[] parts = text.split(" ", 4);
    if (parts.length < 3 || !parts[1].matches("[0-9]{1,18}")) {
      return Optional.empty();
    }
    return Optional.of(
        new Owner(
            parts[0],
            Long.parseLong(parts[1]),
            parts[2],
            parts.length > 3 ? time(parts[3]) : Instant.MAX));
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      return Instant.MAX;
    }
  }

  String text() {
    return identity() + " " + until;
  }

  /** Returns what tells it from other processes. */
  String identity() {
    return host + " " + pid + " " + started;
  }

  /** Returns whether it is still there; on other hosts it is, until its time is over. */
  boolean alive(String hostHere, Instant now) {
    if (!host.equals(hostHere)) {
      return now.isBefore(until);
    }
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    return process.isPresent() && process.get().isAlive() && started(process.get()).equals(started);
  }

  /**
   * Returns when a process started: on Linux counted from the start of the machine, since the time
   * of day of the same moment changes when the clock is set.
   */
  private static String started(ProcessHandle process) {
    try {
      String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      return boot + ":" + stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19];
    } catch (IOException | IndexOutOfBoundsException e) {
      return process.info().startInstant().map(Instant::toString).orElse("");
    }
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName().replace(' ', '_');
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
