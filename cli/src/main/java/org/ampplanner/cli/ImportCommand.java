package org.ampplanner.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code amp import}: what is at hand, as AMP understands it. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "WHAT",
    description = "Show how AMP understands a checkpoint's config.",
    footer = {"", "Example:  amp import model checkpoints/llama -o json"})
final class ImportCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
