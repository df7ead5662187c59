package org.ampplanner.cli;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;

/**
 * Runs the usual commands once, silently, so that the JVM can archive the classes that they load.
 *
 * <p>The launcher calls it at the end of a build with {@code -XX:ArchiveClassesAtExit}. A class
 * that no command here touches is not in the archive, and costs its parsing at every start.
 */
final class StartupRehearsal {

  private static final List<List<String>> COMMANDS =
      List.of(List.of("--version"), List.of("--help"));

  private StartupRehearsal() {}

  public static void main(String[] args) {
    PrintWriter nowhere =
        new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    for (List<String> command : COMMANDS) {
      new CommandLine(new Amp())
          .setOut(nowhere)
          .setErr(nowhere)
          .execute(command.toArray(String[]::new));
    }
  }
}
