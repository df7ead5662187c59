package org.ampplanner.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The {@code amp} command. */
@Command(
    name = "amp",
    mixinStandardHelpOptions = true,
    versionProvider = Amp.Version.class,
    description = "Finds the fastest way to train a large model on the GPUs you have.")
public final class Amp implements Runnable {

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** Runs the command line and exits with its code. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Amp()).execute(args));
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Amp.class.getPackage().getImplementationVersion();
      return new String[] {"amp " + (version == null ? "(unpackaged)" : version)};
    }
  }
}
