package org.ampplanner.cli;

import picocli.CommandLine.Option;

/** Whether an error shows where it came from; the handler of errors looks for it by name. */
final class DebugOption {
  @Option(names = "--debug", description = "Show where in the program an error came from.")
  boolean debug;
}
