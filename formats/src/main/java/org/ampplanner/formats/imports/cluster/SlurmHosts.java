package org.ampplanner.formats.imports.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.ampplanner.formats.imports.TextLines;
import org.ampplanner.formats.imports.TextLines.Line;
import org.ampplanner.formats.imports.cluster.Evidence.Host;
import org.ampplanner.formats.imports.cluster.Evidence.HostList;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Wording;
import org.jspecify.annotations.Nullable;

/**
 * Tables of {@code sinfo} that show nodes, {@code sinfo -N -o "%n %G %t"} for instance, and what
 * nodes of SLURM have in common whatever printed them.
 */
final class SlurmHosts {
  private static final List<String> NAMES =
      List.of("HOSTNAMES", "NODELIST", "NODE_LIST", "NODES_LIST");
  private static final Pattern GPU = Pattern.compile("gpu(?:[:(].*)?");

  private SlurmHosts() {}

  /** Adds a node of which SLURM says its GPUs and its state, or leaves it out with the reason. */
  static void add(
      String name,
      Location at,
      @Nullable Fact<GpuResources> gpus,
      String state,
      @Nullable Fact<String> nodeType,
      HostList list,
      Evidence evidence) {
    NodeState known = NodeState.of(state);
    if (!known.usable()) {
      evidence.leaveOut(name, at, "its state is " + state);
      return;
    }
    if (gpus == null) {
      evidence.leaveOut(name, at, "it has no GPUs");
      return;
    }
    if (!whole(name, at, gpus, evidence)) {
      return;
    }
    for (String remark : known.remarks()) {
      evidence
          .problems()
          .warning(
              at,
              "the node " + Wording.shown(name) + " " + remark + ": its state is " + state,
              null);
    }
    GpuResources.Kind kind = gpus.value().whole().get(0);
    Fact<String> type = kind.type() == null ? null : new Fact<>(kind.type(), gpus.at());
    list.add(new Host(name, at, new Fact<>(kind.count(), gpus.at()), type, nodeType, null));
  }

  /** Whether a node has whole devices of one kind; says what else it has. */
  private static boolean whole(
      String name, Location at, Fact<GpuResources> gpus, Evidence evidence) {
    GpuResources found = gpus.value();
    String node = "the node " + Wording.shown(name);
    String slices = Wording.shown(String.join(", ", found.slices()));
    if (found.whole().isEmpty()) {
      evidence.leaveOut(
          name,
          at,
          found.slices().isEmpty() ? "it has no GPUs" : "it has only slices of MIG: " + slices);
      return false;
    }
    if (!found.slices().isEmpty()) {
      evidence
          .problems()
          .warning(
              gpus.at(), node + " has slices of MIG that are not planned with: " + slices, null);
    }
    if (found.whole().size() > 1) {
      evidence
          .problems()
          .error(
              gpus.at(),
              node + " has several kinds of devices: " + found.words(),
              "a cluster file with a line of nodes for each kind, and `links:` between them");
    }
    return found.whole().size() == 1;
  }

  static boolean matches(TextLines text) {
    List<Line> lines = text.filled();
    return !lines.isEmpty()
        && (header(lines.get(0)).isPresent()
            || lines.stream().allMatch(line -> gres(cells(line)) > 0));
  }

  /** Where the columns of a table are; -1 where there is none. */
  private record Columns(int names, int gres, int state) {}

  private static Optional<Columns> header(Line line) {
    List<String> cells = List.of(cells(line));
    int names = NAMES.stream().mapToInt(cells::indexOf).max().orElse(-1);
    int gres = cells.indexOf("GRES");
    int state = Math.max(cells.indexOf("STATE"), cells.indexOf("STATE_COMPACT"));
    return names < 0 || (gres < 0 && state < 0)
        ? Optional.empty()
        : Optional.of(new Columns(names, gres, state));
  }

  private static String[] cells(Line line) {
    return line.text().split("[\\s|]+");
  }

  private static int gres(String[] cells) {
    return IntStream.range(0, cells.length)
        .filter(i -> GPU.matcher(cells[i].toLowerCase(Locale.ROOT)).matches())
        .findFirst()
        .orElse(-1);
  }

  static void read(TextLines text, Evidence evidence) {
    List<Line> lines = text.filled();
    Optional<Columns> header = header(lines.get(0));
    HostList list = evidence.list(text.file());
    Map<String, String> seen = new HashMap<>();
    for (Line line : header.isPresent() ? lines.subList(1, lines.size()) : lines) {
      String[] cells = cells(line);
      Columns columns = header.orElse(new Columns(0, gres(cells), -1));
      if (columns.names() >= cells.length) {
        evidence.problems().error(line.at(), "is cut off: fewer cells than the header", null);
        continue;
      }
      String gres = cell(cells, columns.gres());
      GpuResources gpus = GpuResources.of(gres);
      for (String name : names(cells[columns.names()], line, evidence)) {
        String before = seen.putIfAbsent(name, gres); // a line for every partition
        if (before != null && before.equals(gres)) {
          continue;
        }
        if (columns.gres() < 0) {
          list.add(new Host(name, line.at(), null, null));
        } else {
          Fact<GpuResources> fact = gpus.isEmpty() ? null : new Fact<>(gpus, line.at());
          add(name, line.at(), fact, cell(cells, columns.state()), null, list, evidence);
        }
      }
    }
  }

  private static String cell(String[] cells, int column) {
    return column < 0 || column >= cells.length ? "" : cells[column];
  }

  private static List<String> names(String text, Line line, Evidence evidence) {
    return HostExpression.matches(text)
        ? HostExpression.expand(text, line.at(), evidence.problems()).orElse(new ArrayList<>())
        : List.of(text);
  }
}
