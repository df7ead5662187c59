package org.ampplanner.cli;

import picocli.CommandLine.Option;

/** Whether a command keeps its remarks to itself. */
final class QuietOption {
  @Option(names = "--quiet", description = "No progress and no warnings; errors still show.")
  boolean quiet;
}
