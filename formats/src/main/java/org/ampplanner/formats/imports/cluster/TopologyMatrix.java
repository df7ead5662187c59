package org.ampplanner.formats.imports.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ampplanner.formats.imports.TextLines;
import org.ampplanner.formats.imports.TextLines.Line;
import org.ampplanner.formats.imports.cluster.Evidence.Machine;
import org.ampplanner.formats.imports.cluster.Evidence.Path;
import org.ampplanner.formats.source.Wording;
import org.jspecify.annotations.Nullable;

/** The matrix that {@code nvidia-smi topo -m} prints: how every two devices of a machine meet. */
final class TopologyMatrix {
  private static final Pattern HEADER = Pattern.compile("^GPU0(\\s|$)(?!.*\\bX\\b)");
  private static final Pattern ROW = Pattern.compile("^(GPU\\d+|NIC\\d+|mlx\\w+)\\s+(.*)$");
  private static final Pattern NVLINK = Pattern.compile("NV(\\d{1,3})");

  /** Ways over PCIe, the nearest first: one switch, several, the host bridge, the node, between. */
  private static final List<String> WAYS = List.of("X", "PIX", "PXB", "PHB", "NODE", "SYS", "SOC");

  private TopologyMatrix() {}

  static boolean matches(TextLines text) {
    return text.find(HEADER).isPresent();
  }

  private record Row(Line line, List<String> cells) {}

  static void read(TextLines text, Evidence evidence) {
    Line header = text.find(HEADER).orElseThrow();
    List<String> columns = List.of(header.text().split("\\s+"));
    int devices = (int) columns.stream().filter(c -> c.matches("GPU\\d+")).count();
    List<Row> rows = new ArrayList<>();
    Set<String> nics = new HashSet<>();
    for (Line line : text.filled()) {
      Matcher m = ROW.matcher(line.text());
      if (line.at().line() > header.at().line() && m.matches()) {
        if (m.group(1).startsWith("GPU")) {
          rows.add(new Row(line, List.of(m.group(2).split("\\s+"))));
        } else if (!m.group(2).startsWith(":")) {
          nics.add(m.group(1));
        }
      }
    }
    if (rows.size() != devices || rows.stream().anyMatch(r -> !complete(r, devices, evidence))) {
      if (rows.size() != devices) {
        evidence
            .problems()
            .error(
                header.at(),
                "is cut off: " + devices + " GPUs in the header, " + rows.size() + " rows",
                "the whole output of `nvidia-smi topo -m`");
      }
      return;
    }
    evidence.machine(
        new Machine(
            text.file(),
            List.of(),
            new Fact<>(devices, header.at()),
            devices < 2 ? null : path(rows, devices),
            nics.isEmpty() ? null : new Fact<>(nics.size(), header.at()),
            null,
            null));
  }

  private static boolean complete(Row row, int devices, Evidence evidence) {
    for (int i = 0; i < devices; i++) {
      String cell = i < row.cells().size() ? row.cells().get(i) : "";
      if (!WAYS.contains(cell) && !NVLINK.matcher(cell).matches()) {
        evidence
            .problems()
            .error(
                row.line().at(),
                cell.isEmpty()
                    ? "is cut off: fewer cells than GPUs"
                    : Wording.shown(cell) + " is no way between two GPUs that is known",
                "X, NV#, PIX, PXB, PHB, NODE or SYS, as `nvidia-smi topo -m` prints them");
        return false;
      }
    }
    return true;
  }

  /** NVLink where its links reach every device, if need be over others; else PCIe. */
  private static @Nullable Fact<Path> path(List<Row> rows, int devices) {
    Set<Integer> reached = new HashSet<>(Set.of(0));
    List<Integer> open = new ArrayList<>(List.of(0));
    while (!open.isEmpty()) {
      int from = open.remove(open.size() - 1);
      for (int to = 0; to < devices; to++) {
        if (links(rows.get(from), to) > 0 && reached.add(to)) {
          open.add(to);
        }
      }
    }
    if (reached.size() == devices) {
      Row fewest =
          rows.stream()
              .min(Comparator.comparingInt(r -> peers(r, devices).stream().mapToInt(n -> n).sum()))
              .orElseThrow();
      return new Fact<>(new Path.Fabric("NVLink", peers(fewest, devices)), fewest.line().at());
    }
    Row worst = rows.get(0);
    int way = 0;
    for (Row row : rows) {
      for (String cell : row.cells().subList(0, devices)) {
        if (WAYS.indexOf(cell) > way) {
          way = WAYS.indexOf(cell);
          worst = row;
        }
      }
    }
    return way == 0
        ? null
        : new Fact<>(new Path.Bus(WAYS.get(way), bridged(rows, devices)), worst.line().at());
  }

  /** Returns the pairs of devices that NVLink joins, where it does not reach all. */
  private static String bridged(List<Row> rows, int devices) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < devices; i++) {
      for (int j = i + 1; j < devices; j++) {
        if (links(rows.get(i), j) > 0) {
          pairs.add("GPU" + i + "-GPU" + j + " (NV" + links(rows.get(i), j) + ")");
        }
      }
    }
    return String.join(", ", pairs);
  }

  private static List<Integer> peers(Row row, int devices) {
    List<Integer> links = new ArrayList<>();
    for (int i = 0; i < devices; i++) {
      if (links(row, i) > 0) {
        links.add(links(row, i));
      }
    }
    return links;
  }

  private static int links(Row row, int column) {
    Matcher m = NVLINK.matcher(row.cells().get(column));
    return m.matches() ? Integer.parseInt(m.group(1)) : 0;
  }
}
