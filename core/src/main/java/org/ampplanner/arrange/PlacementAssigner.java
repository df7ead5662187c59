package org.ampplanner.arrange;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.ampplanner.cost.CostModel;
import org.ampplanner.model.Layer;
import org.ampplanner.placement.Placement;
import org.ampplanner.plan.Plan;
import org.ampplanner.space.PieceTiling;
import org.ampplanner.strategy.Strategy;

/**
 * Finds which pieces of nodes serve which stages, and their layers, where links tell nodes apart:
 * all orders that differ where they are few, else the best of many starts, improved by annealed and
 * descending exchanges of pieces under the cost model itself.
 */
final class PlacementAssigner {
  private static final int MOST_LISTED = 5040;
  private static final int LISTED_RANKS = 1 << 19; // of all listed placements together
  private static final int MOST_LISTED_IF_OPEN = 100; // where listing proves nothing
  private static final int EFFORT = 1 << 15; // ranks times evaluations
  private static final int LEAST_TRIES = 40;
  private static final int MOST_TRIES = 2000;
  private static final int MOST_TRIES_IF_OPEN = 600;
  private static final int STEPS = 200; // of one annealing
  private static final int SCATTERED = 60;
  private static final double FIRST_TEMPERATURE = 0.2; // of the step time
  private static final double LAST_TEMPERATURE = 0.0005;
  private static final double WORTH_IMPROVING = 2; // of the cut-off
  private static final double WORTH_GOING_ON = 1.05;

  private final CostModel costModel;
  private final LayerAssigner assigner;
  private final PieceOrders orders;

  PlacementAssigner(CostModel costModel, PieceOrders orders) {
    this.costModel = costModel;
    this.assigner = new LayerAssigner(costModel);
    this.orders = orders;
  }

  /**
   * Returns the best plan that takes at most {@code cutoffSeconds}.
   *
   * @param bound no order takes less
   */
  Settled assign(
      Strategy strategy,
      PieceTiling tiling,
      IdealBound.Bound bound,
      double cutoffSeconds,
      BooleanSupplier stop) {
    return new Run(strategy, tiling, bound, cutoffSeconds, stop).result();
  }

  private final class Run {
    private final Strategy strategy;
    private final PieceTiling tiling;
    private final double bound;
    private final boolean closedForm;
    private final double cutoff;
    private final BooleanSupplier stop;
    private int[] order = {};
    private Optional<Plan> best = Optional.empty();
    private int tries;

    Run(
        Strategy strategy,
        PieceTiling tiling,
        IdealBound.Bound bound,
        double cutoff,
        BooleanSupplier stop) {
      this.strategy = strategy;
      this.tiling = tiling;
      this.bound = bound.seconds();
      this.closedForm = bound.exact();
      this.cutoff = cutoff;
      this.stop = stop;
      long ranks = strategy.degrees().worldSize();
      int most = closedForm ? MOST_TRIES : MOST_TRIES_IF_OPEN;
      this.tries = (int) Math.max(LEAST_TRIES, Math.min(EFFORT / ranks, most));
    }

    Settled result() {
      int ranks = (int) strategy.degrees().worldSize();
      int most = closedForm ? Math.min(MOST_LISTED, LISTED_RANKS / ranks) : MOST_LISTED_IF_OPEN;
      Optional<List<int[]>> all = orders.all(tiling.pieces(), most);
      List<int[]> starts = all.orElseGet(() -> orders.seeds(tiling, volume(), syncVolume()));
      boolean every = all.isPresent();
      for (int[] start : starts) {
        boolean go = best.isEmpty() || !stop.getAsBoolean();
        every &= go;
        if (go && !settled()) {
          offer(start, all.isPresent() ? Math.min(cutoff, seconds()) : seconds());
        }
      }
      if (all.isEmpty()) {
        improve();
      }
      boolean exact = closedForm && (every || settled());
      return new Settled(
          best.filter(plan -> plan.iterationSeconds() <= cutoff * (1 + 1e-12)),
          exact ? Double.POSITIVE_INFINITY : bound);
    }

    private double seconds() {
      return best.map(Plan::iterationSeconds).orElse(Double.POSITIVE_INFINITY);
    }

    private boolean settled() {
      return closedForm && seconds() <= bound * (1 + 1e-12);
    }

    private boolean offer(int[] candidate, double limit) {
      return keepBetter(assigner.assign(strategy, placement(candidate), limit), candidate);
    }

    private boolean keepBetter(Optional<Plan> plan, int[] candidate) {
      boolean better = plan.isPresent() && plan.get().iterationSeconds() < seconds() * (1 - 1e-12);
      if (better) {
        best = plan;
        order = candidate;
      }
      return better;
    }

    private Placement placement(int[] candidate) {
      return tiling.place(orders.pieces(), candidate);
    }

    private boolean goesOn() {
      return tries > 0 && !settled() && !stop.getAsBoolean();
    }

    /** Anneals exchanges of pieces and reversals of groups, then descends, while tries are left. */
    private void improve() {
      SplittableRandom random = new SplittableRandom(1);
      boolean promising = closedForm || seconds() <= cutoff * WORTH_IMPROVING;
      while (goesOn() && best.isPresent() && promising) {
        scatter(random);
        anneal(random);
        descend();
        promising = closedForm || seconds() <= cutoff * WORTH_GOING_ON;
      }
    }

    /** Tries orders at random, where steps that are small lead nowhere. */
    private void scatter(SplittableRandom random) {
      for (int i = 0; i < SCATTERED && goesOn(); i++, tries--) {
        int[] shuffled = order.clone();
        for (int at = shuffled.length - 1; at > 0; at--) {
          exchange(shuffled, at, random.nextInt(at + 1));
        }
        offer(shuffled, seconds());
      }
    }

    private void anneal(SplittableRandom random) {
      int[] now = order;
      double cost = seconds();
      double temperature = FIRST_TEMPERATURE * cost;
      int steps = Math.min(tries, closedForm ? STEPS : STEPS / 2);
      double cooling = Math.pow(LAST_TEMPERATURE / FIRST_TEMPERATURE, 1.0 / steps);
      for (int i = 0;
          i < steps && !settled() && !stop.getAsBoolean();
          i++, temperature *= cooling) {
        int[] changed = now.clone();
        change(changed, random);
        double accepted = cost - temperature * Math.log(1 - random.nextDouble());
        double changedCost = price(changed, accepted);
        if (changedCost <= accepted) {
          now = changed;
          cost = changedCost;
        }
      }
      tries -= steps;
    }

    /** Exchanges pieces while one exchange lowers the step time. */
    private void descend() {
      boolean lower = true;
      while (lower && goesOn()) {
        lower = false;
        for (int a = 0; a < tiling.pieces(); a++) {
          for (int b = a + 1; b < order.length && tries > 0 && !stop.getAsBoolean(); b++) {
            if (!orders.twins(order[a], order[b])) {
              int[] changed = order.clone();
              exchange(changed, a, b);
              lower |= offer(changed, seconds());
              tries--;
            }
          }
        }
      }
      tries--;
    }

    /** The step time of an order with its best layers if it is low enough, else infinite. */
    private double price(int[] candidate, double limit) {
      Optional<Plan> plan = assigner.assign(strategy, placement(candidate), limit);
      keepBetter(plan, candidate);
      return plan.map(Plan::iterationSeconds).orElse(Double.POSITIVE_INFINITY);
    }

    private void change(int[] now, SplittableRandom random) {
      int r = tiling.piecesPerGroup();
      int groups = tiling.pieces() / r;
      if (groups > 2 && random.nextInt(4) == 0) {
        int one = random.nextInt(groups);
        int other = random.nextInt(groups);
        int from = Math.min(one, other) * r;
        int to = (Math.max(one, other) + 1) * r - 1;
        while (from < to) {
          exchange(now, from++, to--);
        }
      } else {
        for (int i = random.nextInt(2); i < 2; i++) {
          exchange(now, random.nextInt(tiling.pieces()), random.nextInt(now.length));
        }
      }
    }

    private double volume() {
      List<Layer> layers = costModel.inputs().model().layers();
      double bytes =
          layers.stream()
              .mapToDouble(layer -> layer.output().bytes(strategy.tensorParallel()))
              .average()
              .orElse(0);
      return bytes * strategy.microBatchSize();
    }

    private double syncVolume() {
      double parameters =
          costModel.inputs().model().layers().stream().mapToDouble(Layer::parameters).sum();
      double dp = strategy.dataParallel();
      double held = parameters / strategy.tensorParallel() / strategy.pipelineParallel();
      return 2 * (dp - 1) / dp * held * costModel.inputs().training().precision().activationBytes();
    }
  }

  private static void exchange(int[] order, int a, int b) {
    int piece = order[a];
    order[a] = order[b];
    order[b] = piece;
  }
}
