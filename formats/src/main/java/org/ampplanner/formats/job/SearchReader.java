package org.ampplanner.formats.job;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.ampplanner.formats.source.Fields;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Range;
import org.ampplanner.formats.source.Scalars;
import org.ampplanner.job.PlannerChoice;
import org.ampplanner.space.IntConstraint;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.space.SearchConstraints.DegreeConstraints;
import org.ampplanner.space.SpacePart;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.unit.Units;

/**
 * Reads the key {@code search}: each of its keys a value, a list, {@code {min:, max:}}, or {@code
 * any} where that is the default.
 */
final class SearchReader {
  private static final int MAX_DEGREE = 1 << 22;

  private final Fields fields;
  private final Problems problems;

  /** What {@code search} asks for. */
  record Search(PlannerChoice planner, SearchConstraints constraints) {}

  private final SearchConstraints usual;

  private SearchReader(Fields fields, SearchConstraints usual) {
    this.fields = fields;
    this.problems = fields.problems();
    this.usual = usual;
  }

  /** Reads what the job asks for, and what is usual where it says nothing. */
  static Search read(Fields job, SearchConstraints usual) {
    return job.mapping("search", "search")
        .flatMap(fields -> new SearchReader(fields, usual).read())
        .orElse(new Search(PlannerChoice.EXACT, usual));
  }

  private Optional<Search> read() {
    fields.confusion("tp", "tensor_parallel");
    fields.confusion("pp", "pipeline_parallel");
    fields.confusion("dp", "data_parallel");
    fields.confusion("mbs", "micro_batch_size");
    Optional<PlannerChoice> planner =
        fields.choice("planner", PlannerChoice.values(), PlannerChoice::id);
    List<Schedule> schedules =
        list("schedule", n -> choice(n, Schedule.values(), Schedule::id)).orElse(usual.schedules());
    DegreeConstraints degrees = degrees(schedules);
    SearchConstraints c = usual;
    IntConstraint microBatch = degree("micro_batch_size", c.microBatchSize());
    List<Recompute> recompute =
        list("recompute", n -> choice(n, Recompute.values(), Recompute::id)).orElse(c.recompute());
    List<Integer> zero = list("zero_stage", this::zeroStage).orElse(c.zeroStages());
    List<Boolean> sequence =
        list("sequence_parallel", n -> Scalars.flag(n, "sequence_parallel", problems))
            .orElse(c.sequenceParallel());
    OptionalDouble reserve = fields.number("memory_reserve_gib", Range.NOT_NEGATIVE);
    fields.end();
    return fields
        .build(() ->
            new SearchConstraints(
                degrees,
                microBatch,
                schedules,
                recompute,
                zero,
                sequence,
                Units.gib(reserve.orElse(0))))
        .map(constraints -> new Search(planner.orElse(PlannerChoice.EXACT), constraints));
  }

  private DegreeConstraints degrees(List<Schedule> schedules) {
    DegreeConstraints d = usual.degrees();
    IntConstraint chunks =
        schedules.contains(Schedule.INTERLEAVED)
            ? d.virtualPipeline()
            : DegreeConstraints.DEFAULT.virtualPipeline();
    return new DegreeConstraints(
        degree("tensor_parallel", d.tensorParallel()),
        degree("pipeline_parallel", d.pipelineParallel()),
        degree("data_parallel", d.dataParallel()),
        degree("context_parallel", d.contextParallel()),
        degree("expert_parallel", d.expertParallel()),
        degree("virtual_pipeline", chunks),
        parts(d.parts()));
  }

  /** Returns the parts of the space that are searched; {@code all} stands for every one. */
  private Set<SpacePart> parts(Set<SpacePart> otherwise) {
    boolean all =
        fields.node("parts").stream()
            .anyMatch(n -> n instanceof Node.Scalar s && s.text().equals("all"));
    return all
        ? EnumSet.allOf(SpacePart.class)
        : list(
                "parts",
                n -> Scalars.choice(n, "parts", SpacePart.values(), SpacePart::id, problems))
            .<Set<SpacePart>>map(EnumSet::copyOf)
            .orElse(otherwise);
  }

  private Optional<Integer> zeroStage(Node node) {
    OptionalInt stage = Scalars.wholeInt(node, "zero_stage", Range.NOT_NEGATIVE, 3, problems);
    return stage.isPresent() ? Optional.of(stage.getAsInt()) : Optional.empty();
  }

  private <E> Optional<E> choice(Node node, E[] values, Function<E, String> id) {
    String key = values instanceof Schedule[] ? "schedule" : "recompute";
    return Scalars.choice(node, key, values, id, problems);
  }

  /** Reads a value or a list of values. */
  private <T> Optional<List<T>> list(String key, Function<Node, Optional<T>> item) {
    Optional<Node> node = fields.node(key);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    List<Node> items =
        node.get() instanceof Node.Sequence sequence ? sequence.items() : List.of(node.get());
    if (items.isEmpty()) {
      problems.error(node.get().at(), key + " is empty", "leave it out to allow the default");
      return Optional.empty();
    }
    return Optional.of(items.stream().flatMap(n -> item.apply(n).stream()).distinct().toList())
        .filter(values -> !values.isEmpty());
  }

  private IntConstraint degree(String key, IntConstraint otherwise) {
    Optional<Node> node = fields.node(key);
    if (node.isPresent() && node.get() instanceof Node.Mapping mapping) {
      return range(key, mapping).orElse(otherwise);
    }
    boolean any =
        otherwise instanceof IntConstraint.Any
            && node.isPresent()
            && node.get() instanceof Node.Scalar scalar
            && scalar.text().equals("any");
    if (any) {
      return otherwise;
    }
    return list(key, n -> whole(key, n))
        .<IntConstraint>map(values -> new IntConstraint.OneOf(new TreeSet<>(values)))
        .orElse(otherwise);
  }

  private Optional<Integer> whole(String key, Node node) {
    OptionalInt value = Scalars.wholeInt(node, key, Range.POSITIVE, MAX_DEGREE, problems);
    return value.isPresent() ? Optional.of(value.getAsInt()) : Optional.empty();
  }

  private Optional<IntConstraint> range(String key, Node.Mapping mapping) {
    Fields range = new Fields(mapping, "a range", problems);
    int min = range.wholeInt("min", Range.POSITIVE, MAX_DEGREE).orElse(1);
    int max = range.wholeInt("max", Range.POSITIVE, MAX_DEGREE).orElse(MAX_DEGREE);
    range.end();
    if (mapping.entries().isEmpty() || min > max) {
      problems.error(
          mapping.at(),
          key + (min > max ? " has min (" + min + ") above max (" + max + ")" : " is empty"),
          "`{min: 1, max: 8}`, for instance");
      return Optional.empty();
    }
    return Optional.of(new IntConstraint.Range(min, max));
  }
}
