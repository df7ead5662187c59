package org.ampplanner.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
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

  @Mixin private QuietOption quiet = new QuietOption();

  @Option(names = "--no-color", description = "No colours (also: $NO_COLOR).")
  boolean noColor;

  @Option(
      names = {"-v", "--verbose"},
      description = "Also draw the step and the memory, and why candidates were left out.")
  boolean verbose;

  @Mixin DebugOption debug = new DebugOption();

  /** Returns the options of a command whose result is a file that is named elsewhere. */
  static OutputOptions of(QuietOption quiet) {
    OutputOptions options = new OutputOptions();
    options.quiet = quiet;
    return options;
  }

  /** Returns whether remarks are not to be said. */
  boolean quiet() {
    return quiet.quiet;
  }
}
