package org.ampplanner.formats.imports.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ampplanner.formats.imports.TextLines;
import org.ampplanner.formats.imports.TextLines.Line;
import org.ampplanner.formats.imports.cluster.Evidence.Flow;

/**
 * What tests of one link print: {@code ib_write_bw} and its kin (perftest), {@code iperf3} as text
 * or JSON, {@code nvbandwidth}. The first two measure one flow between two nodes.
 */
final class LinkBenchmark {
  private static final Pattern PERFTEST =
      Pattern.compile("^#bytes\\s+#iterations\\s+BW peak\\[(MB|MiB|Gb)/sec\\]\\s+BW average\\[.*");
  private static final Pattern ROW = Pattern.compile("^\\d+(?:\\s+[\\d.]+){3,4}(?:\\s.*)?$");
  private static final Pattern IPERF =
      Pattern.compile(
          "^\\[(?:\\s*\\d+|SUM)\\]\\s+[\\d.]+-\\s*[\\d.]+\\s+sec\\s+[\\d.]+ \\w+\\s+([\\d.]+)"
              + " ([KMGT]?)bits/sec(?:\\s+\\d+)?\\s+receiver$");
  private static final Pattern IPERF_JSON =
      Pattern.compile("\"sum_received\"\\s*:\\s*\\{[^}]*?\"bits_per_second\"\\s*:\\s*([\\d.eE+]+)");
  private static final Pattern NVBANDWIDTH =
      Pattern.compile("^memcpy (?:CE|SM) GPU\\(row\\).*GPU\\(column\\) bandwidth \\(GB/s\\)");
  private static final Pattern TOOL =
      Pattern.compile("nvbandwidth Version|iperf3? Done|\"iperf3?\"");
  private static final Pattern MATRIX = Pattern.compile("^\\d+(?:\\s+(?:N/A|[\\d.]+))+$");

  private LinkBenchmark() {}

  static boolean matches(TextLines text) {
    return text.find(PERFTEST).isPresent()
        || text.find(IPERF).isPresent()
        || text.find(NVBANDWIDTH).isPresent()
        || text.find(TOOL).isPresent();
  }

  /** Returns whether a JSON text is iperf3's. */
  static boolean isJson(String text) {
    return text.contains("\"sum_received\"") && text.contains("\"bits_per_second\"");
  }

  static void readJson(TextLines lines, String text, Evidence evidence) {
    Matcher m = IPERF_JSON.matcher(text);
    if (!m.find()) {
      incomplete(lines, evidence);
      return;
    }
    Line at = lines.lines().get(0);
    TextLines.number(m.group(1), "bits_per_second", at.at(), evidence.problems())
        .ifPresent(bits -> flow(bits * 1e-9, false, "iperf3", at, evidence));
  }

  static void read(TextLines text, Evidence evidence) {
    Optional<Line> perftest = text.find(PERFTEST);
    if (perftest.isPresent()) {
      perftest(text, perftest.get(), evidence);
    } else if (text.find(NVBANDWIDTH).isPresent()) {
      matrices(text, evidence);
    } else {
      iperf(text, evidence);
    }
  }

  /** The average of the largest message. */
  private static void perftest(TextLines text, Line header, Evidence evidence) {
    Matcher unit = PERFTEST.matcher(header.text());
    double gbps = unit.matches() && unit.group(1).equals("Gb") ? 1 : 8 * 1048576e-9;
    Line last = null;
    for (Line line : text.filled()) {
      if (line.at().line() > header.at().line() && ROW.matcher(line.text()).matches()) {
        last = line;
      }
    }
    if (last == null) {
      incomplete(text, evidence);
      return;
    }
    Line at = last;
    TextLines.number(last.text().split("\\s+")[3], "BW average", last.at(), evidence.problems())
        .ifPresent(bw -> flow(bw * gbps, false, "perftest", at, evidence));
  }

  /** The last line of a receiver, which is the sum where there are several streams. */
  private static void iperf(TextLines text, Evidence evidence) {
    Line at = null;
    double gbps = 0;
    for (Line line : text.filled()) {
      Matcher m = IPERF.matcher(line.text());
      if (m.matches()) {
        at = line;
        double unit = Math.pow(1000, " KMGT".indexOf(m.group(2).isEmpty() ? " " : m.group(2)));
        gbps =
            TextLines.number(m.group(1), "bits/sec", line.at(), evidence.problems()).orElse(0)
                * unit
                * 1e-9;
      }
    }
    if (at == null) {
      incomplete(text, evidence);
    } else if (gbps > 0) {
      flow(gbps, false, "iperf3", at, evidence);
    }
  }

  /** The slowest pair of every matrix of copies in one direction; the fastest matrix counts. */
  private static void matrices(TextLines text, Evidence evidence) {
    double best = 0;
    Line at = null;
    List<Double> cells = new ArrayList<>();
    boolean open = false;
    for (Line line : text.lines()) {
      if (NVBANDWIDTH.matcher(line.text()).find()) {
        open = !line.text().contains("<->");
        cells.clear();
        at = open && at == null ? line : at;
      } else if (open && MATRIX.matcher(line.text()).matches() && line.text().contains("N/A")) {
        String[] row = line.text().split("\\s+");
        for (int i = 1; i < row.length; i++) {
          OptionalDouble cell =
              row[i].equals("N/A")
                  ? OptionalDouble.empty()
                  : TextLines.number(row[i], "bandwidth", line.at(), evidence.problems());
          cell.ifPresent(cells::add);
        }
      } else if (open && !cells.isEmpty()) {
        best = Math.max(best, cells.stream().mapToDouble(c -> c).min().orElse(0));
        open = false;
      }
    }
    if (open && !cells.isEmpty()) {
      best = Math.max(best, cells.stream().mapToDouble(c -> c).min().orElse(0));
    }
    if (at == null || best <= 0) {
      incomplete(text, evidence);
    } else {
      flow(best * 8, true, "nvbandwidth", at, evidence);
    }
  }

  private static void flow(double gbps, boolean inside, String tool, Line at, Evidence evidence) {
    if (gbps > 0) {
      evidence.flow(new Flow(new Fact<>(gbps, at.at()), inside, tool));
    }
  }

  private static void incomplete(TextLines text, Evidence evidence) {
    evidence
        .problems()
        .error(
            text.lines().get(0).at(),
            "holds no finished measurement",
            "the whole output of the test; figures of one that did not finish are not used");
  }
}
