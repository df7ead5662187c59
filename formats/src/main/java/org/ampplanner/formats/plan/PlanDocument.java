package org.ampplanner.formats.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cost.CostBreakdown;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.cost.CostModel;
import org.ampplanner.explain.Roofline;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Doubts;
import org.ampplanner.plan.IdleNodes;
import org.ampplanner.plan.Plan;
import org.ampplanner.plan.Standing;
import org.ampplanner.plan.Throughput;
import org.ampplanner.search.SearchOutcome;
import org.ampplanner.search.SearchOutcome.PartOutcome;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.unit.Units;
import org.jspecify.annotations.Nullable;

/** The outcome of a search in the form {@code amp-plan/1}. */
public final class PlanDocument {
  /** The schema's name and major version. */
  public static final String SCHEMA = "amp-plan/1";

  private static final List<String> MEMORY =
      List.of("memory_gib", "memory_gib_high", "memory_limit_gib", "fits", "fits_probability");

  private final Job job;
  private final CostModel costModel;
  private final ClusterLayout layout;
  private final Doubts doubts;

  /** Prepares documents of a job. */
  public PlanDocument(Job job, CostModel costModel) {
    this.job = job;
    this.costModel = costModel;
    this.layout = costModel.inputs().layout();
    this.doubts = new Doubts(costModel);
  }

  /** Returns the tree of one search. */
  public Map<String, Object> of(SearchOutcome outcome, double wallSeconds, long seed) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("schema", SCHEMA);
    tree.put("job", JobDocument.complete(job));
    tree.putAll(found(outcome, wallSeconds, seed));
    return tree;
  }

  /** Returns the tree of several searches of the same job, under {@code comparison}. */
  public Map<String, Object> comparison(List<Map<String, Object>> found) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("schema", "amp-comparison/1");
    tree.put("job", JobDocument.of(job));
    tree.put("comparison", found);
    return tree;
  }

  /** Returns what one search found, without the job. */
  public Map<String, Object> found(SearchOutcome outcome, double wallSeconds, long seed) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("search", search(outcome, wallSeconds, seed));
    tree.put("optimality", optimality(outcome));
    List<Map<String, @Nullable Object>> plans = new ArrayList<>();
    Optional<Standing> standing =
        Standing.of(outcome.plans(), outcome.plans().stream().map(doubts::of).toList());
    for (Plan plan : outcome.plans()) {
      int index = plans.size();
      Map<String, @Nullable Object> one = plan(plan, index + 1);
      one.put("level_with_first", standing.map(s -> s.level().contains(index)).orElse(null));
      plans.add(one);
    }
    tree.put("plans", plans);
    return tree;
  }

  /** Returns the plans as rows of a strategies file with predictions, the header first. */
  public List<List<String>> rows(SearchOutcome outcome) {
    Set<String> columns = new LinkedHashSet<>();
    List<Map<String, @Nullable Object>> all = new ArrayList<>();
    for (Plan plan : outcome.plans()) {
      Map<String, @Nullable Object> cells =
          new LinkedHashMap<>(StrategyCells.choices(layout, plan));
      cells.putAll(StrategyCells.prediction(plan.cost(), doubts.of(plan).orElse(null)));
      cells.put("error", null);
      columns.addAll(cells.keySet());
      all.add(cells);
    }
    List<List<String>> rows = new ArrayList<>();
    if (!all.isEmpty()) {
      rows.add(List.copyOf(columns));
    }
    for (Map<String, @Nullable Object> cells : all) {
      rows.add(columns.stream().map(column -> StrategyCells.text(cells.get(column))).toList());
    }
    return rows;
  }

  private static Map<String, Object> search(SearchOutcome outcome, double wallSeconds, long seed) {
    SearchOutcome.Statistics s = outcome.statistics();
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("planner", outcome.planner());
    tree.put("wall_s", wallSeconds);
    tree.put("candidates", s.candidates());
    tree.put("costed", s.costed());
    tree.put("pruned", s.pruned());
    tree.put("infeasible", s.infeasible());
    tree.put("complete", s.complete());
    tree.put("seed", seed);
    Map<String, Object> rejections = new TreeMap<>();
    outcome.rejections().counts().forEach((kind, count) -> rejections.put(kind.id(), count));
    tree.put("rejections", rejections);
    return tree;
  }

  private Map<String, @Nullable Object> optimality(SearchOutcome outcome) {
    SearchOutcome.Optimality o = outcome.optimality();
    boolean any = !outcome.plans().isEmpty();
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put(
        "lower_bound_s", Double.isFinite(o.lowerBoundSeconds()) ? o.lowerBoundSeconds() : null);
    tree.put("gap", any && Double.isFinite(o.gap()) ? o.gap() : null);
    tree.put("proven", o.proven());
    double roofline = Roofline.seconds(costModel.inputs());
    boolean above = any && roofline > 0;
    tree.put("roofline_s", roofline > 0 ? roofline : null);
    tree.put(
        "roofline_gap", above ? outcome.plans().get(0).iterationSeconds() / roofline - 1 : null);
    tree.put("parts", outcome.parts().stream().map(part -> part(part, outcome)).toList());
    return tree;
  }

  private static Map<String, @Nullable Object> part(PartOutcome part, SearchOutcome outcome) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("part", part.part().id());
    tree.put("holds", part.part().words());
    if (part.excluded().isPresent()) {
      tree.put("excluded", part.excluded().get());
      return tree;
    }
    tree.put("candidates", part.statistics().candidates());
    tree.put("complete", part.statistics().complete());
    boolean any = !outcome.plans().isEmpty();
    double best = any ? outcome.plans().get(0).iterationSeconds() : Double.POSITIVE_INFINITY;
    SearchOutcome.Optimality o = part.optimality(best);
    tree.put(
        "lower_bound_s", Double.isFinite(o.lowerBoundSeconds()) ? o.lowerBoundSeconds() : null);
    tree.put("gap", any && Double.isFinite(o.gap()) ? o.gap() : null);
    tree.put("proven", o.proven());
    return tree;
  }

  /** Returns one plan of a ranking. */
  Map<String, @Nullable Object> plan(Plan plan, int rank) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("rank", rank);
    PipelineStrategy strategy = plan.strategy();
    StrategyCells.strategy(strategy)
        .forEach((column, cell) -> {
          tree.put(column, cell);
          if (column.equals("micro_batch_size")) {
            tree.put(
                "gradient_accumulation_steps",
                strategy.equalShares() ? strategy.mostMicroBatches() : null);
          }
        });
    tree.put(
        "stages",
        IntStream.range(0, plan.partition().stages()).mapToObj(s -> stage(plan, s)).toList());
    tree.put("layer_cuts", IntStream.of(plan.partition().cuts()).boxed().toList());
    tree.put("placement", devices(plan, 0, plan.placement().ranks()));
    outcome(tree, plan);
    return tree;
  }

  /** Adds what is idle and what is predicted. */
  private void outcome(Map<String, @Nullable Object> tree, Plan plan) {
    CostEstimate cost = plan.cost();
    List<String> idle = IdleNodes.of(layout, plan.placement());
    if (!idle.isEmpty()) {
      tree.put("idle", idle);
    }
    Throughput throughput = Throughput.of(costModel.inputs(), cost.iterationSeconds());
    Map<String, @Nullable Object> prediction =
        StrategyCells.prediction(cost, doubts.of(plan).orElse(null));
    for (String column : List.of("iteration_s", "iteration_s_low", "iteration_s_high")) {
      tree.put(column, prediction.get(column));
    }
    tree.put("samples_per_s", throughput.samplesPerSecond());
    tree.put("tokens_per_s", throughput.tokensPerSecond());
    tree.put("mfu", throughput.mfu().isPresent() ? throughput.mfu().getAsDouble() : null);
    tree.put("breakdown_s", breakdown(cost.breakdown()));
    for (String column : MEMORY) {
      tree.put(column, prediction.get(column));
    }
  }

  private Map<String, @Nullable Object> stage(Plan plan, int s) {
    PipelineStrategy strategy = plan.strategy();
    CostEstimate.StageEstimate estimate = plan.cost().stages().get(s);
    CostEstimate.MemoryUse memory = estimate.memory();
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("layers", List.of(plan.partition().from(s), plan.partition().to(s)));
    if (!strategy.alike()) {
      Strategy own = strategy.stages().get(s);
      tree.put("tensor_parallel", own.tensorParallel());
      tree.put("data_parallel", own.dataParallel());
      tree.put("micro_batch_size", own.microBatchSize());
    }
    tree.put("devices", devices(plan, strategy.firstRank(s), strategy.firstRank(s + 1)));
    tree.put("compute_s", estimate.computeSeconds());
    tree.put("memory_gib", memory == null ? null : memory.bytes() / Units.GIB);
    tree.put("memory_limit_gib", memory == null ? null : memory.limitBytes() / Units.GIB);
    return tree;
  }

  private List<String> devices(Plan plan, int fromRank, int toRank) {
    return IntStream.range(fromRank, toRank)
        .mapToObj(rank -> layout.deviceName(plan.placement().device(rank)))
        .toList();
  }

  static Map<String, Object> breakdown(CostBreakdown b) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("compute", b.compute());
    tree.put("bubble", b.bubble());
    tree.put("tp_comm", b.tensorComm());
    tree.put("pp_comm", b.pipelineComm());
    tree.put("dp_comm", b.dataComm());
    tree.put("optimizer", b.optimizer());
    tree.put("other", b.other());
    return tree;
  }
}
