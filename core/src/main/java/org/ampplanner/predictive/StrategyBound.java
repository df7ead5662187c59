package org.ampplanner.predictive;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.cluster.NodeClasses;
import org.ampplanner.cluster.NodeClasses.NodeClass;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.collective.GroupLink;
import org.ampplanner.cost.StepBounds;
import org.ampplanner.model.Layer;
import org.ampplanner.model.LayerColumns;
import org.ampplanner.model.Model.TiedPair;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Strategy;

/**
 * A lower bound on the step of a uniform strategy wherever it stands, from what classes of nodes
 * take for the layers alone: without tilings, transfers and synchronisation.
 *
 * <p>On every replica the largest peak ({@link ScheduleBound}) is at least {@code Σ_l min_cs
 * y_cs·p_csl / Y} for weights {@code y_cs} of a class at a position, Y being what they come to on
 * the stages of that replica, as in {@link org.ampplanner.cost.LeastPeak}. The replica where Y is
 * least has no more than the mean of all replicas, and the mean is at most what all devices come to
 * on the positions where they weigh least, whatever replica they serve. So it holds for groups of
 * mixed nodes too, of which bounds that follow one replica may know less: it can be above them.
 *
 * <p>O(stages · classes · columns) for every strategy; the layers are priced once for all that
 * differ in nothing that layers see.
 */
final class StrategyBound {
  private final PredictiveCostModel model;
  private final List<Layer> layers;
  private final LayerColumns columns;
  private final int[] counts;
  private final List<NodeClass> classes;
  private final double fastestMemory;
  private final Map<Seen, Rows> rows = new ConcurrentHashMap<>();

  /** What layers see of a strategy. */
  private record Seen(
      int tp,
      int cp,
      int ep,
      int expertTensor,
      int samples,
      Recompute recompute,
      boolean sequence) {}

  /**
   * What a column of layers takes on one device of a class.
   *
   * @param forward {@code [class][column]}
   * @param backward {@code [class][column]}
   */
  @SuppressWarnings("ArrayRecordComponent") // tables, compared by nobody
  private record Rows(double[][] forward, double[][] backward) {}

  StrategyBound(PredictiveCostModel model) {
    this.model = model;
    this.layers = model.inputs().model().layers();
    this.columns = model.columns();
    this.counts = columns.counts(layers.size());
    this.classes = NodeClasses.byLine(model.inputs().layout());
    this.fastestMemory =
        classes.stream()
            .mapToDouble(each -> each.line().device().memoryBytesPerSecond())
            .max()
            .orElseThrow();
  }

  /** Returns the bound in seconds; 0 where groups that must stay together may leave a node. */
  double seconds(Strategy strategy) {
    Degrees d = strategy.degrees();
    int cell = d.tensorParallel() * d.contextParallel();
    double[] cells = new double[classes.size()];
    for (int c = 0; c < cells.length; c++) {
      NodeLine line = classes.get(c).line();
      if (line.devices() % cell != 0) {
        return 0;
      }
      int perNode = line.devices() / cell;
      cells[c] = (double) classes.get(c).nodes().size() * perNode;
    }
    Seen seen =
        new Seen(
            d.tensorParallel(),
            d.contextParallel(),
            d.expertParallel(),
            d.expertTensorParallel(),
            strategy.microBatchSize(),
            strategy.recompute(),
            strategy.sequenceParallel());
    Rows priced = rows.computeIfAbsent(seen, s -> priced(strategy));
    int m = strategy.microBatches(model.inputs().training().globalBatchSize());
    Peaks peaks = new Peaks(ScheduleBound.of(strategy, m), priced, strategy.pipelineParallel());
    return new StepBounds.Tail(
            leastUpdateSeconds(strategy, fastestMemory),
            model.step().jitter(d.worldSize()),
            model.step().fixedSeconds())
        .step(peaks.least(cells, d.dataParallel()) + peaks.sum());
  }

  /** Returns what the stage that holds most updates at least: no less than the mean. */
  double leastUpdateSeconds(Strategy strategy, double memoryBytesPerSecond) {
    double all = 0;
    for (int c = 0; c < counts.length; c++) {
      Layer layer = layers.get(columns.first()[c]);
      all += counts[c] * GradientSync.held(layer, strategy.degrees()).total();
    }
    for (TiedPair pair : model.tiedPairs()) {
      double shared = layers.get(pair.first()).sharedParameters(layers.get(pair.second()));
      all -= shared / strategy.tensorParallel();
    }
    return all
        / strategy.pipelineParallel()
        * model.step().updateSeconds(strategy, memoryBytesPerSecond);
  }

  /** Layers on every class, experts over the links where they take least. */
  private Rows priced(Strategy strategy) {
    double[][] forward = new double[classes.size()][counts.length];
    double[][] backward = new double[classes.size()][counts.length];
    var of = model.rows().of(strategy.withZeroStage(0));
    int ep = strategy.degrees().expertParallel();
    for (int c = 0; c < forward.length; c++) {
      Arrays.fill(forward[c], Double.POSITIVE_INFINITY);
      Arrays.fill(backward[c], Double.POSITIVE_INFINITY);
      NodeLine line = classes.get(c).line();
      for (int domains = 1; domains <= ep; domains++) {
        if (ep % domains == 0) {
          LayerPrice[] row = of.apply(key(strategy.degrees(), line, domains));
          for (int column = 0; column < counts.length; column++) {
            LayerPrice price = row[columns.first()[column]];
            forward[c][column] = Math.min(forward[c][column], price.forwardTotal());
            backward[c][column] = Math.min(backward[c][column], price.backwardTotal());
          }
        }
      }
    }
    return new Rows(forward, backward);
  }

  private static LayerRows.RowKey key(Degrees d, NodeLine line, int domains) {
    return new LayerRows.RowKey(
        List.<DeviceType>of(line.device()),
        new LayerPricer.Links(
            PlacedGroups.within(line, d.tensorParallel()),
            d.contextParallel() == 1
                ? GroupLink.ALONE
                : PlacedGroups.within(line, d.contextParallel()),
            d.expertParallel() == 1
                ? GroupLink.ALONE
                : PlacedGroups.within(line, d.expertParallel(), domains)),
        GroupLink.ALONE,
        GroupLink.ALONE);
  }

  /** What layers add to the peaks of stages, and to the sum. */
  private final class Peaks {
    private final ScheduleBound bound;
    private final Rows rows;
    private final int stages;
    private final boolean parted;

    Peaks(ScheduleBound bound, Rows rows, int stages) {
      this.bound = bound;
      this.rows = rows;
      this.stages = stages;
      this.parted = bound.othersBackward() != bound.sumBackward();
    }

    private boolean other(int column) {
      return parted && !layers.get(columns.first()[column]).isBlock();
    }

    double sum() {
      double sum = 0;
      for (int column = 0; column < counts.length; column++) {
        double back = other(column) ? bound.othersBackward() : bound.sumBackward();
        double least = Double.POSITIVE_INFINITY;
        for (int c = 0; c < rows.forward.length; c++) {
          least =
              Math.min(
                  least,
                  bound.sumForward() * rows.forward[c][column] + back * rows.backward[c][column]);
        }
        sum += counts[column] * least;
      }
      return sum;
    }

    private double peak(int c, int s, int column) {
      StepBounds.PassWeights weights = other(column) ? bound.others() : bound.blocks();
      return weights.forward()[s] * rows.forward[c][column]
          + weights.backward()[s] * rows.backward[c][column];
    }

    /** The largest peak at least, where every class has so many places for stages. */
    double least(double[] cells, int replicas) {
      double[] lightest = filled();
      double[] share = filled();
      double[] best = new double[cells.length];
      double[][] weight = new double[cells.length][stages];
      for (int c = 0; c < cells.length; c++) {
        for (int s = 0; s < stages; s++) {
          double total = 0;
          for (int column = 0; column < counts.length; column++) {
            total += counts[column] * peak(c, s, column);
          }
          double speed = total > 0 ? 1 / total : Double.POSITIVE_INFINITY;
          weight[c][s] = speed;
          best[c] = Math.max(best[c], speed);
          for (int column = 0; column < counts.length; column++) {
            double peak = peak(c, s, column);
            lightest[column] = Math.min(lightest[column], peak);
            share[column] = Math.min(share[column], total > 0 ? peak * speed : 0);
          }
        }
      }
      double heaviest = 0;
      double shares = 0;
      for (int column = 0; column < counts.length; column++) {
        heaviest = Math.max(heaviest, lightest[column]);
        shares += counts[column] * share[column];
      }
      double most = most(weight, best, cells, replicas);
      return Math.max(heaviest, Double.isFinite(most) && most > 0 ? shares / most : 0);
    }

    private double[] filled() {
      double[] all = new double[counts.length];
      Arrays.fill(all, Double.POSITIVE_INFINITY);
      return all;
    }

    /** The most that the weights of a replica come to in the mean of all replicas. */
    private double most(double[][] weight, double[] best, double[] cells, int replicas) {
      double[] allowed = new double[stages];
      for (int s = 0; s < stages; s++) {
        for (int c = 0; c < best.length; c++) {
          allowed[s] = Math.max(allowed[s], weight[c][s] / best[c]);
        }
      }
      Arrays.sort(allowed);
      double[] left = cells.clone();
      double most = 0;
      for (int s = stages - 1; s >= 0; s--) {
        double open = replicas;
        while (open > 0) {
          int fastest = fastest(best, left);
          if (fastest < 0) {
            break;
          }
          double taken = Math.min(open, left[fastest]);
          most += taken * best[fastest] * allowed[s];
          left[fastest] -= taken;
          open -= taken;
        }
      }
      return most / replicas;
    }

    private static int fastest(double[] best, double[] left) {
      int fastest = -1;
      for (int c = 0; c < best.length; c++) {
        boolean faster = left[c] > 0 && (fastest < 0 || best[c] > best[fastest]);
        fastest = faster ? c : fastest;
      }
      return fastest;
    }
  }
}
