package org.ampplanner.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code amp completion}: what makes a shell complete commands and options. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = "Write a script that completes amp's commands and options in bash and zsh.",
    footer = {
      "",
      "Example:  amp completion > ~/.local/share/bash-completion/completions/amp",
      "          source <(amp completion)"
    })
final class CompletionCommand implements Callable<Integer> {
  private final Host host;

  @Spec private CommandSpec spec;

  CompletionCommand(Host host) {
    this.host = host;
  }

  @Override
  public Integer call() {
    host.out().print(AutoComplete.bash("amp", spec.root().commandLine()));
    host.out().flush();
    return ExitCode.OK;
  }
}
