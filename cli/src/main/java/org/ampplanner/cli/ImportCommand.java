package org.ampplanner.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code amp import}: what is at hand, as AMP understands it. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "WHAT",
    description = "Turn what is at hand into files of AMP, and show how it is understood.",
    footer = {
      "",
      "Example:  amp import model checkpoints/llama -o json",
      "          amp import cluster hostfile topo.txt all_reduce.log --out cluster.yaml"
    })
final class ImportCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
