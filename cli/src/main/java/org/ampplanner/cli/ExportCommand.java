package org.ampplanner.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ampplanner.engine.Engine;
import org.ampplanner.formats.export.Export;
import org.ampplanner.formats.export.ExportFolder;
import org.ampplanner.formats.export.Exporter;
import org.ampplanner.formats.export.Launcher;
import org.ampplanner.formats.export.ModelConfigs;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Nearest;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;
import org.ampplanner.workbench.NodeAddresses;
import org.ampplanner.workbench.OpenJob;
import org.ampplanner.workbench.Workbench;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code amp export}: files and a launch script for an engine and a launcher. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Write what an engine and a launcher need to run a plan.",
    footer = {
      "",
      "Example:  amp plan job.yaml -o json --out plan.json",
      "          amp export plan.json --engine megatron --launcher slurm --out run"
    })
final class ExportCommand implements Callable<Integer> {
  private final Host host;

  @Mixin private PlanOptions planOptions = new PlanOptions();

  @Option(
      names = "--engine",
      paramLabel = "E",
      completionCandidates = EngineIds.OfRuns.class,
      description = "One of ${COMPLETION-CANDIDATES} (default: the plan's).")
  private @Nullable String engine;

  @Option(
      names = "--launcher",
      paramLabel = "L",
      defaultValue = "torchrun",
      description = "torchrun, ssh, slurm, kubernetes or mpirun (default: $" + "{DEFAULT-VALUE}).")
  private String launcher = "torchrun";

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write.")
  private Path out = Path.of("");

  @Option(
      names = "--hosts",
      split = ",",
      paramLabel = "HOST",
      description = "Addresses of the cluster's nodes, in the order of its file: a,b,c")
  private List<String> hosts = new ArrayList<>();

  @Option(
      names = "--model",
      paramLabel = "PATH",
      description = "The model's config.json, where the catalogue does not have it.")
  private @Nullable Path model;

  @Option(names = "--force", description = "Write over files that were changed since.")
  private boolean force;

  @Mixin private QuietOption quiet = new QuietOption();
  @Mixin DebugOption debug = new DebugOption();

  ExportCommand(Host host) {
    this.host = host;
  }

  @Override
  public Integer call() {
    Workbench workbench = Inputs.workbench(host);
    OpenJob open = planOptions.file.read(host);
    Problems problems = new Problems();
    Optional<Engine> named = engine(open.job(), problems);
    Optional<Launcher> starter = launcher(problems);
    Optional<Plan> chosen = chosen(open, problems);
    Map<String, String> addresses = NodeAddresses.of(open.job().cluster(), hosts, problems);
    problems.throwIfAny();
    Exporter exporter = new Exporter(open.job(), config(workbench, open.job()), addresses);
    Plan asked = chosen.orElseThrow();
    Export export =
        exporter.export(
            open.file().orElseThrow().outcome(), asked, named.orElseThrow(), starter.orElseThrow());
    new ExportFolder(host.workingDirectory().resolve(out), out.toString()).write(export, force);
    new Output(host, OutputOptions.of(quiet)).remark(summary(asked, export));
    return ExitCode.OK;
  }

  private ModelConfigs.Found config(Workbench workbench, Job job) {
    ModelConfigs configs = new ModelConfigs(workbench.catalog());
    Path path = model;
    return path == null ? configs.inCatalog(job) : configs.named(workbench.file(path), job);
  }

  private String summary(Plan asked, Export export) {
    String nearest =
        asked.equals(export.plan())
            ? ""
            : String.format(
                Locale.ROOT,
                "; the engine cannot express the plan, and the nearest that it can is predicted"
                    + " %+.1f %%",
                100 * (export.plan().iterationSeconds() / asked.iterationSeconds() - 1));
    return "written to " + out + ": start with " + out.resolve("README.md") + nearest;
  }

  private Optional<Engine> engine(Job job, Problems problems) {
    String name = engine == null ? job.engine().id() : engine;
    Optional<Engine> known =
        Engine.runnable().stream().filter(e -> e.id().equals(name)).findFirst();
    if (engine == null && job.engine() == Engine.ANY) {
      problems.error(
          Location.of("command line"),
          "no --engine is given",
          String.join(", ", EngineIds.ofRuns()));
    } else if (known.isEmpty()) {
      unknown("--engine", name, EngineIds.ofRuns(), problems);
    }
    return known;
  }

  private Optional<Launcher> launcher(Problems problems) {
    Optional<Launcher> known =
        Arrays.stream(Launcher.values()).filter(l -> l.id().equals(launcher)).findFirst();
    if (known.isEmpty()) {
      List<String> all = Arrays.stream(Launcher.values()).map(Launcher::id).toList();
      unknown("--launcher", launcher, all, problems);
    }
    return known;
  }

  private static void unknown(String option, String value, List<String> known, Problems problems) {
    List<String> near = Nearest.of(value, known, 2);
    problems.error(
        Location.ofOption(option),
        "(" + value + ") is not known",
        String.join(near.isEmpty() ? ", " : " or ", near.isEmpty() ? known : near));
  }

  private Optional<Plan> chosen(OpenJob open, Problems problems) {
    int rank = planOptions.rank;
    int plans = open.plans().size();
    if (rank < 1 || rank > plans) {
      problems.error(
          Location.ofOption("--rank"),
          "(" + rank + ") is not one of the " + plans + " plans in " + planOptions.file.file,
          plans == 0 ? null : "1 to " + plans);
      return Optional.empty();
    }
    return Optional.of(open.plans().get(rank - 1));
  }
}
