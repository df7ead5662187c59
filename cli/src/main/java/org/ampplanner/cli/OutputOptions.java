package org.ampplanner.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where results go and in which form. */
final class OutputOptions {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "table",
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  OutputFormat format = OutputFormat.table;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write the result to this file instead of standard output.")
  @Nullable Path file;

  @Option(names = "--quiet", description = "No progress and no warnings; errors still show.")
  boolean quiet;

  @Option(names = "--no-color", description = "No colours (also: $NO_COLOR).")
  boolean noColor;

  @Option(
      names = {"-v", "--verbose"},
      description = "Also draw the step and the memory, and why candidates were left out.")
  boolean verbose;

  @Option(names = "--debug", description = "Show where in the program an error came from.")
  boolean debug;
}
