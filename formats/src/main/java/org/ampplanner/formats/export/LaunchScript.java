package org.ampplanner.formats.export;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ampplanner.formats.export.EngineFiles.Setting;

/**
 * The script that starts a run: what the user sets, where every rank runs, what one process runs,
 * and how the launcher starts them all.
 */
final class LaunchScript {
  private final EngineFiles engine;
  private final Ranks ranks;
  private final Launcher launcher;
  private final String title;

  LaunchScript(EngineFiles engine, Ranks ranks, Launcher launcher, String title) {
    this.engine = engine;
    this.ranks = ranks;
    this.launcher = launcher;
    this.title = title;
  }

  String text() {
    List<String> lines = new ArrayList<>();
    lines.add("#!/usr/bin/env bash");
    lines.add(
        Shell.comment(
            title + ", run by " + engine.title() + ", started by " + launcher.id() + "."));
    lines.add(
        "# `" + "./launch.sh show` prints what every process would run; README.md says the rest.");
    lines.add("set -euo pipefail");
    lines.add("HERE=" + here());
    lines.add("");
    lines.add("# ==== Set these, here or in the environment =====================================");
    settings().forEach(setting -> lines.add(line(setting)));
    lines.add(
        "# =================================================================================");
    lines.addAll(Shell.array("SETTINGS", settings().stream().map(Setting::name).toList()));
    lines.add("");
    lines.addAll(tables());
    lines.add("");
    lines.add("# Fills COMMAND with what one process runs.");
    lines.add("command_line() {");
    engine.script().forEach(line -> lines.add(line.isEmpty() ? "" : "  " + line));
    lines.add("}");
    lines.add("");
    lines.add("# Says what is missing on this machine before a process starts.");
    lines.add("check() {");
    (engine.check().isEmpty() ? List.of("return 0") : engine.check())
        .forEach(line -> lines.add(line.isEmpty() ? "" : "  " + line));
    lines.add("}");
    boolean perNode = launcher == Launcher.SSH || launcher == Launcher.SLURM;
    return String.join("\n", lines)
        + "\n"
        + resource("common")
        + (perNode ? resource("node") : "")
        + resource(launcher.id());
  }

  private String here() {
    String folder = "$(cd \"$(dirname \"${BASH_SOURCE[0]}\")\" && pwd)";
    return launcher == Launcher.SLURM ? "${AMP_EXPORT:-" + folder + "}" : folder;
  }

  private static String line(Setting setting) {
    String assignment = Shell.assignment(setting.name(), setting.value());
    return String.format(Locale.ROOT, "%-40s %s", assignment, Shell.comment(setting.comment()));
  }

  private List<Setting> settings() {
    List<Setting> all = new ArrayList<>(engine.settings());
    boolean later = launcher == Launcher.SLURM || launcher == Launcher.KUBERNETES;
    all.add(
        later
            ? new Setting("MASTER_ADDR", "", "empty: the node of rank 0, found at run time")
            : new Setting("MASTER_ADDR", ranks.master(), "the node of rank 0"));
    all.add(new Setting("MASTER_PORT", "29500", "a free port there"));
    all.add(new Setting("SETUP", "", "bash that runs before every process: module load, activate"));
    all.add(new Setting("ENVIRONMENT", "", "names of more variables that go to all nodes"));
    switch (launcher) {
      case SSH -> all.add(new Setting("SSH", "ssh", "with options, such as ssh -i KEY"));
      case SLURM -> all.addAll(slurm());
      case MPIRUN -> all.add(new Setting("MPIRUN_ARGS", "", "more options of mpirun"));
      case KUBERNETES -> all.addAll(KubernetesJob.settings(ranks));
      case TORCHRUN -> {}
    }
    return all;
  }

  private List<Setting> slurm() {
    List<List<Integer>> alike = ranks.alike();
    int devices = ranks.nodes().get(0).devicesAskedFor();
    List<Setting> settings =
        new ArrayList<>(
            List.of(
                new Setting("PARTITION", "", "of Slurm"),
                new Setting("ACCOUNT", "", "that pays"),
                new Setting("TIME_LIMIT", "", "such as 24:00:00"),
                new Setting("CONSTRAINT", "", "features that nodes have to have"),
                new Setting("GPUS_PER_NODE", "" + devices, "empty: nodes have GPUs without asking"),
                new Setting("PIN_NODES", "no", "yes: ask for the nodes in HOSTS by name"),
                new Setting("SBATCH_ARGS", "", "more options of sbatch"),
                new Setting("SRUN_ARGS", "", "such as --container-image=I --container-mounts=M")));
    for (int i = 0; alike.size() > 1 && i < alike.size(); i++) {
      String kind = ranks.nodes().get(alike.get(i).get(0)).kind();
      settings.add(new Setting("CONSTRAINT_" + i, "", "a feature of the nodes with " + kind));
    }
    return settings;
  }

  private List<String> tables() {
    List<String> lines = new ArrayList<>();
    List<Ranks.Node> nodes = ranks.nodes();
    lines.add("# Where the plan places its ranks.");
    lines.add("WORLD_SIZE=" + ranks.worldSize());
    lines.addAll(Shell.array("HOSTS", nodes.stream().map(Ranks.Node::host).toList()));
    lines.addAll(Shell.array("SIZE_OF", nodes.stream().mapToInt(n -> n.ranks().size()).toArray()));
    lines.addAll(Shell.array("DEVICES_OF", nodes.stream().map(LaunchScript::devices).toList()));
    lines.addAll(Shell.array("NODE_OF", ranks.nodeOfRank()));
    lines.addAll(Shell.array("LOCAL_OF", ranks.localOfRank()));
    if (launcher == Launcher.SLURM) {
      int[] kinds = new int[nodes.size()];
      for (int kind = 0; kind < ranks.alike().size(); kind++) {
        for (int node : ranks.alike().get(kind)) {
          kinds[node] = kind;
        }
      }
      lines.add("KINDS=" + ranks.alike().size());
      lines.addAll(Shell.array("KIND_OF", kinds));
    }
    if (launcher == Launcher.TORCHRUN || launcher == Launcher.KUBERNETES) {
      lines.addAll(Shell.array("IN_NODE_ORDER", ranks.inNodeOrder()));
    }
    return lines;
  }

  private static String devices(Ranks.Node node) {
    return String.join(",", node.devices().stream().map(String::valueOf).toList());
  }

  /** Returns the lines of a hostfile with the number of processes of every node. */
  static String slots(Ranks ranks) {
    StringBuilder text = new StringBuilder();
    ranks
        .nodes()
        .forEach(
            n -> text.append(n.host()).append(" slots=").append(n.ranks().size()).append('\n'));
    return text.toString();
  }

  /** Returns Open MPI's rankfile. */
  static String rankfile(Ranks ranks) {
    int[] node = ranks.nodeOfRank();
    int[] local = ranks.localOfRank();
    StringBuilder text = new StringBuilder();
    for (int rank = 0; rank < node.length; rank++) {
      text.append("rank ").append(rank).append('=').append(ranks.nodes().get(node[rank]).host());
      text.append(" slot=").append(local[rank]).append('\n');
    }
    return text.toString();
  }

  static String resource(String name) {
    String path = name.contains(".") ? name : name + ".sh";
    try (InputStream in = LaunchScript.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new AssertionError("no resource " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
