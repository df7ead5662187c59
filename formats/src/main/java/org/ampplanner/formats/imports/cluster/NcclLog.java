package org.ampplanner.formats.imports.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ampplanner.formats.imports.TextLines;
import org.ampplanner.formats.imports.TextLines.Line;
import org.ampplanner.formats.imports.cluster.CollectiveRun.Kind;
import org.ampplanner.formats.imports.cluster.CollectiveRun.Rank;
import org.ampplanner.formats.imports.cluster.CollectiveRun.Row;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Wording;
import org.jspecify.annotations.Nullable;

/**
 * Logs of nccl-tests (and rccl-tests). A log may hold several runs, and lines of NCCL or of a
 * launcher between them, such as SLURM's {@code 0: } in front of every line. A run that failed, or
 * whose end is missing, is refused: what it printed until then may be wrong.
 */
final class NcclLog {
  /** What launchers write before a line: tags of Open MPI, ranks of srun, hosts, pods, times. */
  private static final Pattern LABEL =
      Pattern.compile(
          "^(?:\\[[^\\]]*\\](?:<\\w+>)?:?\\s*|\\d+:\\s+|[A-Za-z][\\w./-]*\\s*(?:\\||:)\\s+"
              + "|\\d{4}-\\d\\d-\\d\\d[T ][\\d:.,]+(?:Z|[+-]\\d\\d:?\\d\\d)?\\s+(?:std\\w+ [FP] )?)+"
              + "(?=#|\\d|$)");

  private static final Pattern START =
      Pattern.compile("^# (?:nThread|nccl-tests version|Using devices)");
  private static final Pattern TEST =
      Pattern.compile("(?:Collective test (?:starting|concluded): |\\b)([a-z_]+)_perf\\b");
  private static final Pattern RANK =
      Pattern.compile(
          "^#\\s+Rank\\s+(\\d{1,7})\\s+(?:Group\\s+\\d+\\s+)?Pid\\s+\\d+\\s+on\\s+(\\S+)\\s+device\\s+\\d+"
              + "\\s+(?:\\[[^\\]]*\\]\\s*)?(.*)$");
  private static final Pattern HEADER = Pattern.compile("^#\\s+size\\s+count\\b(.*)$");
  private static final Pattern FIGURES = Pattern.compile("^\\d+\\s+\\d+\\s+\\S.*$");
  private static final Pattern WRONG = Pattern.compile("[1-9]\\d*(?:\\.\\d+)?(?:e\\+\\d+)?");
  private static final Pattern END = Pattern.compile("^#\\s*Avg bus bandwidth\\s*:\\s*(\\S+)");
  private static final Pattern BOUNDS =
      Pattern.compile("^#\\s*Out of bounds values\\s*:\\s*(\\d+)\\s*(\\w+)?");
  private static final Pattern WARNING = Pattern.compile("NCCL WARN (.*)");
  private static final Pattern FAILURE =
      Pattern.compile(
          "Test (?:NCCL|CUDA) failure|Test failure"
              + "|unhandled (?:cuda|system) error|Segmentation fault|Out of memory|out of memory"
              + "|terminated|Bus error|srun: error|mpirun (?:noticed|detected)",
          Pattern.CASE_INSENSITIVE);

  private final TextLines text;
  private final Evidence evidence;
  private final Problems problems;
  private final List<Rank> ranks = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();
  private final Set<Integer> numbers = new HashSet<>();
  private @Nullable Kind kind;
  private @Nullable Line first;
  private @Nullable Line last;
  private @Nullable Shape shape;
  private List<String> columns = List.of();
  private boolean open;
  private int unnamed;

  private NcclLog(TextLines text, Evidence evidence) {
    this.text = text;
    this.evidence = evidence;
    this.problems = evidence.problems();
  }

  static boolean matches(TextLines text) {
    return text.lines().stream()
        .map(NcclLog::plain)
        .anyMatch(l ->
            START.matcher(l.text()).find()
                || HEADER.matcher(l.text()).matches()
                || END.matcher(l.text()).find());
  }

  private static Line plain(Line line) {
    return new Line(line.at(), LABEL.matcher(line.text()).replaceFirst("").strip());
  }

  static void read(TextLines text, Evidence evidence) {
    new NcclLog(text, evidence).read();
  }

  private void read() {
    int before = problems.count();
    Optional<Line> failure = text.find(FAILURE);
    if (failure.isPresent()) {
      problems.error(
          failure.get().at(),
          "the run failed: " + Wording.shown(failure.get().text()),
          "run it again; figures of a failed run are not used");
      return;
    }
    for (Line raw : text.lines()) {
      if (!take(plain(raw))) {
        return;
      }
    }
    text.find(WARNING).ifPresent(this::warned);
    if (open) {
      cutOff();
    } else if (unnamed == 0 && evidence.runs().isEmpty() && problems.count() == before) {
      problems.error(text.lines().get(0).at(), "holds no run of nccl-tests", null);
    }
  }

  /** Takes a line; returns false if nothing after it can be used. */
  private boolean take(Line line) {
    if (START.matcher(line.text()).find() && !rows.isEmpty()) {
      cutOff();
    }
    Matcher rank = RANK.matcher(line.text());
    if (rank.matches()) {
      start();
      if (withoutMpi(Integer.parseInt(rank.group(1)), line)) {
        return false;
      }
      ranks.add(new Rank(rank.group(2), new Fact<>(rank.group(3).strip(), line.at())));
    } else if (HEADER.matcher(line.text()).matches()) {
      start();
      columns = List.of(line.text().replaceFirst("^#\\s*", "").split("\\s+"));
    } else if (END.matcher(line.text()).find()) {
      finish(line);
    } else if (BOUNDS.matcher(line.text()).find()) {
      bounds(line);
    } else if (open && FIGURES.matcher(line.text()).matches()) {
      row(line);
    } else {
      name(line);
    }
    return true;
  }

  /** A warning of a run that finished: what it measured may not be what the network can do. */
  private void warned(Line line) {
    if (!problems.any()) {
      problems.warning(
          line.at(),
          "the run finished in spite of " + Wording.shown(line.text()),
          "without InfiniBand's library NCCL goes over TCP: faster links were not measured");
    }
  }

  /** Ranks that are numbered twice are several runs of their own, each on its own devices. */
  private boolean withoutMpi(int rank, Line line) {
    if (numbers.add(rank)) {
      return false;
    }
    problems.error(
        line.at(),
        "rank " + rank + " is there twice: several runs of their own, not one over all devices",
        "nccl-tests built with `make MPI=1`, and started by mpirun or srun");
    return true;
  }

  private void start() {
    if (!open) {
      numbers.clear();
      ranks.clear();
      rows.clear();
      open = true;
    }
  }

  private void name(Line line) {
    Matcher m = TEST.matcher(line.text());
    while (m.find()) {
      Optional<Kind> named = Kind.of(m.group(1));
      if (named.isPresent()) {
        kind = named.get();
      }
    }
  }

  private void cutOff() {
    problems.error(
        last == null ? text.lines().get(text.lines().size() - 1).at() : last.at(),
        "the run is cut off: no line `# Avg bus bandwidth` after it",
        "the whole log; figures of a run that did not finish are not used");
    open = false;
    rows.clear();
    ranks.clear();
  }

  private void bounds(Line line) {
    Matcher m = BOUNDS.matcher(line.text());
    if (m.find() && (!m.group(1).matches("0+") || "FAILED".equals(m.group(2)))) {
      problems.error(
          line.at(),
          "the run failed: " + m.group(1) + " results are wrong",
          "faulty hardware or drivers: figures of such a run are not used");
    }
  }

  private void row(Line line) {
    List<String> cells = Arrays.asList(line.text().split("\\s+"));
    int time = columns.indexOf("time");
    if (time < 0 || time + 2 >= cells.size()) {
      problems.error(line.at(), "is cut off: too few columns", "the whole log");
      return;
    }
    int wrong = problems.count();
    OptionalDouble bytes = TextLines.number(cells.get(0), "size", line.at(), problems);
    OptionalDouble micros = TextLines.number(cells.get(time), "time", line.at(), problems);
    OptionalDouble algorithm = TextLines.number(cells.get(time + 1), "algbw", line.at(), problems);
    OptionalDouble bus = TextLines.number(cells.get(time + 2), "busbw", line.at(), problems);
    if (time + 3 < cells.size() && WRONG.matcher(cells.get(time + 3)).matches()) {
      problems.error(line.at(), "the run failed: its results are wrong", null);
    }
    if (problems.count() == wrong && bytes.isPresent() && micros.isPresent()) {
      rows.add(new Row(bytes.getAsDouble(), micros.getAsDouble() * 1e-6));
      first = rows.size() == 1 ? line : first;
      last = line;
      shape = new Shape(cells, algorithm.orElse(0), bus.orElse(0));
    }
  }

  /** What a row tells of the collective that it is of. */
  private record Shape(List<String> cells, double algorithm, double bus) {}

  private void finish(Line line) {
    open = false;
    if (ranks.isEmpty()) {
      problems.error(
          line.at(),
          "no line `# Rank ...` says which devices took part",
          "the whole log of nccl-tests");
    } else if (ranks.size() == 1) {
      problems.error(
          line.at(),
          "a run of one device says nothing of links",
          "nccl-tests built with `make MPI=1`, over all devices");
    } else if (rows.isEmpty()) {
      problems.error(line.at(), "a run without a row of figures", "the whole log");
    } else {
      Kind named = kind == null ? byFileName().or(this::byFigures).orElse(null) : kind;
      if (named == null) {
        unnamed++;
        problems.error(
            line.at(),
            "which collective was run is not said",
            "the file's name: `all_reduce_perf.log`, `sendrecv_perf.log`");
      } else if (first != null && last != null) {
        evidence.run(new CollectiveRun(named, first.at(), last.at(), ranks, rows));
      }
    }
    rows.clear();
    ranks.clear();
    kind = null;
  }

  private Optional<Kind> byFileName() {
    String file = text.file().toLowerCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(Kind.values())
        .filter(k -> file.contains(k.id()) || file.contains(k.id().replace("_", "")))
        .findFirst();
  }

  /** By how bus bandwidth relates to algorithm bandwidth, and by operation and root. */
  private Optional<Kind> byFigures() {
    if (shape == null || shape.algorithm() <= 0) {
      return Optional.empty();
    }
    double ratio = shape.bus() / shape.algorithm();
    boolean sums = cell("redop").equals("sum");
    boolean rooted = cell("root").matches("\\d+");
    return Arrays.stream(Kind.values())
        .filter(k -> Math.abs(k.share(ranks.size()) - ratio) < 0.01 * ratio)
        .filter(k -> k.sums() == sums && k.rooted() == rooted)
        .findFirst();
  }

  private String cell(String column) {
    int i = columns.indexOf(column);
    return shape == null || i < 0 || i >= shape.cells().size() ? "" : shape.cells().get(i);
  }
}
