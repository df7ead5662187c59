package org.ampplanner.formats.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.StepAnatomy;
import org.ampplanner.nonuniform.NonUniformOutcome;
import org.ampplanner.plan.NonUniformPlan;
import org.ampplanner.search.SearchOutcome.Optimality;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.unit.Units;
import org.jspecify.annotations.Nullable;

/** What stands under {@code non_uniform} in a plan file. */
public final class NonUniformDocument {
  private static final String NOT_ASKED =
      "neither --non-uniform was given nor a --time-limit that leaves time";

  private final CostModel costModel;
  private final ClusterLayout layout;

  /** Prepares documents of a job. */
  public NonUniformDocument(CostModel costModel) {
    this.costModel = costModel;
    this.layout = costModel.inputs().layout();
  }

  /** Returns the tree of an outcome; empty where nobody asked. */
  public Map<String, @Nullable Object> of(Optional<NonUniformOutcome> outcome) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    switch (outcome.orElse(new NonUniformOutcome.Excluded(NOT_ASKED))) {
      case NonUniformOutcome.Excluded excluded -> {
        tree.put("searched", false);
        tree.put("reason", excluded.reason());
      }
      case NonUniformOutcome.Searched searched -> {
        tree.put("searched", true);
        tree.put("space", NonUniformOutcome.SPACE);
        tree.put("candidates", searched.candidates());
        tree.put("complete", searched.complete());
        tree.put("optimality", optimality(searched.optimality()));
        tree.put("gain", searched.gain());
        tree.put("plan", searched.plan().map(this::plan).orElse(null));
      }
    }
    return tree;
  }

  private static Map<String, @Nullable Object> optimality(Optimality o) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put(
        "lower_bound_s", Double.isFinite(o.lowerBoundSeconds()) ? o.lowerBoundSeconds() : null);
    tree.put("gap", Double.isFinite(o.gap()) ? o.gap() : null);
    tree.put("proven", o.proven());
    return tree;
  }

  /** Returns one plan. */
  public Map<String, @Nullable Object> plan(NonUniformPlan plan) {
    Strategy first = plan.strategy().stages().get(0);
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("non_uniform", true);
    tree.put("pipeline_parallel", plan.strategy().stages().size());
    tree.put("replica_micro_batches", plan.strategy().microBatches());
    tree.put("schedule", first.schedule().id());
    tree.put("recompute", first.recompute().id());
    tree.put("zero_stage", first.zeroStage());
    tree.put("sequence_parallel", first.sequenceParallel());
    List<Map<String, @Nullable Object>> stages = new ArrayList<>();
    for (int s = 0; s < plan.partition().stages(); s++) {
      stages.add(stage(plan, s));
    }
    tree.put("stages", stages);
    tree.put("layer_cuts", IntStream.of(plan.partition().cuts()).boxed().toList());
    tree.put("placement", devices(plan, 0, plan.placement().ranks()));
    PlanDocument.outcome(tree, costModel.inputs(), plan.placement(), plan.cost());
    return tree;
  }

  /** Returns a plan with what every stage does and what the end of the step waits for. */
  public Map<String, @Nullable Object> explained(NonUniformPlan plan, StepAnatomy anatomy) {
    Map<String, @Nullable Object> tree = plan(plan);
    tree.put("stage_terms_s", anatomy.stages().stream().map(ExplanationDocument::terms).toList());
    tree.put("critical_path", anatomy.path().stream().map(ExplanationDocument::pathItem).toList());
    return tree;
  }

  private Map<String, @Nullable Object> stage(NonUniformPlan plan, int s) {
    Strategy own = plan.strategy().stages().get(s);
    CostEstimate.StageEstimate estimate = plan.cost().stages().get(s);
    CostEstimate.MemoryUse memory = estimate.memory();
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("layers", List.of(plan.partition().from(s), plan.partition().to(s)));
    tree.put("tensor_parallel", own.tensorParallel());
    tree.put("data_parallel", own.dataParallel());
    tree.put("micro_batch_size", own.microBatchSize());
    tree.put(
        "devices", devices(plan, plan.strategy().firstRank(s), plan.strategy().firstRank(s + 1)));
    tree.put("compute_s", estimate.computeSeconds());
    tree.put("memory_gib", memory == null ? null : memory.bytes() / Units.GIB);
    tree.put("memory_limit_gib", memory == null ? null : memory.limitBytes() / Units.GIB);
    return tree;
  }

  private List<String> devices(NonUniformPlan plan, int fromRank, int toRank) {
    return IntStream.range(fromRank, toRank)
        .mapToObj(rank -> layout.deviceName(plan.placement().device(rank)))
        .toList();
  }
}
