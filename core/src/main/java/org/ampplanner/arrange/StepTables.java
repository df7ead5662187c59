package org.ampplanner.arrange;

import org.ampplanner.partition.Ticks;
import java.util.Arrays;
import org.ampplanner.cost.StepBounds;
import org.ampplanner.model.LayerColumns;
import org.ampplanner.partition.LayerTables;
import org.ampplanner.partition.OrderTables;
import org.ampplanner.space.GroupTiles.Tile;

/**
 * The bounds of a step in ticks.
 *
 * @param bounds the bounds in seconds
 * @param scale of the ticks
 * @param order as tables of the order solver
 */
record StepTables(StepBounds bounds, Ticks scale, OrderTables order) {

  static StepTables of(StepBounds bounds, Tile tile) {
    Ticks ticks = Ticks.forWorst(worst(bounds));
    LayerColumns columns = bounds.columns();
    int kinds = bounds.groups();
    int stages = bounds.stages();
    long[][][] peak = new long[kinds][stages][];
    long[][] time = new long[kinds][];
    long[][] inner = new long[kinds][];
    long[][] sync = new long[kinds][];
    long[][][] cut = new long[kinds][kinds][];
    for (int g = 0; g < kinds; g++) {
      time[g] = ticks.prefix(columns.spread(bounds.passes().sum()[g]));
      inner[g] = before(ticks, columns, bounds.cuts().within()[g]);
      sync[g] = ticks.prefix(columns.spread(bounds.sync().seconds()[g]));
      for (int s = 0; s < stages; s++) {
        peak[g][s] =
            s > 0 && bounds.samePeak(s - 1, s)
                ? peak[g][s - 1]
                : ticks.prefix(columns.spread(bounds.peak(g, s)));
      }
      for (int h = 0; h < kinds; h++) {
        cut[g][h] = before(ticks, columns, bounds.cuts().between()[g][h]);
      }
    }
    long[] constants = Arrays.stream(bounds.peaks().constant()).mapToLong(ticks::of).toArray();
    OrderTables order =
        new OrderTables(
            2,
            tile.blocks(),
            tile.tiling().stagesPerNode(),
            tile.available(),
            time,
            cut,
            inner,
            sync,
            bounds.tied().stream()
                .map(t ->
                    new LayerTables.Tie(
                        t.first(), t.second(), new long[kinds], (long) Math.floor(t.bytes())))
                .toList(),
            memory(bounds),
            new OrderTables.Positions(
                peak,
                constants,
                new OrderTables.Drain(
                    ticks.prefix(columns.spread(bounds.sync().drain())), ticks.of(bounds.sync().drainCut()), 0)),
            tile.degrees().virtualPipeline());
    return new StepTables(bounds, ticks, order);
  }

  /** Costs of cutting before a layer from those of cutting after a column's. */
  private static long[] before(Ticks ticks, LayerColumns columns, double[] after) {
    double[] spread = columns.spread(after);
    return ticks.before(Arrays.copyOf(spread, spread.length - 1));
  }

  private static double worst(StepBounds bounds) {
    double worst = 0;
    int[] counts = bounds.columns().counts(bounds.layers());
    for (int g = 0; g < bounds.groups(); g++) {
      double peak = 0;
      for (int s : new int[] {0, bounds.stages() - 1}) {
        peak = Math.max(peak, total(bounds.peak(g, s), counts));
      }
      peak += Arrays.stream(bounds.peaks().constant()).max().orElse(0);
      double sum = total(bounds.passes().sum()[g], counts);
      double sync = total(bounds.sync().seconds()[g], counts);
      worst = Math.max(worst, peak + sum * bounds.stages() + sync);
      worst = Math.max(worst, largest(bounds.cuts().within()[g]) * bounds.stages());
      for (double[] row : bounds.cuts().between()[g]) {
        worst = Math.max(worst, largest(row) * bounds.stages());
      }
    }
    return worst;
  }

  private static double total(double[] row, int[] counts) {
    double total = 0;
    for (int c = 0; c < row.length; c++) {
      total += counts[c] * row[c];
    }
    return total;
  }

  private static double largest(double[] row) {
    return Arrays.stream(row).max().orElse(0);
  }

  private static OrderTables.Memory memory(StepBounds bounds) {
    long[][] fixed = new long[bounds.groups()][];
    long[][] kept = new long[bounds.groups()][];
    Arrays.fill(fixed, bytes(bounds.memory().staticBytes()));
    Arrays.fill(kept, bytes(bounds.memory().activationBytes()));
    return new OrderTables.Memory(
        fixed,
        kept,
        bounds.memory().inFlight(),
        Arrays.stream(bounds.memory().roomBytes()).mapToLong(b -> (long) Math.floor(b)).toArray(),
        Arrays.stream(bounds.memory().workingBytes())
            .mapToLong(b -> (long) Math.ceil(b))
            .toArray());
  }

  private static long[] bytes(double[] perLayer) {
    long[] sums = new long[perLayer.length + 1];
    for (int l = 0; l < perLayer.length; l++) {
      sums[l + 1] = sums[l] + (long) Math.ceil(perLayer[l]);
    }
    return sums;
  }

  /** The objective up to which the bound of a plan does not exceed a step time. */
  long ticks(double seconds) {
    return Double.isFinite(seconds)
        ? Math.max(-1, scale.cutoff(bounds.tail().additive(seconds)))
        : LayerTables.LARGEST_OBJECTIVE;
  }

  double seconds(long objective) {
    return bounds.tail().step(objective / scale.perSecond());
  }

  /** The closed form that comes closest, for problems that are too large for the solver. */
  OrderTables closedForm() {
    return new OrderTables(
            2,
            order.blocks(),
            order.stagesPerBlock(),
            order.available(),
            order.time(),
            order.cut(),
            order.inner(),
            order.sync(),
            order.tied(),
            order.memory())
        .withLeastLayers(order.leastLayers());
  }
}
