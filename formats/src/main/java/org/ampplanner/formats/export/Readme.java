package org.ampplanner.formats.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.engine.Engine;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;
import org.ampplanner.search.NearestPlan;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.unit.Units;

/** Says how to start an export, what it runs, and what of the plan it does not. */
final class Readme {
  private static final String AS_PREDICTED = "Nothing: this is the plan as AMP predicted it.";

  private final Job job;
  private final Launcher launcher;
  private final Runs runs;

  /**
   * What runs.
   *
   * @param cost what is predicted of it
   * @param price what it is not of what was asked for, and what that costs
   * @param order how ranks are numbered
   * @param chunks where the model is cut
   */
  record Runs(CostEstimate cost, List<String> price, String order, ModelChunks chunks) {}

  private Readme(Job job, Launcher launcher, Runs runs) {
    this.job = job;
    this.launcher = launcher;
    this.runs = runs;
  }

  /** Describes the nearest plan to the one that was asked for. */
  static Readme of(
      Job job,
      Plan asked,
      NearestPlan nearest,
      Engine engine,
      Launcher launcher,
      ModelChunks chunks) {
    String order = order(nearest.plan().strategy());
    List<String> price = price(job, asked, nearest, engine);
    return new Readme(job, launcher, new Runs(nearest.plan().cost(), price, order, chunks));
  }

  private static String order(PipelineStrategy strategy) {
    Strategy s = strategy.first();
    return strategy.alike()
        ? "Ranks count tensor parallelism ("
            + s.tensorParallel()
            + ") fastest, then context ("
            + s.degrees().contextParallel()
            + "), data ("
            + s.dataParallel()
            + ") and pipeline parallelism ("
            + s.pipelineParallel()
            + ")."
        : "Ranks count stage by stage, in a stage replica by replica, tensor parallelism fastest;"
            + " every stage has degrees of its own, see `plan.json`.";
  }

  String text(EngineFiles files, Ranks ranks) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "# "
            + Markdown.text(job.model().name() + " on " + job.cluster().name())
            + " with "
            + files.title());
    lines.add("");
    lines.add(
        "Predicted: "
            + seconds(runs.cost.iterationSeconds())
            + " per step of "
            + job.training().globalBatchSize()
            + " samples"
            + memory()
            + ".");
    section(lines, "Start it", start(ranks));
    section(lines, "It needs", bullets(files.needs()));
    section(lines, "What the engine cannot express", runs.price);
    section(
        lines,
        "What is not told to the engine",
        files.left().isEmpty() ? List.of("Nothing.") : bullets(files.left()));
    section(lines, "Where it runs", placement(ranks));
    section(lines, "Files", bullets(fileList(files)));
    return String.join("\n", lines) + "\n";
  }

  private static void section(List<String> lines, String title, List<String> content) {
    lines.add("");
    lines.add("## " + title);
    lines.add("");
    lines.addAll(content);
  }

  private static List<String> bullets(List<String> sentences) {
    return sentences.stream().map(s -> "- " + s).toList();
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, seconds < 1 ? "%.4f s" : "%.3f s", seconds);
  }

  private String memory() {
    CostEstimate.MemoryUse memory = runs.cost.memory();
    return memory == null
        ? ""
        : String.format(
            Locale.ROOT,
            ", at most %.1f GiB of %.1f GiB on a device",
            memory.bytes() / Units.GIB,
            memory.limitBytes() / Units.GIB);
  }

  private List<String> start(Ranks ranks) {
    List<String> lines = new ArrayList<>();
    lines.add("1. Set what stands at the top of `launch.sh`, there or in the environment.");
    lines.add("2. " + names(ranks));
    lines.add("3. `./launch.sh show` prints what every process would run.");
    lines.add(
        "4. "
            + switch (launcher) {
              case TORCHRUN ->
                  "Run `./launch.sh` on every node, with this folder at the same path; or"
                      + " `./launch.sh 0`, `./launch.sh 1`, ... where host names differ from those"
                      + " in `HOSTS`.";
              case SSH ->
                  "Run `./launch.sh` on a machine from which `ssh` reaches every node without a"
                      + " password, with this folder at the same path on all of them. Ending it"
                      + " ends the run everywhere.";
              case SLURM ->
                  "Run `./launch.sh` on a login node, in a folder that the nodes share: it submits"
                      + " itself and waits. Inside an allocation it starts at once. Nodes are asked"
                      + " for by number and `CONSTRAINT`, and take their part of the plan when the job"
                      + " runs; `PIN_NODES=yes` asks for those in `HOSTS`.";
              case KUBERNETES ->
                  "Run `./launch.sh` where `kubectl` reaches a cluster with Kubeflow's trainer"
                      + " (TrainJob), or its training operator (`KUBERNETES_JOB=PyTorchJob`);"
                      + " `./launch.sh manifest` only prints the job. Which pod runs which ranks is"
                      + " found when all pods run: by the names of nodes, or with `PIN_NODES=no` by"
                      + " their kind. Images need bash and python3.";
              case MPIRUN ->
                  "Run `./launch.sh` where Open MPI reaches every node, with this folder at the"
                      + " same path on all of them.";
            });
    return lines;
  }

  private static String names(Ranks ranks) {
    String hosts =
        ranks.nodes().stream()
            .limit(4)
            .map(n -> "`" + n.host() + "`")
            .collect(Collectors.joining(", "));
    return "The nodes are reached as "
        + hosts
        + (ranks.nodes().size() > 4 ? ", ..." : "")
        + "; where they have other addresses, export again with `--hosts`.";
  }

  private static List<String> price(Job job, Plan asked, NearestPlan nearest, Engine engine) {
    if (nearest.objections().isEmpty()) {
      return List.of(AS_PREDICTED);
    }
    double before = asked.iterationSeconds();
    double after = nearest.plan().iterationSeconds();
    List<String> lines = new ArrayList<>();
    lines.add("The plan that was asked for is not what runs here:");
    lines.add("");
    lines.addAll(bullets(nearest.objections()));
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "In its place stands the fastest plan that %s can express with the same degrees, or else"
                + " with any: predicted %s instead of %s (%+.1f %%) under the cost model %s."
                + " What changed:",
            engine.id(),
            seconds(after),
            seconds(before),
            100 * (after / before - 1),
            job.costModel().id()));
    lines.add("");
    lines.addAll(bullets(nearest.changes(asked)));
    return lines;
  }

  private List<String> placement(Ranks ranks) {
    ModelChunks chunks = runs.chunks;
    List<String> lines = new ArrayList<>();
    lines.add(runs.order);
    lines.add("");
    lines.add("| node | address | ranks | devices, in the order of the ranks |");
    lines.add("|---|---|---|---|");
    for (Ranks.Node node : ranks.nodes()) {
      lines.add(
          "| "
              + String.join(
                  " | ", node.name(), node.host(), list(node.ranks()), list(node.devices()))
              + " |");
    }
    if (!ranks.consecutive()) {
      lines.add("");
      lines.add("Ranks do not follow the nodes; `launch.sh` gives every process its rank.");
    }
    lines.add("");
    lines.add("| stage | chunk | blocks |");
    lines.add("|---|---|---|");
    for (int i = 0; i < chunks.chunks().size(); i++) {
      ModelChunks.Chunk c = chunks.chunks().get(i);
      lines.add(
          "| "
              + c.stage()
              + " | "
              + i / chunks.stages()
              + " | "
              + c.from()
              + " to "
              + c.to()
              + " |");
    }
    return lines;
  }

  private static String list(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  private List<String> fileList(EngineFiles files) {
    List<String> lines = new ArrayList<>();
    lines.add("`launch.sh`: settings, placement, what one process runs, how all are started");
    lines.add("`plan.json`: the plan that runs here; `amp` reads it");
    files.files().keySet().stream()
        .sorted()
        .forEach(name -> lines.add("`" + name + "`: for the engine"));
    switch (launcher) {
      case SLURM -> {}
      case MPIRUN -> lines.add("`hostfile`, `rankfile`: for mpirun");
      case KUBERNETES -> lines.add("`pods.json`, `amp_pods.py`: the job, and its pods' ranks");
      case TORCHRUN, SSH -> lines.add("`hostfile`: the nodes in the order of the ranks");
    }
    return lines;
  }
}
