package org.ampplanner.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.engine.Engine;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.export.Export;
import org.ampplanner.formats.export.ExportFolder;
import org.ampplanner.formats.export.Exporter;
import org.ampplanner.formats.export.Launcher;
import org.ampplanner.formats.export.ModelConfigs;
import org.ampplanner.formats.huggingface.Traits;
import org.ampplanner.formats.plan.PlanFile;
import org.ampplanner.formats.plan.PlanReader;
import org.ampplanner.formats.source.Nearest;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.plan.Plan;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
  private static final List<String> LAUNCHERS =
      java.util.Arrays.stream(Launcher.values()).map(Launcher::id).toList();

  private final Host host;

  @Parameters(index = "0", paramLabel = "PLAN", description = "What `amp plan -o json` wrote.")
  private Path plan = Path.of("");

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
      names = "--rank",
      paramLabel = "N",
      defaultValue = "1",
      description = "Which of the plans, 1 being the best (default: $" + "{DEFAULT-VALUE}).")
  private int rank = 1;

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

  @Option(names = "--quiet", description = "Say nothing but errors.")
  private boolean quiet;

  @Option(names = "--debug", description = "Show where in the program an error came from.")
  boolean debug;

  ExportCommand(Host host) {
    this.host = host;
  }

  @Override
  public Integer call() {
    Catalog catalog = Inputs.workbench(host).catalog();
    PlanFile file = new PlanReader(catalog).read(source(plan));
    List<Problem> problems = new ArrayList<>();
    Optional<Engine> named = engine(file, problems);
    Optional<Launcher> starter = launcher(problems);
    Optional<Plan> chosen = chosen(file, problems);
    Map<String, String> addresses = addresses(file, problems);
    if (!problems.isEmpty()) {
      throw new ProblemsException(problems);
    }
    Exporter exporter = new Exporter(file.job(), traits(catalog, file), addresses);
    Engine target = named.orElseThrow();
    Launcher starting = starter.orElseThrow();
    Plan asked = chosen.orElseThrow();
    Export export = exporter.export(file.outcome(), asked, target, starting);
    new ExportFolder(host.workingDirectory().resolve(out), out.toString()).write(export, force);
    if (!quiet) {
      host.err().println("amp: " + summary(asked, export));
    }
    return ExitCode.OK;
  }

  private SourceFile source(Path path) {
    return new SourceFile(host.workingDirectory().resolve(path), path.toString());
  }

  private Optional<Traits> traits(Catalog catalog, PlanFile file) {
    ModelConfigs configs = new ModelConfigs(catalog);
    Path path = model;
    return path == null ? configs.inCatalog(file.job()) : configs.named(source(path), file.job());
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

  private Optional<Engine> engine(PlanFile file, List<Problem> problems) {
    String name = engine == null ? file.job().engine().id() : engine;
    if (engine == null && file.job().engine() == Engine.ANY) {
      problems.add(
          new Problem(
              "command line", 0, "no --engine is given", String.join(", ", EngineIds.ofRuns())));
      return Optional.empty();
    }
    if (!EngineIds.ofRuns().contains(name)) {
      problems.add(unknown("--engine", name, EngineIds.ofRuns()));
      return Optional.empty();
    }
    return Engine.runnable().stream().filter(e -> e.id().equals(name)).findFirst();
  }

  private Optional<Launcher> launcher(List<Problem> problems) {
    if (!LAUNCHERS.contains(launcher)) {
      problems.add(unknown("--launcher", launcher, LAUNCHERS));
    }
    return java.util.Arrays.stream(Launcher.values())
        .filter(l -> l.id().equals(launcher))
        .findFirst();
  }

  private static Problem unknown(String option, String value, List<String> known) {
    List<String> near = Nearest.of(value, known, 2);
    return new Problem(
        option,
        0,
        "(" + value + ") is not known",
        String.join(near.isEmpty() ? ", " : " or ", near.isEmpty() ? known : near));
  }

  private Optional<Plan> chosen(PlanFile file, List<Problem> problems) {
    List<Plan> plans = file.outcome().plans();
    if (rank < 1 || rank > plans.size()) {
      problems.add(
          new Problem(
              "--rank",
              0,
              "(" + rank + ") is not one of the " + plans.size() + " plans in " + plan,
              plans.isEmpty() ? null : "1 to " + plans.size()));
      return Optional.empty();
    }
    return Optional.of(plans.get(rank - 1));
  }

  private Map<String, String> addresses(PlanFile file, List<Problem> problems) {
    ClusterLayout layout = new ClusterLayout(file.job().cluster());
    Map<String, String> addresses = new LinkedHashMap<>();
    if (!hosts.isEmpty() && hosts.size() != layout.nodes()) {
      problems.add(
          new Problem(
              "--hosts",
              0,
              "names " + hosts.size() + " hosts, but the cluster has " + layout.nodes() + " nodes",
              null));
      return addresses;
    }
    for (int node = 0; node < hosts.size(); node++) {
      String address = hosts.get(node).strip();
      if (!address.matches("[A-Za-z0-9][A-Za-z0-9_.:@-]*")) {
        problems.add(new Problem("--hosts", 0, "(" + address + ") is not an address", null));
      }
      addresses.put(layout.nodeName(node), address);
    }
    return addresses;
  }
}
