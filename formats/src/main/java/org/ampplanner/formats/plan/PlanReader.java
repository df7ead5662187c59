package org.ampplanner.formats.plan;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.ampplanner.cost.CostBreakdown;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.cost.CostEstimate.MemoryUse;
import org.ampplanner.cost.CostEstimate.StageEstimate;
import org.ampplanner.cost.Infeasible;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.job.JobReader;
import org.ampplanner.formats.source.Fields;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Range;
import org.ampplanner.formats.source.Schema;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.source.Sources;
import org.ampplanner.formats.strategy.StrategyColumn;
import org.ampplanner.formats.strategy.StrategyReader;
import org.ampplanner.formats.strategy.StrategyRow;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;
import org.ampplanner.search.SearchOutcome;
import org.ampplanner.space.Rejections;
import org.ampplanner.unit.Units;
import org.jspecify.annotations.Nullable;

/**
 * Reads plans, {@code amp-plan/1}, as {@link PlanDocument} writes them. Keys that a later version
 * of AMP adds are passed over.
 */
public final class PlanReader {
  static final String WRITE_AGAIN = "`amp plan JOB -o json --out plan.json` to write it again";

  private final Catalog catalog;

  /** Makes a reader; the catalogue resolves names that the file does not explain itself. */
  public PlanReader(Catalog catalog) {
    this.catalog = catalog;
  }

  /**
   * Reads a file.
   *
   * @throws org.ampplanner.formats.source.ProblemsException with everything that is wrong with it
   */
  public PlanFile read(SourceFile file) {
    Problems problems = new Problems();
    Optional<Node.Mapping> mapping = Sources.readMapping(file, "a plan", problems);
    problems.throwIfAny();
    Fields fields = new Fields(mapping.orElseThrow(), "a plan", problems);
    Schema.require(fields, "amp-plan", 1);
    problems.throwIfAny();
    Optional<Node.Mapping> resolved = resolved(fields);
    if (resolved.isEmpty() && !problems.any()) {
      problems.error(fields.at("job"), "job has no model", WRITE_AGAIN);
    }
    problems.throwIfAny();
    Job job = new JobReader(catalog).read(resolved.orElseThrow(), file).job();
    List<Plan> plans = plans(fields, job, problems);
    Fields search = nested(fields, "search");
    SearchOutcome outcome = outcome(search, nested(fields, "optimality"), plans);
    double wall = search.number("wall_s", Range.NOT_NEGATIVE).orElse(0);
    long seed = seed(search);
    finish(search);
    finish(fields);
    problems.throwIfAny();
    return new PlanFile(file, job, outcome, wall, seed);
  }

  private List<Plan> plans(Fields fields, Job job, Problems problems) {
    fields.require("plans", WRITE_AGAIN);
    List<Plan> plans = new ArrayList<>();
    StrategyReader strategies = new StrategyReader(job);
    PlanDocument document = new PlanDocument(job, job.bindCostModel());
    PlanConsistency consistency = new PlanConsistency(problems);
    for (Node item : fields.items("plans")) {
      Fields.of(item, "plans", "a plan", problems)
          .ifPresent(f ->
              plan(f, strategies)
                  .ifPresent(plan -> {
                    plans.add(plan);
                    consistency.check(f, document.plan(plan, plans.size()));
                  }));
    }
    fields
        .mapping("non_uniform", "what was found beyond uniform plans")
        .flatMap(new EarlierPlanReader(job)::read)
        .ifPresent(plans::add);
    plans.sort(Plan.BEST_FIRST);
    return plans;
  }

  /** Returns the job with the definition of its model in the model's place. */
  private static Optional<Node.Mapping> resolved(Fields fields) {
    fields.require("job", WRITE_AGAIN);
    Optional<Fields> job = fields.mapping("job", "a job");
    Optional<Fields> model = job.flatMap(j -> j.mapping("model", "a model"));
    if (model.isEmpty()) {
      finish(fields);
      return Optional.empty();
    }
    Optional<Node> definition = model.get().node("definition");
    if (definition.isEmpty()) {
      fields
          .problems()
          .error(
              model.get().at(),
              "the model has no definition: this plan cannot be replayed",
              WRITE_AGAIN);
      return Optional.empty();
    }
    Node.Mapping whole = (Node.Mapping) fields.node("job").orElseThrow();
    Map<String, Node.Entry> entries = new LinkedHashMap<>(whole.entries());
    entries.computeIfPresent(
        "model", (key, entry) -> new Node.Entry(entry.keyAt(), definition.get()));
    return Optional.of(new Node.Mapping(whole.at(), entries));
  }

  private static Fields nested(Fields fields, String key) {
    fields.require(key, WRITE_AGAIN);
    return fields
        .mapping(key, key)
        .orElseGet(
            () -> new Fields(new Node.Mapping(fields.at(), Map.of()), key, fields.problems()));
  }

  private static Optional<Plan> plan(Fields fields, StrategyReader strategies) {
    int before = fields.problems().count();
    List<String> columns = new ArrayList<>();
    List<String> cells = new ArrayList<>();
    for (StrategyColumn column : StrategyColumn.values()) {
      if (column != StrategyColumn.MICRO_BATCHES
          && column != StrategyColumn.EXPERT_TENSOR_PARALLEL) {
        fields.require(column.id(), WRITE_AGAIN);
      }
      columns.add(column.id());
      cells.add(fields.node(column.id()).map(PlanReader::text).orElse(""));
    }
    Optional<CostEstimate> cost = cost(fields);
    finish(fields);
    if (fields.problems().count() > before || cost.isEmpty()) {
      return Optional.empty();
    }
    return switch (strategies.read(columns, cells)) {
      case StrategyRow.Invalid invalid -> {
        fields.problems().error(fields.at(), "is no plan of its job: " + invalid.error(), null);
        yield Optional.empty();
      }
      case StrategyRow.Named n -> named(fields, n, cost.get());
    };
  }

  private static Optional<Plan> named(Fields fields, StrategyRow.Named n, CostEstimate cost) {
    int stages = n.strategy().stages().size();
    if (n.partition().isEmpty() || n.placement().isEmpty() || cost.stages().size() != stages) {
      fields
          .problems()
          .error(
              fields.at(),
              "is not whole: layer_cuts, placement and stages must all be there, for "
                  + stages
                  + " stages",
              WRITE_AGAIN);
      return Optional.empty();
    }
    return Optional.of(new Plan(n.strategy(), n.placement().get(), n.partition().get(), cost));
  }

  private static String text(Node node) {
    return switch (node) {
      case Node.Scalar scalar -> scalar.text();
      case Node.Sequence list ->
          String.join(" ", list.items().stream().map(PlanReader::text).toList());
      case Node.Mapping mapping -> mapping.named("a mapping");
    };
  }

  static Optional<CostEstimate> cost(Fields plan) {
    plan.require("breakdown_s", WRITE_AGAIN);
    plan.require("stages", WRITE_AGAIN);
    Optional<Fields> b = plan.mapping("breakdown_s", "a breakdown");
    List<StageEstimate> stages = new ArrayList<>();
    for (Node item : plan.items("stages")) {
      Fields.of(item, "stages", "a stage", plan.problems())
          .map(PlanReader::stage)
          .ifPresent(stages::add);
    }
    return b.map(t -> new CostEstimate(breakdown(t), stages));
  }

  private static CostBreakdown breakdown(Fields terms) {
    CostBreakdown breakdown =
        new CostBreakdown(
            seconds(terms, "compute"),
            seconds(terms, "bubble"),
            seconds(terms, "tp_comm"),
            seconds(terms, "pp_comm"),
            seconds(terms, "dp_comm"),
            seconds(terms, "optimizer"),
            seconds(terms, "other"));
    finish(terms);
    return breakdown;
  }

  /** Records what is missing; what is there and was not asked for is a later version's. */
  static void finish(Fields fields) {
    fields.keys();
    fields.end();
  }

  private static StageEstimate stage(Fields stage) {
    OptionalDouble bytes = optional(stage, "memory_gib");
    OptionalDouble limit = optional(stage, "memory_limit_gib");
    MemoryUse memory =
        bytes.isPresent() && limit.isPresent()
            ? new MemoryUse(Units.gib(bytes.getAsDouble()), Units.gib(limit.getAsDouble()))
            : null;
    double compute = seconds(stage, "compute_s");
    finish(stage);
    return new StageEstimate(compute, memory);
  }

  private static double seconds(Fields fields, String key) {
    return fields.required(key, Range.NOT_NEGATIVE, 0);
  }

  /** Returns a number that may be null where nothing is known. */
  private static OptionalDouble optional(Fields fields, String key) {
    boolean unknown =
        fields.node(key).map(n -> n instanceof Node.Scalar s && s.isNull()).orElse(true);
    return unknown ? OptionalDouble.empty() : fields.number(key, Range.NOT_NEGATIVE);
  }

  private static SearchOutcome outcome(Fields search, Fields optimality, List<Plan> plans) {
    SearchOutcome.Statistics statistics =
        new SearchOutcome.Statistics(
            count(search, "candidates"),
            count(search, "costed"),
            count(search, "pruned"),
            count(search, "infeasible"),
            search.flag("complete").orElse(false));
    Map<Infeasible.Kind, Integer> counts = new EnumMap<>(Infeasible.Kind.class);
    Optional<Fields> rejections = search.mapping("rejections", "the rejections by reason");
    for (Infeasible.Kind kind : Infeasible.Kind.values()) {
      rejections
          .filter(r -> r.has(kind.id()))
          .ifPresent(r -> counts.put(kind, count(r, kind.id())));
    }
    SearchOutcome.Optimality proof =
        new SearchOutcome.Optimality(
            optional(optimality, "lower_bound_s").orElse(0),
            optional(optimality, "gap").orElse(Double.POSITIVE_INFINITY),
            optimality.flag("proven").orElse(false));
    return new SearchOutcome(
        search.text("planner").orElse("unknown"),
        plans,
        statistics,
        proof,
        new Rejections(counts, Map.of()));
  }

  private static int count(Fields fields, String key) {
    return fields.wholeInt(key, Range.NOT_NEGATIVE, Integer.MAX_VALUE).orElse(0);
  }

  private static long seed(Fields search) {
    @Nullable String text =
        search.node("seed").map(n -> n instanceof Node.Scalar s ? s.text() : null).orElse(null);
    return text != null && text.matches("-?[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }
}
