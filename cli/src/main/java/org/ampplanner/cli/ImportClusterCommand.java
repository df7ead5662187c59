package org.ampplanner.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ampplanner.cli.terminal.Terminal;
import org.ampplanner.cli.terminal.Terminal.Style;
import org.ampplanner.cli.terminal.TextTable;
import org.ampplanner.cli.terminal.TextTable.Column;
import org.ampplanner.formats.imports.cluster.ClusterImport;
import org.ampplanner.formats.imports.cluster.ImportOptions;
import org.ampplanner.formats.imports.cluster.ImportedCluster;
import org.ampplanner.formats.imports.cluster.Provenance;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.SourceFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code amp import cluster}: one cluster file from what other programs say. */
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Make a cluster file from what is at hand, recognised by content and merged:",
      "a hostfile, `nvidia-smi topo -m`, `nvidia-smi -q -x`, `nvidia-smi -L`, logs of",
      "nccl-tests, `scontrol show nodes`, $SLURM_JOB_NODELIST, `kubectl get nodes -o json`.",
      "Every number comes with its source; what nobody says is marked as a default."
    },
    footer = {
      "",
      "Example:  amp import cluster hostfile topo.txt all_reduce.log --out cluster.yaml",
      "          amp import cluster 'node[001-016]' --device dgx-h100"
    })
final class ImportClusterCommand implements Callable<Integer> {
  private final Host host;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Files in any order, or hosts in SLURM's short form.")
  private List<String> files = new ArrayList<>();

  @Option(names = "--name", paramLabel = "NAME", description = "What to call the cluster.")
  private @Nullable String name;

  @Option(
      names = "--device",
      paramLabel = "TYPE",
      description = "A device type, or a node type, where no file names it.")
  private @Nullable String device;

  @Option(names = "--devices", paramLabel = "N", description = "Devices of a node.")
  private @Nullable Integer devices;

  @Option(
      names = "--intra-node-gbps",
      paramLabel = "GBPS",
      description = "Bandwidth of a device to its peers in the node, in 1e9 bits/s.")
  private @Nullable Double intraNodeGbps;

  @Option(
      names = "--inter-node-gbps",
      paramLabel = "GBPS",
      description = "Bandwidth of a node to others, in 1e9 bits/s.")
  private @Nullable Double interNodeGbps;

  @Mixin private CatalogOptions catalogs = new CatalogOptions();

  @Mixin private OutputOptions outputOptions = new OutputOptions();

  ImportClusterCommand(Host host) {
    this.host = host;
  }

  @Override
  public Integer call() {
    Output output = new Output(host, outputOptions);
    Problems problems = new Problems();
    check(problems);
    ClusterImport reader = new ClusterImport(catalogs.catalog(host, output), problems);
    for (String file : files) {
      Path path = host.workingDirectory().resolve(file);
      if (!path.toFile().exists() && ClusterImport.isHostExpression(file)) {
        reader.addHosts(file, Location.of("command line"));
      } else {
        reader.add(new SourceFile(path, file));
      }
    }
    ImportOptions options = new ImportOptions(name, device, devices, intraNodeGbps, interNodeGbps);
    Optional<ImportedCluster> cluster = reader.assemble("imported", files, options);
    problems.throwIfAny();
    problems.warnings().forEach(output::warning);
    ImportedCluster imported = cluster.orElseThrow();
    warnOfDefaults(imported, output);
    output.write(
        switch (outputOptions.form(OutputFormat.yaml)) {
          case json -> Documents.json(imported.document());
          case yaml -> Documents.yaml(imported.document());
          case csv -> Documents.csv(rows(imported.provenance()));
          case table -> table(output.terminal(), imported);
        });
    return ExitCode.OK;
  }

  private void check(Problems problems) {
    if (devices != null && (devices < 1 || devices > 100_000)) {
      problems.error(
          Location.ofOption("--devices (" + devices + ")"), "must be from 1 to 100000", null);
    }
    check(intraNodeGbps, "--intra-node-gbps", problems);
    check(interNodeGbps, "--inter-node-gbps", problems);
  }

  private static void check(@Nullable Double gbps, String option, Problems problems) {
    if (gbps != null && !(gbps > 0 && gbps < 1e9)) {
      problems.error(Location.ofOption(option + " (" + gbps + ")"), "is not a bandwidth", null);
    }
  }

  private static void warnOfDefaults(ImportedCluster cluster, Output output) {
    List<Provenance> defaults = cluster.defaults();
    if (!defaults.isEmpty()) {
      String keys = String.join(", ", defaults.stream().map(Provenance::key).toList());
      output.warning(
          new Problem(
              "cluster",
              0,
              "no file says " + keys + ": taken from " + defaults.get(0).from(),
              "further files: logs of nccl-tests, `nvidia-smi topo -m`"));
    }
  }

  private static String table(Terminal terminal, ImportedCluster cluster) {
    List<String> lines = new ArrayList<>();
    lines.add(terminal.styled(Style.BOLD, headline(cluster.tree())));
    lines.add("");
    TextTable table =
        new TextTable(
            terminal,
            List.of(
                Column.word("key"),
                Column.number("value"),
                Column.word("how"),
                Column.word("from")));
    List<List<String>> rows = rows(cluster.provenance());
    rows.subList(1, rows.size()).forEach(r -> table.row(r.get(0), r.get(1), r.get(2), r.get(3)));
    lines.addAll(table.lines());
    List<Provenance> noted = cluster.provenance().stream().filter(p -> p.note() != null).toList();
    lines.add("");
    noted.forEach(p -> lines.add(p.key() + ": " + p.note()));
    lines.add("");
    lines.add("`--out cluster.yaml` writes it as a cluster file.");
    return String.join("\n", lines) + "\n";
  }

  private static String headline(Map<String, Object> tree) {
    List<String> parts = new ArrayList<>();
    if (tree.get("nodes") instanceof List<?> nodes) {
      for (Object node : nodes) {
        if (node instanceof Map<?, ?> line) {
          parts.add(line.get("count") + " x " + line.get("devices") + " " + line.get("device"));
        }
      }
    }
    return tree.get("name") + ": " + String.join(", ", parts);
  }

  private static List<List<String>> rows(List<Provenance> provenance) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("key", "value", "how", "from", "note"));
    for (Provenance p : provenance) {
      String note = p.note() == null ? "" : p.note();
      rows.add(List.of(p.key(), String.valueOf(p.value()), p.how().id(), p.from(), note));
    }
    return rows;
  }
}
