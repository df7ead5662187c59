package org.ampplanner.formats.imports.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ampplanner.formats.imports.TextLines;
import org.ampplanner.formats.imports.TextLines.Line;
import org.ampplanner.formats.imports.cluster.Evidence.Machine;
import org.ampplanner.formats.source.Problems;
import org.jspecify.annotations.Nullable;

/**
 * Lists of a machine's devices: {@code nvidia-smi -L}, and {@code nvidia-smi --query-gpu=...
 * --format=csv} with a header or without.
 */
final class SmiList {
  private static final Pattern LISTED =
      Pattern.compile("^GPU (\\d{1,3}): (.+?)(?: \\(UUID: [^)]*\\)?)?$");
  private static final Pattern HEADER = Pattern.compile("^(?:.*,\\s*)?(?:gpu_)?name(?:\\s*,.*)?$");
  private static final Pattern OVERVIEW = Pattern.compile("^\\| NVIDIA-SMI \\d");
  private static final Pattern DEVICE =
      Pattern.compile("(?:NVIDIA|Tesla|GeForce|Quadro|TITAN|AMD|Instinct) ?\\S.*");

  private static final Pattern SLICE = Pattern.compile("^MIG \\S+\\s+Device\\s");
  private static final Pattern MEMORY =
      Pattern.compile("(\\d{1,8})(?:\\.\\d+)?(?:\\s*(MiB|GiB|MB))?");

  private SmiList() {}

  /** Records that a machine's devices are sliced: a plan is for whole ones. */
  static void sliced(Line line, Evidence evidence) {
    evidence
        .problems()
        .error(
            line.at(),
            "the devices are sliced by MIG: a job over several devices can't use slices",
            "`nvidia-smi -mig 0`, or a list of the machines whose devices are whole");
  }

  static boolean isList(TextLines text) {
    return text.find(LISTED).isPresent();
  }

  static boolean isCsv(TextLines text) {
    List<Line> lines = text.filled();
    if (lines.isEmpty()) {
      return false;
    }
    String first = lines.get(0).text().toLowerCase(Locale.ROOT);
    boolean header = first.contains(",") && HEADER.matcher(first).matches();
    return header || lines.stream().allMatch(line -> column(cells(line)) >= 0);
  }

  /** Returns whether it is the table that {@code nvidia-smi} alone prints, which cuts names. */
  static boolean isOverview(TextLines text) {
    return text.find(OVERVIEW).isPresent();
  }

  static void readList(TextLines text, Evidence evidence) {
    Optional<Line> slice = text.find(SLICE);
    if (slice.isPresent()) {
      sliced(slice.get(), evidence);
      return;
    }
    List<Fact<String>> names = new ArrayList<>();
    for (Line line : text.filled()) {
      Matcher m = LISTED.matcher(line.text());
      if (m.matches()) {
        if (Integer.parseInt(m.group(1)) != names.size()) {
          evidence
              .problems()
              .error(line.at(), "GPU " + names.size() + " is missing before this line", null);
          return;
        }
        names.add(new Fact<>(m.group(2), line.at()));
      }
    }
    machine(text, names, null, evidence);
  }

  static void readCsv(TextLines text, Evidence evidence) {
    List<Line> lines = text.filled();
    List<String> header =
        cells(lines.get(0)).stream().map(c -> c.toLowerCase(Locale.ROOT)).toList();
    int named = Math.max(header.indexOf("name"), header.indexOf("gpu_name"));
    int total = column(header, "memory.total");
    int mig = column(header, "mig.mode.current");
    Fact<Double> memory = null;
    List<Fact<String>> names = new ArrayList<>();
    for (Line line : named >= 0 ? lines.subList(1, lines.size()) : lines) {
      List<String> cells = cells(line);
      int column = named >= 0 ? named : column(cells);
      if (column >= cells.size() || (named >= 0 && cells.size() != header.size())) {
        evidence
            .problems()
            .error(
                line.at(),
                "has " + cells.size() + " cells, the header " + header.size(),
                "the whole output of `nvidia-smi --query-gpu=name,memory.total --format=csv`");
        return;
      }
      names.add(new Fact<>(cells.get(column), line.at()));
      if (mig >= 0 && cells.get(mig).equalsIgnoreCase("Enabled")) {
        sliced(line, evidence);
        return;
      }
      if (named >= 0 && total >= 0) {
        memory = least(memory, memory(header.get(total), cells.get(total), line));
      } else if (named < 0) {
        memory = least(memory, memory(cells, line));
      }
    }
    machine(text, names, memory, evidence);
  }

  private static int column(List<String> header, String name) {
    for (int i = 0; i < header.size(); i++) {
      if (header.get(i).startsWith(name)) {
        return i;
      }
    }
    return -1;
  }

  private static @Nullable Fact<Double> least(@Nullable Fact<Double> a, @Nullable Fact<Double> b) {
    return a == null ? b : b == null || a.value() <= b.value() ? a : b;
  }

  /** Without a header, the first cell with a unit. */
  private static @Nullable Fact<Double> memory(List<String> cells, Line line) {
    return cells.stream()
        .filter(c -> c.matches("\\d+ (?:MiB|GiB)"))
        .findFirst()
        .map(c -> memory("", c, line))
        .orElse(null);
  }

  /** Returns the GiB of a cell; without a unit it is in MiB, as the header says. */
  static @Nullable Fact<Double> memory(String header, String cell, Line line) {
    Matcher m = MEMORY.matcher(cell);
    if (!m.matches() || Double.parseDouble(m.group(1)) <= 0) {
      return null;
    }
    boolean gib = "GiB".equals(m.group(2)) || header.contains("[gib]");
    return new Fact<>(Double.parseDouble(m.group(1)) / (gib ? 1 : 1024), line.at());
  }

  private static void machine(
      TextLines text, List<Fact<String>> names, @Nullable Fact<Double> memory, Evidence evidence) {
    Problems problems = evidence.problems();
    if (names.isEmpty()) {
      problems.error(text.lines().get(0).at(), "names no GPU", null);
      return;
    }
    Fact<Integer> count = new Fact<>(names.size(), names.get(0).at());
    evidence.machine(new Machine(text.file(), names, count, null, null, null, memory));
  }

  private static List<String> cells(Line line) {
    return Arrays.stream(line.text().split(",", -1)).map(String::strip).toList();
  }

  private static int column(List<String> cells) {
    for (int i = 0; i < cells.size(); i++) {
      if (DEVICE.matcher(cells.get(i)).matches()) {
        return i;
      }
    }
    return -1;
  }
}
