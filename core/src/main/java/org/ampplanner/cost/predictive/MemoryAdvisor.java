package org.ampplanner.cost.predictive;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.memory.MemoryCategory;
import org.ampplanner.memory.StageMemory;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.unit.Units;

/** Says where a plan does not fit, by how much, and which single change costs least. */
public final class MemoryAdvisor {
  private final PredictiveCostModel model;

  /** Makes an advisor. */
  public MemoryAdvisor(PredictiveCostModel model) {
    this.model = model;
  }

  /**
   * Why a plan does not fit.
   *
   * @param stage the stage that lacks most
   * @param missingBytes how much
   * @param largest what takes most there
   * @param way the cheapest change that fits, if any single one does
   */
  public record Misfit(int stage, double missingBytes, MemoryCategory largest, Optional<Way> way) {

    /** Returns it in words. */
    public String message() {
      String what =
          String.format(
              Locale.ROOT,
              "stage %d needs %.2f GiB more than there is, most of it is %s",
              stage,
              missingBytes / Units.GIB,
              largest.name().toLowerCase(Locale.ROOT).replace('_', ' '));
      return way.map(w -> what + "; " + w.change() + " would fit").orElse(what);
    }
  }

  /**
   * A change that fits.
   *
   * @param change readable by users
   * @param strategy the changed strategy
   * @param seconds its predicted step time
   */
  public record Way(String change, Strategy strategy, double seconds) {}

  /** Returns why a plan does not fit, or nothing if it does. */
  public Optional<Misfit> misfit(Strategy strategy, Placement placement, Partition partition) {
    List<StageMemory> stages = model.memoryModel().stages(strategy, placement, partition);
    int worst = -1;
    double missing = 0;
    for (int s = 0; s < stages.size(); s++) {
      double lacks = stages.get(s).total() - stages.get(s).limitBytes();
      if (lacks > missing) {
        worst = s;
        missing = lacks;
      }
    }
    return worst < 0
        ? Optional.empty()
        : Optional.of(
            new Misfit(
                worst,
                missing,
                stages.get(worst).largest(),
                cheapest(strategy, placement, partition)));
  }

  private Optional<Way> cheapest(Strategy strategy, Placement placement, Partition partition) {
    Way best = null;
    for (Way change : changes(strategy)) {
      if (model.objection(change.strategy()).isEmpty()) {
        CostEstimate estimate =
            model.estimate(model.stageCosts(change.strategy(), placement), partition);
        CostEstimate.MemoryUse use = estimate.memory();
        boolean better = best == null || estimate.iterationSeconds() < best.seconds();
        if (use != null && use.fits() && better) {
          best = new Way(change.change(), change.strategy(), estimate.iterationSeconds());
        }
      }
    }
    return Optional.ofNullable(best);
  }

  private static List<Way> changes(Strategy s) {
    List<Way> ways = new ArrayList<>();
    for (Recompute recompute : Recompute.values()) {
      if (recompute.compareTo(s.recompute()) > 0) {
        add(ways, "recompute: " + recompute.id(), s, s.microBatchSize(), recompute, s.zeroStage());
      }
    }
    for (int zero = s.zeroStage() + 1; zero <= 3 && s.dataParallel() > 1; zero++) {
      add(ways, "zero_stage: " + zero, s, s.microBatchSize(), s.recompute(), zero);
    }
    for (int mbs = s.microBatchSize() / 2; mbs >= 1; mbs /= 2) {
      if (s.microBatchSize() % mbs == 0) {
        add(ways, "micro_batch_size: " + mbs, s, mbs, s.recompute(), s.zeroStage());
      }
    }
    if (!s.sequenceParallel() && s.tensorParallel() > 1) {
      ways.add(
          new Way(
              "sequence_parallel: true",
              new Strategy(
                  s.degrees(),
                  s.microBatchSize(),
                  s.schedule(),
                  s.recompute(),
                  s.zeroStage(),
                  true),
              Double.NaN));
    }
    return ways;
  }

  private static void add(
      List<Way> ways, String change, Strategy s, int mbs, Recompute recompute, int zero) {
    ways.add(
        new Way(
            change,
            new Strategy(s.degrees(), mbs, s.schedule(), recompute, zero, s.sequenceParallel()),
            Double.NaN));
  }
}
