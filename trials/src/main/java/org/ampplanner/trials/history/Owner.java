package org.ampplanner.trials.history;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;

/**
 * A process that runs trials.
 *
 * @param host its host
 * @param pid its number
 * @param started when it started, so that a number that is used again is not taken for it
 */
record Owner(String host, long pid, String started) {

  static Owner self() {
    ProcessHandle self = ProcessHandle.current();
    return new Owner(hostName(), self.pid(), started(self));
  }

  static Owner parse(String text) {
    String[] parts = text.split(" ", 3);
    return new Owner(parts[0], Long.parseLong(parts[1]), parts[2]);
  }

  String text() {
    return host + " " + pid + " " + started;
  }

  /** Returns whether it is still there; on other hosts nobody can tell, and it is taken to be. */
  boolean alive(Owner here) {
    if (!host.equals(here.host)) {
      return true;
    }
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    return process.isPresent() && process.get().isAlive() && started(process.get()).equals(started);
  }

  private static String started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("");
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName().replace(' ', '_');
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
