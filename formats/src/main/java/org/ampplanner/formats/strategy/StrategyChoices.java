package org.ampplanner.formats.strategy;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Nearest;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Range;
import org.ampplanner.formats.source.Scalars;
import org.ampplanner.formats.source.Wording;
import org.ampplanner.space.IntConstraint;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;

/**
 * Choices of a strategy on the command line: {@code tp=8,pp=4,recompute=full}, by the names of a
 * strategies file or their usual abbreviations. What is not named is left open.
 *
 * @param cells what is named, as it is written
 * @param option the option as messages name it
 */
public record StrategyChoices(Map<StrategyColumn, String> cells, String option) {

  /** Copies the map. */
  public StrategyChoices {
    cells = java.util.Collections.unmodifiableMap(new EnumMap<>(cells));
  }

  /**
   * Reads choices.
   *
   * @param name of the option, with its dashes
   * @throws org.ampplanner.formats.source.ProblemsException if they have no such form
   */
  public static StrategyChoices read(String text, String name) {
    Problems problems = new Problems();
    Location at = Location.ofOption(name + " " + Wording.shown(text));
    Map<StrategyColumn, String> cells = new EnumMap<>(StrategyColumn.class);
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      String key = (equals < 0 ? part : part.substring(0, equals)).strip();
      String value = equals < 0 ? "" : part.substring(equals + 1).strip();
      Optional<StrategyColumn> column = column(key);
      if (equals < 0 || value.isEmpty()) {
        problems.error(at, Wording.shown(part) + " is not of the form name=value", "`tp=8,pp=4`");
      } else if (column.isEmpty()) {
        problems.error(at, Wording.shown(key) + " is no choice of a strategy", meant(key));
      } else if (cells.put(column.get(), value) != null) {
        problems.error(at, column.get().id() + " is named twice", null);
      }
    }
    problems.throwIfAny();
    return new StrategyChoices(cells, name + " " + Wording.shown(text));
  }

  private static Optional<StrategyColumn> column(String name) {
    String lower = name.toLowerCase(Locale.ROOT).replace('-', '_');
    return StrategyColumn.of(lower)
        .or(() -> Optional.ofNullable(StrategyReader.SYNONYMS.get(lower)));
  }

  private static String meant(String key) {
    List<String> names = new ArrayList<>(StrategyColumn.ids());
    names.addAll(StrategyReader.SYNONYMS.keySet().stream().sorted().toList());
    List<String> near = Nearest.of(key, names, 1);
    return near.isEmpty() ? "one of " + String.join(", ", StrategyColumn.ids()) : near.get(0);
  }

  /**
   * Keeps a search to what is named.
   *
   * @throws org.ampplanner.formats.source.ProblemsException if a value is none of its choice
   */
  public SearchConstraints keep(SearchConstraints c) {
    Problems problems = new Problems();
    SearchConstraints.DegreeConstraints d = c.degrees();
    SearchConstraints kept =
        c.with(
                new SearchConstraints.DegreeConstraints(
                    whole(StrategyColumn.TENSOR_PARALLEL, d.tensorParallel(), problems),
                    whole(StrategyColumn.PIPELINE_PARALLEL, d.pipelineParallel(), problems),
                    whole(StrategyColumn.DATA_PARALLEL, d.dataParallel(), problems),
                    whole(StrategyColumn.CONTEXT_PARALLEL, d.contextParallel(), problems),
                    whole(StrategyColumn.EXPERT_PARALLEL, d.expertParallel(), problems),
                    whole(StrategyColumn.VIRTUAL_PIPELINE, d.virtualPipeline(), problems)),
                whole(StrategyColumn.MICRO_BATCH_SIZE, c.microBatchSize(), problems))
            .with(
                only(
                    StrategyColumn.SCHEDULE,
                    c.schedules(),
                    n -> Scalars.choice(n, "schedule", Schedule.values(), Schedule::id, problems)),
                only(
                    StrategyColumn.RECOMPUTE,
                    c.recompute(),
                    n ->
                        Scalars.choice(
                            n, "recompute", Recompute.values(), Recompute::id, problems)),
                only(
                    StrategyColumn.ZERO_STAGE,
                    c.zeroStages(),
                    n -> boxed(Scalars.wholeInt(n, "zero_stage", Range.NOT_NEGATIVE, 3, problems))),
                only(
                    StrategyColumn.SEQUENCE_PARALLEL,
                    c.sequenceParallel(),
                    n -> Scalars.flag(n, "sequence_parallel", problems)));
    problems.throwIfAny();
    return kept;
  }

  private IntConstraint whole(StrategyColumn column, IntConstraint given, Problems problems) {
    return cell(column)
        .flatMap(n ->
            boxed(Scalars.wholeInt(n, column.id(), Range.POSITIVE, RowReader.MAX_DEGREE, problems)))
        .map(IntConstraint::oneOf)
        .orElse(given);
  }

  private <T> List<T> only(
      StrategyColumn column, List<T> given, Function<Node.Scalar, Optional<T>> reader) {
    return cell(column).flatMap(reader).map(List::of).orElse(given);
  }

  private Optional<Node.Scalar> cell(StrategyColumn column) {
    return Optional.ofNullable(cells.get(column))
        .map(text -> new Node.Scalar(Location.of(option), text, false));
  }

  private static Optional<Integer> boxed(OptionalInt value) {
    return value.isPresent() ? Optional.of(value.getAsInt()) : Optional.empty();
  }

  /** Returns whether cuts or a placement are named, which no search is kept to. */
  public boolean placed() {
    return cells.containsKey(StrategyColumn.LAYER_CUTS)
        || cells.containsKey(StrategyColumn.PLACEMENT);
  }

  /** Returns these choices, and others by column name for what they leave open. */
  public Map<StrategyColumn, String> with(Map<String, Object> others) {
    Map<StrategyColumn, String> all = new EnumMap<>(StrategyColumn.class);
    others.forEach((name, value) ->
        StrategyColumn.of(name).ifPresent(column -> all.put(column, value.toString())));
    all.putAll(cells);
    return all;
  }
}
