package org.ampplanner.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ampplanner.workbench.trial.TrialSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How real trials are run. */
final class TrialOptions {
  @Option(
      names = "--time-budget",
      paramLabel = "TIME",
      converter = TimeLimit.Converter.class,
      description = "Start no trial after this time: 30m, 2h.")
  @Nullable TimeLimit timeBudget;

  @Option(
      names = "--candidates",
      paramLabel = "N",
      defaultValue = "20",
      description = "Plans to choose from (default: ${DEFAULT-VALUE}).")
  int candidates = 20;

  @Option(
      names = "--strategies",
      paramLabel = "FILE",
      description = "Choose from the rows of this strategies file, not from the best predicted.")
  @Nullable Path strategies;

  @Option(
      names = "--launcher",
      paramLabel = "L",
      defaultValue = "ssh",
      description = "ssh, torchrun, slurm or mpirun (default: ${DEFAULT-VALUE}).")
  String launcher = "ssh";

  @Option(
      names = "--hosts",
      split = ",",
      paramLabel = "HOST",
      description = "Addresses of the nodes, in the order of the cluster's file.")
  List<String> hosts = new ArrayList<>();

  @Option(
      names = "--history",
      paramLabel = "FILE",
      defaultValue = "amp-trials.db",
      description = "Where trials are kept, and found again (default: ${DEFAULT-VALUE}).")
  Path history = Path.of("amp-trials.db");

  @Option(
      names = "--work",
      paramLabel = "DIR",
      defaultValue = "amp-trials",
      description = "Folder for the files and logs of the runs (default: ${DEFAULT-VALUE}).")
  Path work = Path.of("amp-trials");

  @Option(
      names = "--trial-timeout",
      paramLabel = "TIME",
      defaultValue = "10m",
      converter = TimeLimit.Converter.class,
      description = "Longest run (default: ${DEFAULT-VALUE}).")
  TimeLimit trialTimeout = new TimeLimit(600_000_000_000L);

  @Option(
      names = "--silent-timeout",
      paramLabel = "TIME",
      defaultValue = "5m",
      converter = TimeLimit.Converter.class,
      description = "Longest time without a line of log (default: ${DEFAULT-VALUE}).")
  TimeLimit silentTimeout = new TimeLimit(300_000_000_000L);

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "2",
      description = "First steps that do not count (default: ${DEFAULT-VALUE}).")
  int warmUp = 2;

  @Option(
      names = "--calibration-out",
      paramLabel = "FILE",
      description = "Keep what the trials teach there, for --calibration of the next plan.")
  @Nullable Path calibrationOut;

  @Option(names = "--dry-run", description = "Print the commands and run nothing.")
  boolean dryRun;

  /** Returns what the trials need to know of these options. */
  TrialSettings settings() {
    return new TrialSettings(
        history,
        work,
        launcher,
        hosts,
        TimeLimit.limitNanos(timeBudget),
        trialTimeout.nanos(),
        silentTimeout.nanos(),
        warmUp);
  }
}
