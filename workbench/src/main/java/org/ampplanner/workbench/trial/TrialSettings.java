package org.ampplanner.workbench.trial;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * How real trials are run.
 *
 * @param history where trials are kept, and found again
 * @param work folder for the files and logs of the runs
 * @param launcher id of what starts processes on the nodes
 * @param hosts addresses of the nodes, in the order of the cluster; or none
 * @param budgetNanos no trial starts after this time, in nanoseconds; or empty
 * @param timeoutNanos the longest run, in nanoseconds
 * @param silentNanos the longest time without a line of log, in nanoseconds
 * @param warmUp first steps that do not count
 */
public record TrialSettings(
    Path history,
    Path work,
    String launcher,
    List<String> hosts,
    OptionalLong budgetNanos,
    long timeoutNanos,
    long silentNanos,
    int warmUp) {

  /** Copies the list. */
  public TrialSettings {
    hosts = List.copyOf(hosts);
  }
}
