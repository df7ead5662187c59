package org.ampplanner.formats.imports.cluster;

import java.util.List;
import java.util.Optional;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.imports.TextLines;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.source.SourceText;
import org.ampplanner.formats.source.Sources;

/**
 * Recognises files by their content and makes one cluster of them: hostfiles, SLURM and Kubernetes
 * nodes, what {@code nvidia-smi} prints, logs of nccl-tests. Linear in the size of the files.
 */
public final class ClusterImport {
  private static final String KNOWN =
      "a hostfile, `nvidia-smi topo -m`, `nvidia-smi -q -x`, `nvidia-smi -L`, a log of nccl-tests,"
          + " `scontrol show nodes`, $SLURM_JOB_NODELIST, `kubectl get nodes -o json`,"
          + " `kubectl describe nodes`, `sinfo -N -o \"%n %G %t\"`, `rocm-smi --showtopo`,"
          + " ib_write_bw, iperf3, nvbandwidth, a profile with collectives";

  private final Catalog catalog;
  private final Problems problems;
  private final Evidence evidence;

  /** Makes an import that records what is wrong. */
  public ClusterImport(Catalog catalog, Problems problems) {
    this.catalog = catalog;
    this.problems = problems;
    this.evidence = new Evidence(problems);
  }

  /** Returns whether a text on the command line is a list of hosts in SLURM's short form. */
  public static boolean isHostExpression(String text) {
    return HostExpression.matches(text) || Hostfile.isInline(text);
  }

  /**
   * Returns whether a file holds something that this can import, and is no cluster file of ours.
   * Nothing is recorded if it can't be read.
   */
  public static boolean recognises(SourceFile file) {
    Problems ignored = new Problems();
    Optional<String> text = SourceText.readLog(file, ignored);
    if (text.isEmpty()) {
      return false;
    }
    if (ofTree(file, text.get())) {
      return Sources.read(file, ignored)
          .filter(n -> n instanceof Node.Mapping m && KubernetesNodes.matches(m))
          .isPresent();
    }
    return !file.shown().matches("(?i).*\\.(ya?ml|json)")
        && Recognised.of(TextLines.of(file.shown(), text.get())).isPresent();
  }

  /** Adds what a file says. */
  public void add(SourceFile file) {
    SourceText.readLog(file, problems).ifPresent(text -> add(file, text));
  }

  /** Adds the hosts of a list in SLURM's short form, or as {@code mpirun -H} takes them. */
  public void addHosts(String expression, Location at) {
    if (Hostfile.isInline(expression)) {
      Hostfile.read(
          new TextLines(at.source(), List.of(new TextLines.Line(at, expression))), evidence);
      return;
    }
    SlurmNodes.expression(expression, at, evidence);
  }

  /**
   * Makes a cluster of what was added; empty if something is wrong with it.
   *
   * @param name what to call it unless the options say
   * @param files as the user named them
   */
  public Optional<ImportedCluster> assemble(
      String name, List<String> files, ImportOptions options) {
    return problems.any()
        ? Optional.empty()
        : new ClusterAssembly(evidence, options, catalog).assemble(name, files);
  }

  private static boolean ofTree(SourceFile file, String text) {
    return text.stripLeading().startsWith("{")
        || text.stripLeading().startsWith("apiVersion:")
        || text.stripLeading().startsWith("items:")
        || file.shown().matches("(?i).*\\.json");
  }

  private void add(SourceFile file, String text) {
    if (LinkBenchmark.isJson(text)) {
      LinkBenchmark.readJson(TextLines.of(file.shown(), text), text, evidence);
      return;
    }
    if (ofTree(file, text)) {
      Sources.readMapping(file, "a list of nodes", problems)
          .ifPresent(root -> {
            if (KubernetesNodes.matches(root)) {
              KubernetesNodes.read(file.shown(), root, evidence);
            } else if (ProfileCollectives.matches(root)) {
              ProfileCollectives.read(root, evidence);
            } else {
              problems.error(root.at(), "is nothing that a cluster is made of", KNOWN);
            }
          });
      return;
    }
    TextLines lines = TextLines.of(file.shown(), text);
    Optional<Recognised> kind = Recognised.of(lines);
    if (kind.isEmpty()) {
      problems.error(lines.lines().get(0).at(), "is nothing that a cluster is made of", KNOWN);
      return;
    }
    read(kind.get(), lines, text);
  }

  private void read(Recognised kind, TextLines lines, String text) {
    switch (kind) {
      case SMI_XML -> SmiReport.readXml(lines, text, evidence);
      case SMI_TEXT -> SmiReport.readText(lines, evidence);
      case TOPOLOGY -> TopologyMatrix.read(lines, evidence);
      case NCCL -> NcclLog.read(lines, evidence);
      case LINK_TEST -> LinkBenchmark.read(lines, evidence);
      case KUBERNETES -> KubernetesDescription.read(lines, evidence);
      case XGMI -> XgmiTopology.read(lines, evidence);
      case SLURM -> SlurmNodes.read(lines, evidence);
      case SINFO -> SlurmHosts.read(lines, evidence);
      case SMI_LIST -> SmiList.readList(lines, evidence);
      case SMI_CSV -> SmiList.readCsv(lines, evidence);
      case HOSTFILE -> Hostfile.read(lines, evidence);
      case SMI_OVERVIEW ->
          problems.error(
              lines.lines().get(0).at(),
              "is the overview of nvidia-smi, which cuts names off",
              "the output of `nvidia-smi -L` or of `nvidia-smi -q -x`");
    }
  }

  /** The kinds of text, each recognised by what no other has. */
  private enum Recognised {
    SMI_XML,
    SMI_TEXT,
    SMI_OVERVIEW,
    XGMI,
    TOPOLOGY,
    NCCL,
    LINK_TEST,
    KUBERNETES,
    SLURM,
    SINFO,
    SMI_LIST,
    SMI_CSV,
    HOSTFILE;

    static Optional<Recognised> of(TextLines text) {
      for (Recognised kind : values()) {
        boolean matches =
            switch (kind) {
              case SMI_XML -> SmiReport.isXml(text);
              case SMI_TEXT -> SmiReport.isText(text);
              case SMI_OVERVIEW -> SmiList.isOverview(text);
              case TOPOLOGY -> TopologyMatrix.matches(text);
              case NCCL -> NcclLog.matches(text);
              case XGMI -> XgmiTopology.matches(text);
              case LINK_TEST -> LinkBenchmark.matches(text);
              case KUBERNETES -> KubernetesDescription.matches(text);
              case SLURM -> SlurmNodes.matches(text);
              case SINFO -> SlurmHosts.matches(text);
              case SMI_LIST -> SmiList.isList(text);
              case SMI_CSV -> SmiList.isCsv(text);
              case HOSTFILE -> Hostfile.matches(text);
            };
        if (matches) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }
}
