package org.ampplanner.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.ampplanner.arrange.LayerAssigner;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.StageMemory;
import org.ampplanner.cost.StepPricing;
import org.ampplanner.engine.EngineCapabilities;
import org.ampplanner.explain.MemoryChanges.Changed;
import org.ampplanner.explain.Misfit.Way;
import org.ampplanner.placement.Placement;
import org.ampplanner.plan.Plan;
import org.ampplanner.space.SearchSpace;
import org.ampplanner.strategy.PipelineStrategy;

/**
 * Says where a plan does not fit in memory, by how much, and what would: first single changes
 * (another cut, less per micro-batch, more recomputed, sharded or split, other degrees), then
 * several at once, cheapest first. Memory is looked at first, only what fits is priced.
 */
final class MisfitAdvisor {
  private static final int MOST_WAYS = 5;

  private final CostModel model;
  private final EngineCapabilities engine;
  private final LayerAssigner assigner;
  private final int batch;

  /** Makes an advisor that keeps to what an engine can run. */
  public MisfitAdvisor(CostModel model, EngineCapabilities engine) {
    this.model = model;
    this.engine = engine;
    this.assigner = new LayerAssigner(model);
    this.batch = model.inputs().training().globalBatchSize();
  }

  /** Returns why a plan does not fit and all that would, or nothing if it fits. */
  public Optional<Misfit> misfit(Plan plan) {
    return misfit(plan, true);
  }

  /**
   * Returns why a plan does not fit and what would, or nothing if it fits; other cuts and degrees
   * are looked for only where no smaller change fits.
   */
  public Optional<Misfit> nearby(Plan plan) {
    return misfit(plan, false);
  }

  private Optional<Misfit> misfit(Plan plan, boolean all) {
    List<StageMemory> stages = model.at(plan.strategy(), plan.placement()).memory(plan.partition());
    int worst = 0;
    int full = 0;
    for (int s = 0; s < stages.size(); s++) {
      full += stages.get(s).fits() ? 0 : 1;
      worst = lack(stages.get(s)) > lack(stages.get(worst)) ? s : worst;
    }
    return full == 0
        ? Optional.empty()
        : Optional.of(new Misfit(worst, stages.get(worst), full, ways(plan, all)));
  }

  private static double lack(StageMemory stage) {
    return stage.total() - stage.limitBytes();
  }

  private List<Way> ways(Plan plan, boolean all) {
    List<Changed> savings = MemoryChanges.saving(plan.strategy());
    List<Changed> degrees = degrees(plan);
    int most = savings.stream().mapToInt(c -> c.changes().size()).max().orElse(0);
    List<Way> ways = new ArrayList<>();
    for (int n = 1; n <= most + 1 && ways.isEmpty(); n++) {
      int changes = n;
      savings.stream()
          .filter(c -> c.changes().size() == changes)
          .forEach(c -> sameCuts(plan, c).ifPresent(ways::add));
      List<Changed> withCuts =
          n == 1
              ? List.of(new Changed(List.of(), plan.strategy()))
              : savings.stream().filter(c -> c.changes().size() == changes - 1).toList();
      if (ways.isEmpty() || (n == 1 && all)) {
        withCuts.forEach(c -> otherCuts(plan, c).ifPresent(ways::add));
      }
      if (n == 1 && (all || ways.isEmpty())) {
        degrees.forEach(c -> otherPlacement(plan, c).ifPresent(ways::add));
      }
    }
    if (ways.isEmpty()) {
      degrees.stream()
          .flatMap(d -> MemoryChanges.saving(d.strategy()).stream().map(c -> joined(d, c)))
          .forEach(c -> otherPlacement(plan, c).ifPresent(ways::add));
    }
    ways.sort(
        Comparator.comparingDouble((Way w) -> w.plan().iterationSeconds())
            .thenComparing(Way::text));
    return ways.subList(0, Math.min(MOST_WAYS, ways.size()));
  }

  private boolean runs(PipelineStrategy s) {
    return model.objection(s).isEmpty()
        && engine.objection(s, model.inputs().model(), model.inputs().training()).isEmpty();
  }

  private static Changed joined(Changed first, Changed second) {
    List<String> changes = new ArrayList<>(first.changes());
    changes.addAll(second.changes());
    return new Changed(changes, second.strategy());
  }

  private List<Changed> degrees(Plan plan) {
    return MemoryChanges.otherDegrees(plan.strategy(), batch).stream()
        .filter(c -> plan.placement().ranks() == model.inputs().layout().devices())
        .filter(c ->
            SearchSpace.staysInNode(model.inputs().layout(), c.strategy().first().tensorParallel()))
        .filter(c -> c.strategy().stages().size() <= model.inputs().model().layers().size())
        .toList();
  }

  private Optional<Way> sameCuts(Plan plan, Changed c) {
    if (!runs(c.strategy())) {
      return Optional.empty();
    }
    StepPricing pricing = model.at(c.strategy(), plan.placement());
    boolean fits = pricing.memory(plan.partition()).stream().allMatch(StageMemory::fits);
    return fits
        ? Optional.of(
            new Way(
                c.changes(),
                new Plan(
                    c.strategy(),
                    plan.placement(),
                    plan.partition(),
                    pricing.estimate(plan.partition()))))
        : Optional.empty();
  }

  private Optional<Way> otherCuts(Plan plan, Changed c) {
    if (plan.partition().stages() == 1 || !runs(c.strategy())) {
      return Optional.empty();
    }
    return assigner
        .assign(c.strategy(), plan.placement(), Double.POSITIVE_INFINITY)
        .map(p -> {
          List<String> changes = new ArrayList<>(c.changes());
          changes.add("layer_cuts=" + p.partition());
          return new Way(changes, p);
        });
  }

  private Optional<Way> otherPlacement(Plan plan, Changed c) {
    if (!runs(c.strategy())) {
      return Optional.empty();
    }
    Placement placement = Placement.hostfileOrder(plan.placement().ranks());
    return assigner
        .assign(c.strategy(), placement, Double.POSITIVE_INFINITY)
        .map(p -> new Way(c.changes(), p));
  }
}
