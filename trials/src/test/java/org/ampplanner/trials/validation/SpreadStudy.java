package org.ampplanner.trials.validation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ampplanner.operator.Architecture;
import org.ampplanner.operator.Constants;
import org.ampplanner.plan.Plan;
import org.ampplanner.plan.PlanDoubt;
import org.ampplanner.predictive.PredictiveCostModel;
import org.ampplanner.predictive.Spreads;
import org.ampplanner.trials.validation.ConstantStudy.Case;
import org.ampplanner.trials.validation.HeldOutStudy.LeastSquares;
import org.jspecify.annotations.Nullable;

/**
 * Not a test: measures how far predictions are off on sources that constants have not seen, and
 * estimates the spreads that intervals are made of. Every source is taken out of the least squares,
 * as in {@link HeldOutStudy}, and its runs are predicted with what the rest gives. Writes {@code
 * validation/errors.csv}, {@code validation/coverage.csv} and the resource {@code spreads.csv}.
 *
 * <p>Argument: the root of the checkout.
 */
public final class SpreadStudy {
  /** Most runs of one source that count. */
  private static final int MOST_RUNS = 40;

  /** Whose rates are imposed: they say nothing of hardware. */
  private static final String IMPOSED = "emulated";

  private SpreadStudy() {}

  public static void main(String[] args) throws IOException {
    Path root = Path.of(args[0]);
    List<ScoredRun> runs =
        chosen(
            ScoredRuns.of(Facts.builtIn()).runs().stream()
                .filter(r -> r.asked() != null && !r.label().dataset().equals(IMPOSED))
                .filter(r -> r.measured().seconds() > 0 || r.measured().ran() != null)
                .toList());
    List<ErrorRow> rows = errors(runs, ConstantStudy.load(), Constants.standard());
    StringBuilder text = new StringBuilder(ErrorRow.header()).append('\n');
    rows.forEach(row -> text.append(row.line()).append('\n'));
    Files.writeString(root.resolve("validation/errors.csv"), text);
    // what is written is what is fitted: the file is rounded
    List<ErrorRow> read =
        CsvTable.parse(text.toString(), "errors.csv").stream().map(ErrorRow::of).toList();
    Files.writeString(root.resolve("validation/coverage.csv"), coverage(SpreadFit.leftOut(read)));
    Map<String, Double> values = SpreadFit.of(read);
    values.putAll(known(runs, ""));
    StringBuilder spreads = new StringBuilder("name,value\n");
    values.forEach(
        (name, value) -> spreads.append(String.format(Locale.ROOT, "%s,%.4g%n", name, value)));
    Files.writeString(
        root.resolve("core/src/main/resources/org/ampplanner/predictive/spreads.csv"), spreads);
  }

  static String coverage(List<SpreadFit.Held> held) {
    StringBuilder text = new StringBuilder("source,n,inside_percent,half_width_percent\n");
    held.forEach(h ->
        text.append(
            String.format(
                Locale.ROOT,
                "%s,%d,%.1f,%.1f%n",
                h.source(),
                h.runs(),
                100 * h.inside(),
                100 * h.halfWidth())));
    return text.toString();
  }

  /** At most so many runs of every source, spread over their order. */
  private static List<ScoredRun> chosen(List<ScoredRun> runs) {
    Map<String, List<ScoredRun>> sources =
        runs.stream()
            .collect(Collectors.groupingBy(SpreadStudy::source, TreeMap::new, Collectors.toList()));
    List<ScoredRun> chosen = new ArrayList<>();
    for (List<ScoredRun> source : sources.values()) {
      List<ScoredRun> sorted =
          source.stream().sorted(Comparator.comparing(r -> r.label().id())).toList();
      int n = Math.min(MOST_RUNS, sorted.size());
      IntStream.range(0, n)
          .forEach(i -> chosen.add(sorted.get((int) ((long) i * sorted.size() / n))));
    }
    return chosen;
  }

  private static String source(ScoredRun run) {
    String named = run.row().text("source");
    return named.isBlank() ? run.label().dataset() : named;
  }

  private static String source(Case of) {
    String named = of.row().text("source");
    return named.isBlank() ? of.set() : named;
  }

  private static List<ErrorRow> errors(
      List<ScoredRun> runs, List<Case> cases, Constants constants) {
    LeastSquares fitted = LeastSquares.of(cases, HeldOutStudy.fitted(constants), constants);
    Map<String, List<Integer>> members = new HashMap<>();
    for (int i = 0; i < cases.size(); i++) {
      members.computeIfAbsent(source(cases.get(i)), s -> new ArrayList<>()).add(i);
    }
    Map<String, Constants> without = new HashMap<>();
    members.forEach((source, own) -> without.put(source, HeldOutStudy.without(fitted, own)));
    Map<String, Spreads> spreads = new HashMap<>();
    runs.stream()
        .map(SpreadStudy::source)
        .distinct()
        .forEach(source -> spreads.put(source, new Spreads(known(runs, source))));
    return runs.parallelStream()
        .map(run ->
            row(
                run,
                without.getOrDefault(source(run), constants),
                Objects.requireNonNull(spreads.get(source(run)))))
        .filter(Objects::nonNull)
        .toList();
  }

  /** The generations of devices and the software of the fitted runs of all other sources. */
  private static Map<String, Double> known(List<ScoredRun> runs, String but) {
    Map<String, TreeSet<String>> sources = new TreeMap<>();
    for (ScoredRun run : runs) {
      if (Fitted.of(run.label().dataset()) == Fitted.LEAST_SQUARES && !source(run).equals(but)) {
        Asked asked = Objects.requireNonNull(run.asked());
        asked
            .job()
            .cluster()
            .deviceTypes()
            .forEach(type ->
                sources
                    .computeIfAbsent(
                        "hardware." + Architecture.of(type.id()).id(), k -> new TreeSet<>())
                    .add(source(run)));
        sources
            .computeIfAbsent("software." + asked.job().software().id(), k -> new TreeSet<>())
            .add(source(run));
      }
    }
    Map<String, Double> known = new TreeMap<>();
    sources.forEach((kind, of) -> known.put(kind, (double) of.size()));
    return known;
  }

  private static @Nullable ErrorRow row(ScoredRun run, Constants constants, Spreads spreads) {
    Asked asked = Objects.requireNonNull(run.asked());
    PredictiveCostModel model = asked.job().predictive().orElseThrow();
    Plan plan;
    try {
      plan = asked.plan(constants);
    } catch (IllegalArgumentException e) {
      return null;
    }
    PlanDoubt doubt = Objects.requireNonNull(asked.doubt(plan, constants));
    double[] gradient = new double[ErrorRow.FACTORS.size()];
    for (int j = 0; j < doubt.gradient().length; j++) {
      String factor = doubt.spread().factors().get(j);
      int type = factor.startsWith("device_time.") ? 0 : ErrorRow.FACTORS.indexOf(factor);
      gradient[type] += doubt.gradient()[j];
    }
    var memory = plan.cost().memory();
    double predicted = memory == null ? Double.NaN : memory.bytes();
    return new ErrorRow(
        source(run),
        run.label().id(),
        spreads.kind(model.inputs(), model.options()),
        Math.log(run.measured().seconds() / plan.iterationSeconds()),
        gradient,
        Math.log(run.measured().memoryBytes() / predicted),
        memory == null ? Double.NaN : Math.log(memory.limitBytes() / predicted),
        run.row().text("recompute").equals("unknown") ? null : run.measured().ran());
  }
}
