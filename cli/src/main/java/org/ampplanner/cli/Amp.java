package org.ampplanner.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ampplanner.formats.export.InexpressibleException;
import org.ampplanner.formats.source.Nearest;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.unit.InvalidValueException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code amp} command. */
@Command(
    name = "amp",
    mixinStandardHelpOptions = true,
    versionProvider = AmpVersion.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Finds the fastest way to train a large model on the GPUs you have.",
    footer = {
      "",
      "Start with:  amp plan amp-het-cluster",
      "Exit codes: 0 ok, 1 a bug of ours, 2 wrong usage or input, 3 nothing feasible,",
      "130 interrupted (what was found so far is still written)."
    })
public final class Amp implements Runnable {

  @Spec private CommandSpec spec;

  /** Runs the command line and exits with its code. */
  public static void main(String[] args) {
    PrintStream out = stream(FileDescriptor.out);
    PrintStream err = stream(FileDescriptor.err);
    Interrupts interrupts = new Interrupts();
    interrupts.install();
    Host host =
        new Host(
            Path.of(System.getProperty("amp.home", ".")),
            Path.of(""),
            System.getenv(),
            System.getProperty("amp.tty", ""),
            out,
            err,
            System::nanoTime,
            interrupts);
    int code = run(host, args);
    out.flush();
    err.flush();
    interrupts.finished();
    if (!interrupts.requested()) {
      System.exit(code);
    }
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }

  /** Runs a command line and returns its exit code. */
  static int run(Host host, String... args) {
    int code = commandLine(host).execute(args);
    if (host.out().checkError() && code == ExitCode.OK) { // which flushes
      host.err().println("amp: standard output cannot be written: the result is not complete");
      return ExitCode.INVALID_INPUT;
    }
    return code;
  }

  static CommandLine commandLine(Host host) {
    CommandLine commands =
        new CommandLine(new Amp())
            .addSubcommand(new PlanCommand(host))
            .addSubcommand(new EvaluateCommand(host))
            .addSubcommand(new TuneCommand(host))
            .addSubcommand(new SizeCommand(host))
            .addSubcommand(new TrialCommand(host))
            .addSubcommand(new ExplainCommand(host))
            .addSubcommand(new CompareCommand(host))
            .addSubcommand(new SimulateCommand(host))
            .addSubcommand(new CalibrateCommand(host))
            .addSubcommand(new ReportCommand(host))
            .addSubcommand(new CatalogCommand(host))
            .addSubcommand(
                new CommandLine(new ImportCommand())
                    .addSubcommand(new ImportModelCommand(host))
                    .addSubcommand(new ImportClusterCommand(host))
                    .addSubcommand(new ImportProfileCommand(host)))
            .addSubcommand(new ExportCommand(host))
            .addSubcommand(new ServeCommand(host))
            .addSubcommand(new CompletionCommand(host))
            .addSubcommand(new ValidateCommand(host));
    commands
        .setOut(writer(host.out()))
        .setErr(writer(host.err()))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(false)
        .setParameterExceptionHandler(Amp::wrongUsage)
        .setExecutionExceptionHandler((e, command, result) -> failed(host, e, result));
    return commands;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  private static int wrongUsage(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("amp: " + e.getMessage());
    err.println("  Maybe " + suggestion(e, command));
    return ExitCode.INVALID_INPUT;
  }

  private static String suggestion(ParameterException e, CommandLine command) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      String wrong = unmatched.getUnmatched().get(0);
      List<String> names = new ArrayList<>(command.getSubcommands().keySet());
      command.getCommandSpec().options().forEach(o -> names.add(o.longestName()));
      List<String> near = Nearest.of(wrong, names, 2);
      if (!near.isEmpty()) {
        return String.join(" or ", near);
      }
    }
    return "`" + command.getCommandSpec().qualifiedName() + " --help`";
  }

  private static int failed(Host host, Exception e, ParseResult result) {
    boolean debug = result.originalArgs().contains("--debug");
    if (debug) {
      e.printStackTrace(host.err());
    }
    if (e instanceof ProblemsException problems) {
      host.err().println(problems.getMessage());
      return ExitCode.INVALID_INPUT;
    }
    if (e instanceof InexpressibleException nothing) {
      host.err().println("amp: " + nothing.getMessage());
      return ExitCode.NOTHING_FEASIBLE;
    }
    if (e instanceof InvalidValueException invalid) {
      String input = String.join(" ", result.originalArgs());
      host.err().println("amp: of `amp " + input + "`: " + invalid.getMessage());
      return ExitCode.INVALID_INPUT;
    }
    host.err().println("amp: this is a bug of ours: " + e);
    if (!debug) {
      host.err().println("  Maybe run it again with --debug and report what it prints");
    }
    return ExitCode.OUR_BUG;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
