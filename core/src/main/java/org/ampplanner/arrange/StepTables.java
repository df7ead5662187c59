package org.ampplanner.arrange;

import java.util.Arrays;
import java.util.List;
import org.ampplanner.cost.StageCosts;
import org.ampplanner.cost.StepBounds;
import org.ampplanner.cost.Tiling;
import org.ampplanner.model.LayerColumns;
import org.ampplanner.partition.LayerBytes;
import org.ampplanner.partition.LayerTables.Tie;
import org.ampplanner.partition.OrderTables;
import org.ampplanner.partition.Ticks;
import org.ampplanner.strategy.Degrees;

/**
 * The bounds of a step in ticks.
 *
 * @param bounds the bounds in seconds
 * @param scale of the ticks
 * @param order as tables of the order solver
 */
record StepTables(StepBounds bounds, Ticks scale, OrderTables order) {

  static StepTables of(StepBounds bounds, Degrees degrees, Tiling tiling) {
    Ticks ticks = Ticks.forWorst(worst(bounds));
    long[] none = new long[bounds.kinds()];
    List<Tie> ties =
        bounds.tied().stream()
            .map(t -> new Tie(t.first(), t.second(), none, (long) Math.floor(t.bytes())))
            .toList();
    OrderTables order =
        new OrderTables(
            2,
            shape(degrees, tiling),
            costs(bounds, ticks),
            ties,
            memory(bounds),
            positions(bounds, ticks));
    return new StepTables(bounds, ticks, order);
  }

  /** Returns what the pipelines of a tiling consist of. */
  static OrderTables.Shape shape(Degrees degrees, Tiling tiling) {
    return new OrderTables.Shape(
        tiling.groups(degrees), tiling.stagesPerNode(), tiling.counts(), degrees.virtualPipeline());
  }

  private static OrderTables.Costs costs(StepBounds bounds, Ticks ticks) {
    LayerColumns columns = bounds.columns();
    return new OrderTables.Costs(
        ticks.prefixes(spread(columns, bounds.passes().sum())),
        Arrays.stream(bounds.cuts().between())
            .map(rows -> ticks.before(cuts(columns, rows)))
            .toArray(long[][][]::new),
        ticks.before(cuts(columns, bounds.cuts().within())),
        ticks.prefixes(spread(columns, bounds.sync().seconds())));
  }

  private static double[][] spread(LayerColumns columns, double[][] rows) {
    return Arrays.stream(rows).map(columns::spread).toArray(double[][]::new);
  }

  /** Costs of cutting after a layer; nothing is cut after the last. */
  private static double[][] cuts(LayerColumns columns, double[][] rows) {
    return Arrays.stream(rows)
        .map(columns::spread)
        .map(all -> Arrays.copyOf(all, all.length - 1))
        .toArray(double[][]::new);
  }

  private static OrderTables.Positions positions(StepBounds bounds, Ticks ticks) {
    LayerColumns columns = bounds.columns();
    long[][][] peak = new long[bounds.kinds()][bounds.stages()][];
    for (int g = 0; g < peak.length; g++) {
      for (int s = 0; s < peak[g].length; s++) {
        boolean same = s > 0 && bounds.samePeak(s - 1, s);
        peak[g][s] = same ? peak[g][s - 1] : ticks.prefix(columns.spread(bounds.peak(g, s)));
      }
    }
    return new OrderTables.Positions(
        peak,
        Arrays.stream(bounds.peaks().constant()).mapToLong(ticks::of).toArray(),
        new OrderTables.Drain(
            ticks.prefix(columns.spread(bounds.sync().drain())),
            ticks.of(bounds.sync().drainCut()),
            0));
  }

  private static double worst(StepBounds bounds) {
    double worst = 0;
    int[] counts = bounds.columns().counts(bounds.layers());
    for (int g = 0; g < bounds.kinds(); g++) {
      double peak = 0;
      for (int s : new int[] {0, bounds.stages() - 1}) {
        peak = Math.max(peak, total(bounds.peak(g, s), counts));
      }
      peak += Arrays.stream(bounds.peaks().constant()).max().orElse(0);
      double sum = total(bounds.passes().sum()[g], counts);
      double sync = total(bounds.sync().seconds()[g], counts);
      worst = Math.max(worst, peak + sum * bounds.stages() + sync);
      worst = Math.max(worst, Ticks.largest(bounds.cuts().within()[g]) * bounds.stages());
      for (double[] row : bounds.cuts().between()[g]) {
        worst = Math.max(worst, Ticks.largest(row) * bounds.stages());
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

  private static OrderTables.Memory memory(StepBounds bounds) {
    StageCosts.Memory memory = bounds.memory();
    LayerBytes[] layers = new LayerBytes[bounds.kinds()];
    Arrays.fill(
        layers,
        LayerBytes.of(memory.staticBytes(), memory.activationBytes(), memory.workingBytes()));
    return new OrderTables.Memory(
        layers,
        memory.inFlight(),
        Arrays.stream(memory.roomBytes()).mapToLong(b -> (long) Math.floor(b)).toArray());
  }

  /** The objective up to which the bound of a plan does not exceed a step time. */
  long ticks(double seconds) {
    return Math.max(-1, scale.cutoff(bounds.tail().additive(seconds)));
  }

  double seconds(long objective) {
    return bounds.tail().step(scale.seconds(objective));
  }

  /** The closed form that comes closest, for problems that are too large for the solver. */
  OrderTables closedForm() {
    return order.with(null);
  }
}
