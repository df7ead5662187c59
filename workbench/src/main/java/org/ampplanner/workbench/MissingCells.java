package org.ampplanner.workbench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ampplanner.formats.strategy.StrategyReader;
import org.ampplanner.formats.strategy.StrategyRow;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;
import org.ampplanner.search.StrategyEvaluator;
import org.ampplanner.space.IntConstraint;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;

/**
 * What a row leaves unsaid, where the job's default does not fit in memory: whoever publishes a run
 * names the degrees and leaves out what every engine switches on. Of all values that the job allows
 * the fastest that fit are taken.
 */
final class MissingCells {
  private final Job job;
  private final StrategyReader reader;
  private final StrategyEvaluator evaluator;

  MissingCells(Job job, StrategyEvaluator evaluator) {
    this.job = job;
    this.reader = new StrategyReader(job);
    this.evaluator = evaluator;
  }

  /**
   * A plan of a row with what it left out.
   *
   * @param plan the plan, which fits
   * @param named the row with every cell
   * @param said the cells that were filled in, {@code name=value} separated by blanks
   */
  record Filled(Plan plan, StrategyRow.Named named, String said) {}

  /** Returns the fastest plan that fits, if there is one and something was left out. */
  Optional<Filled> best(List<String> columns, StrategyRow row) {
    if (row.cells().size() != columns.size()) {
      return Optional.empty(); // not of a table
    }
    Map<String, List<String>> open = open(columns, row.cells());
    Optional<Filled> best = Optional.empty();
    for (Map<String, String> values : open.isEmpty() ? List.<Map<String, String>>of() : all(open)) {
      Optional<Filled> next = filled(columns, row.cells(), values);
      if (next.isPresent() && best.map(b -> faster(next.get(), b)).orElse(true)) {
        best = next;
      }
    }
    return best;
  }

  private static boolean faster(Filled a, Filled b) {
    return a.plan.iterationSeconds() < b.plan.iterationSeconds();
  }

  private Optional<Filled> filled(
      List<String> columns, List<String> cells, Map<String, String> values) {
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      row.put(columns.get(i), cells.get(i));
    }
    row.putAll(values);
    StrategyRow.Content read = reader.read(List.copyOf(row.keySet()), List.copyOf(row.values()));
    if (!(read instanceof StrategyRow.Named named)) {
      return Optional.empty();
    }
    var priced = evaluator.evaluate(named.strategy(), named.placement(), named.partition());
    return priced instanceof StrategyEvaluator.Priced p && p.plan().fits()
        ? Optional.of(new Filled(p.plan(), named, said(values)))
        : Optional.empty();
  }

  private static String said(Map<String, String> values) {
    return values.entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(" "));
  }

  private Map<String, List<String>> open(List<String> columns, List<String> cells) {
    SearchConstraints c = job.constraints();
    Map<String, List<String>> open = new LinkedHashMap<>();
    open.put("sequence_parallel", texts(c.sequenceParallel(), b -> Boolean.toString(b)));
    open.put("recompute", texts(c.recompute(), Recompute::id));
    open.put("zero_stage", texts(c.zeroStages(), z -> Integer.toString(z)));
    int schedule = columns.indexOf("schedule");
    if (schedule >= 0 && cells.get(schedule).strip().equals(Schedule.INTERLEAVED.id())) {
      open.put("virtual_pipeline", chunks(c.degrees().virtualPipeline()));
    }
    open.keySet()
        .removeIf(name -> columns.contains(name) && !cells.get(columns.indexOf(name)).isBlank());
    return open;
  }

  private static List<String> chunks(IntConstraint constraint) {
    return constraint instanceof IntConstraint.OneOf some
        ? some.values().stream().filter(v -> v > 1).sorted().map(v -> Integer.toString(v)).toList()
        : List.of("2", "3", "4", "5", "6", "7", "8");
  }

  private static <T> List<String> texts(List<T> values, Function<T, String> text) {
    return values.stream().map(text).toList();
  }

  private static List<Map<String, String>> all(Map<String, List<String>> open) {
    List<Map<String, String>> all = List.of(Map.of());
    for (Map.Entry<String, List<String>> column : open.entrySet()) {
      List<Map<String, String>> longer = new ArrayList<>();
      for (Map<String, String> before : all) {
        for (String value : column.getValue()) {
          Map<String, String> next = new LinkedHashMap<>(before);
          next.put(column.getKey(), value);
          longer.add(next);
        }
      }
      all = longer;
    }
    return all;
  }
}
