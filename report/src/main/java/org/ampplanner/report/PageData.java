package org.ampplanner.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.formats.plan.SearchLogFile;
import org.ampplanner.plan.Plan;
import org.ampplanner.search.StrategyEvaluator;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.unit.Units;
import org.jspecify.annotations.Nullable;

/** The numbers that the page draws its charts from. */
final class PageData {
  private static final int PASSES_OF_THE_BEST = 12_000;
  private static final int PASSES_OF_OTHERS = 3_000;
  private static final int MOST_POINTS = 150;
  private static final int MOST_BOUNDS = 400;

  private final ReportInput input;
  private final List<Replayed> plans;

  PageData(ReportInput input, List<Replayed> plans) {
    this.input = input;
    this.plans = plans;
  }

  Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    List<Map<String, Object>> all = new ArrayList<>();
    for (Replayed plan : plans) {
      all.add(plan(plan, all.isEmpty() ? PASSES_OF_THE_BEST : PASSES_OF_OTHERS));
    }
    tree.put("plans", all);
    tree.put(
        "lines",
        input.costModel().inputs().layout().cluster().lines().stream()
            .map(PageData::line)
            .toList());
    SearchLogFile log = input.log();
    tree.put("points", points(log));
    if (log != null) {
      tree.put("log", race(log));
    }
    tree.put("measured", input.measured().stream().map(PageData::trial).toList());
    return tree;
  }

  private static Map<String, Object> line(NodeLine line) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", line.name());
    tree.put("first", line.names().first());
    tree.put("count", line.count());
    tree.put("devices", line.devices());
    tree.put("device", line.device().id());
    return tree;
  }

  private static Map<String, Object> trial(ReportInput.Trial trial) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", trial.name());
    tree.put("measured_s", trial.measuredSeconds());
    tree.put("predicted_s", trial.predictedSeconds());
    return tree;
  }

  private Map<String, Object> plan(Replayed replayed, int passes) {
    TimelineData timeline = new TimelineData(replayed, passes);
    Plan plan = replayed.plan();
    PipelineStrategy strategy = plan.strategy();
    ClusterLayout layout = replayed.costModel().inputs().layout();
    int[] stageOf = new int[layout.devices()];
    int[] replicaOf = new int[layout.devices()];
    Arrays.fill(stageOf, -1);
    Arrays.fill(replicaOf, -1);
    int mostReplicas = 0;
    for (int s = 0; s < strategy.stages().size(); s++) {
      Degrees own = strategy.stages().get(s).degrees();
      int lanes = own.tensorParallel() * own.contextParallel();
      mostReplicas = Math.max(mostReplicas, own.dataParallel());
      for (int rank = 0; rank < own.ranksPerStage(); rank++) {
        int device = plan.placement().device(strategy.firstRank(s) + rank);
        stageOf[device] = s;
        replicaOf[device] = rank / lanes;
      }
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("rank", replayed.rank());
    tree.put("step_s", replayed.step().seconds());
    tree.put("unit_s", timeline.unitSeconds());
    tree.put("replicas", timeline.replicas());
    tree.put("stages", plan.partition().stages());
    tree.put("data_parallel", mostReplicas);
    tree.put("stage_of", runs(stageOf));
    tree.put("replica_of", runs(replicaOf));
    Optional<double[]> load = NodeLoad.of(replayed);
    load.ifPresent(shares ->
        tree.put("nic_load", Arrays.stream(shares).map(s -> Math.round(s * 1e5) / 1e5).toArray()));
    return tree;
  }

  /** Returns values and how often each is repeated, in turn. */
  private static List<Integer> runs(int[] values) {
    List<Integer> runs = new ArrayList<>();
    int i = 0;
    while (i < values.length) {
      int first = i;
      while (i < values.length && values[i] == values[first]) {
        i++;
      }
      runs.add(values[first]);
      runs.add(i - first);
    }
    return runs;
  }

  /** The plans, and what else the search priced, priced again in hostfile order. */
  private List<Map<String, Object>> points(@Nullable SearchLogFile log) {
    List<Map<String, Object>> points = new ArrayList<>();
    Set<Strategy> seen = new HashSet<>();
    for (int i = 0; i < input.file().outcome().plans().size(); i++) {
      Plan plan = input.file().outcome().plans().get(i);
      plan.uniform().ifPresent(seen::add);
      points.add(point("plan " + (i + 1) + ": " + PlanWords.of(plan.strategy()), plan, i + 1));
    }
    if (log == null) {
      return points;
    }
    StrategyEvaluator evaluator = new StrategyEvaluator(input.costModel());
    for (SearchLogFile.Entry entry : log.entries()) {
      Strategy strategy = entry.strategy();
      if (strategy == null
          || !entry.event().equals("costed")
          || points.size() >= MOST_POINTS
          || !seen.add(strategy)) {
        continue;
      }
      boolean possible =
          strategy.degrees().worldSize() <= input.costModel().inputs().layout().devices()
              && input.costModel().objection(strategy).isEmpty();
      if (possible
          && evaluator.evaluate(strategy, Optional.empty(), Optional.empty())
              instanceof StrategyEvaluator.Priced p) {
        points.add(point(PlanWords.of(strategy), p.plan(), 0));
      }
    }
    return points;
  }

  private static Map<String, Object> point(String name, Plan plan, int rank) {
    CostEstimate.MemoryUse memory = plan.cost().memory();
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("name", name);
    tree.put("rank", rank);
    tree.put("step_s", plan.iterationSeconds());
    tree.put("gpus", plan.placement().ranks());
    tree.put("memory_gib", memory == null ? null : memory.bytes() / Units.GIB);
    tree.put("fits", plan.fits());
    return new LinkedHashMap<>(tree);
  }

  /** The bound of what is priced next, and the best plan so far, as time goes on. */
  private Map<String, Object> race(SearchLogFile log) {
    List<List<Object>> best = new ArrayList<>();
    List<List<Object>> bounds = new ArrayList<>();
    double low = 0;
    double end = 0;
    double least = Double.POSITIVE_INFINITY;
    for (SearchLogFile.Entry entry : log.entries()) {
      end = Math.max(end, entry.seconds());
      Double step = entry.iterationSeconds();
      Double bound = entry.boundSeconds();
      Strategy strategy = entry.strategy();
      if (entry.event().equals("improved") && step != null && step < least) {
        least = step;
        String name = strategy == null ? "" : PlanWords.of(strategy);
        best.add(List.of(entry.seconds(), step, name));
      }
      if (entry.event().equals("costed") && bound != null && bound > low) {
        low = bound;
        bounds.add(List.of(entry.seconds(), low));
      }
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("best", best);
    tree.put("bounds", thinned(bounds));
    tree.put("proven_s", input.file().outcome().optimality().lowerBoundSeconds());
    tree.put("end_s", end);
    return tree;
  }

  private static List<List<Object>> thinned(List<List<Object>> all) {
    if (all.size() <= MOST_BOUNDS) {
      return all;
    }
    List<List<Object>> kept = new ArrayList<>();
    for (int i = 0; i < MOST_BOUNDS; i++) {
      kept.add(all.get((int) ((long) i * (all.size() - 1) / (MOST_BOUNDS - 1))));
    }
    return kept;
  }
}
