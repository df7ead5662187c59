package org.ampplanner.formats.imports.cluster;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.ampplanner.formats.imports.TextLines;
import org.ampplanner.formats.imports.TextLines.Line;
import org.ampplanner.formats.imports.cluster.Evidence.Machine;
import org.ampplanner.formats.imports.cluster.Evidence.Path;

/**
 * The table of link types that {@code rocm-smi --showtopo} and {@code amd-smi topology} print:
 * XGMI, or PCIe, between every two devices.
 */
final class XgmiTopology {
  private static final Pattern TABLE =
      Pattern.compile("(?i)^=*\\s*link type(?: between two gpus| table)?\\s*:?\\s*=*$");
  private static final Pattern ROW =
      Pattern.compile("^(?:GPU\\d+|[0-9a-fA-F]{4}:[0-9a-fA-F]{2}:[0-9a-fA-F]{2}\\.\\d)\\s+\\S.*$");
  private static final Pattern CELL = Pattern.compile("0|SELF|X|XGMI|PCIE|N/A|UNKNOWN");
  private static final Pattern MADE_BY =
      Pattern.compile("(?i)ROCm System Management Interface|^(?:access|weight|hops) table");

  private XgmiTopology() {}

  static boolean matches(TextLines text) {
    return text.find(TABLE).isPresent() || text.find(MADE_BY).isPresent();
  }

  static void read(TextLines text, Evidence evidence) {
    List<Line> filled = text.filled();
    int from = 0;
    while (from < filled.size() && !TABLE.matcher(filled.get(from).text()).matches()) {
      from++;
    }
    List<Line> rows = new ArrayList<>();
    for (Line line : filled.subList(Math.min(from + 1, filled.size()), filled.size())) {
      if (ROW.matcher(line.text()).matches() && cells(line).stream().allMatch(XgmiTopology::cell)) {
        rows.add(line);
      } else if (!rows.isEmpty()) {
        break;
      }
    }
    if (rows.isEmpty() || rows.stream().anyMatch(row -> cells(row).size() != rows.size())) {
      evidence
          .problems()
          .error(
              rows.isEmpty() ? filled.get(0).at() : rows.get(0).at(),
              "has no whole table of the link types between two GPUs",
              "the whole output of `rocm-smi --showtopo` or `amd-smi topology`");
      return;
    }
    Fact<Integer> devices = new Fact<>(rows.size(), rows.get(0).at());
    evidence.machine(new Machine(text.file(), List.of(), devices, path(rows), null, null, null));
  }

  private static Fact<Path> path(List<Line> rows) {
    Line at = Collections.min(rows, Comparator.comparingInt(XgmiTopology::links));
    List<Integer> fewest = Collections.nCopies(links(at), 1);
    boolean all = rows.size() > 1 && fewest.size() == rows.size() - 1;
    return new Fact<>(
        all ? new Path.Fabric("XGMI link", fewest) : new Path.Bus("SYS", ""), at.at());
  }

  private static int links(Line row) {
    return (int) cells(row).stream().filter("XGMI"::equals).count();
  }

  private static boolean cell(String cell) {
    return CELL.matcher(cell).matches();
  }

  private static List<String> cells(Line line) {
    List<String> all = List.of(line.text().toUpperCase(Locale.ROOT).split("\\s+"));
    return all.subList(1, all.size());
  }
}
