package org.ampplanner.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs the usual commands once, silently, so that the JVM can archive the classes that they load.
 *
 * <p>The launcher calls it at the end of a build with {@code -XX:ArchiveClassesAtExit}. A class
 * that no command here touches is not in the archive, and costs its parsing at every start.
 */
final class StartupRehearsal {
  private static final String STRATEGIES = "validation/amp/het_model.csv";

  private static final String RECORDED = "validation/amp/homogeneous.csv";

  private static final List<List<String>> COMMANDS =
      List.of(
          List.of("--version"),
          List.of("--help"),
          List.of("plan", "--help"),
          List.of("plan", "amp-het-cluster"),
          List.of("plan", "amp-het-model", "-o", "json"),
          List.of("compare", "amp-het-cluster"),
          List.of("plan", "amp-het-cluster", "--cost-model", "predictive", "-v"),
          List.of(
              "plan",
              "--model",
              "llama3-8b",
              "--cluster",
              "1xdgx-h100",
              "--global-batch-size",
              "64"),
          List.of("explain", "amp-homogeneous"),
          List.of("explain", "--help"),
          List.of("simulate", "--help"),
          List.of("report", "--help"),
          List.of("explain", "amp-het-cluster", "--versus", "2"),
          List.of("calibrate", "amp-het-model", "--data", STRATEGIES),
          List.of("catalog"),
          List.of("trial", "amp-homogeneous", "--replay", RECORDED, "--budget", "2"),
          List.of("import", "cluster", "node[1-2]", "--device", "dgx-h100"),
          List.of("export", "--help"),
          List.of("evaluate", "amp-het-model", "-o", "csv", "--strategies", STRATEGIES));

  private StartupRehearsal() {}

  public static void main(String[] args) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Path home = Path.of(System.getProperty("amp.home", "."));
    Host host =
        new Host(
            home,
            home,
            System.getenv(),
            "out,err",
            nowhere,
            nowhere,
            System::nanoTime,
            new Interrupts());
    for (List<String> command : COMMANDS) {
      Amp.run(host, command.toArray(String[]::new));
    }
  }
}
