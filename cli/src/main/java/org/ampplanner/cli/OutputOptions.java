package org.ampplanner.cli;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where results go and in which form. */
final class OutputOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "table",
      description =
          "One of ${COMPLETION-CANDIDATES} (default: what the name of --out says, else ${DEFAULT-VALUE}).")
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

  /** Returns the form that was asked for; where none was, what the name of the file says. */
  OutputFormat form() {
    return form(OutputFormat.table);
  }

  /**
   * The same for results that are files of ours: {@code otherwise} where their name says nothing.
   */
  OutputFormat form(OutputFormat otherwise) {
    if (file == null || spec.commandLine().getParseResult().hasMatchedOption("-o")) {
      return format;
    }
    String name = file.toString().toLowerCase(Locale.ROOT);
    int dot = name.lastIndexOf('.');
    return switch (name.substring(dot + 1)) {
      case "json" -> OutputFormat.json;
      case "csv" -> OutputFormat.csv;
      case "yaml", "yml" -> OutputFormat.yaml;
      default -> otherwise;
    };
  }

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
