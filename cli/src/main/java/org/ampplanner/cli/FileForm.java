package org.ampplanner.cli;

import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

/** The form of a result that is a file of ours: what is asked for, else what its name says. */
final class FileForm {
  private FileForm() {}

  static OutputFormat of(CommandSpec spec, OutputOptions options) {
    boolean asked = spec.commandLine().getParseResult().hasMatchedOption("-o");
    if (asked || options.file == null) {
      return options.format;
    }
    String name = options.file.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".json")
        ? OutputFormat.json
        : name.endsWith(".csv") ? OutputFormat.csv : OutputFormat.yaml;
  }
}
