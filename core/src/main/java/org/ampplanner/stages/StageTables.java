package org.ampplanner.stages;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.StageBound;
import org.ampplanner.cost.StageCosts;
import org.ampplanner.partition.LayerBytes;
import org.ampplanner.partition.StageChoiceTables;
import org.ampplanner.partition.StageChoiceTables.Choice;
import org.ampplanner.partition.StageChoiceTables.Memory;
import org.ampplanner.partition.Ticks;
import org.ampplanner.placement.Placement;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.space.SearchConstraints.DegreeConstraints;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Strategy;
import org.jspecify.annotations.Nullable;

/**
 * A lower bound on the step of every pipeline of a setting, as tables of {@link StageChoiceTables}:
 * a path through the schedule of 1F1B for every stage, {@code Σ t + Σ c + (m-1)·t_s - (w-1)·f_s}
 * for w micro-batches in flight, the first stage's synchronisation and the longest update.
 */
final class StageTables {
  private final CostModel costModel;
  private final SearchConstraints constraints;
  private final NodePool pool;
  private final List<StageShape> shapes;
  private final Map<Strategy, Map<StageShape, StageBound>> bounds = new ConcurrentHashMap<>();
  private final Map<List<Object>, Optional<double[]>> handovers = new ConcurrentHashMap<>();

  /** What the boundaries of a stage depend on. */
  private record Meeting(int nodeClass, int nodes, int dataParallel) {}

  /**
   * The tables of a setting.
   *
   * @param setting the setting
   * @param shapes by choice
   * @param tables bounds in ticks
   * @param scale of the ticks
   * @param fixedSeconds added to every step
   */
  record Bounds(
      StageSetting setting,
      List<StageShape> shapes,
      StageChoiceTables tables,
      Ticks scale,
      double fixedSeconds) {

    /** Returns the step time that an objective stands for. */
    double seconds(long objective) {
      return scale.seconds(objective) + fixedSeconds;
    }

    /** Returns the largest objective within a step time. */
    long ticks(double seconds) {
      return Math.max(-1, scale.cutoff(seconds - fixedSeconds));
    }
  }

  StageTables(CostModel costModel, SearchConstraints constraints, NodePool pool) {
    this.costModel = costModel;
    this.constraints = constraints;
    this.pool = pool;
    this.shapes = pool.shapes();
  }

  /**
   * Returns the tables of a setting; null if no stage is possible.
   *
   * @param boundaries whether to price boundaries; without them the bound is lower
   */
  Optional<Bounds> of(StageSetting setting, boolean boundaries) {
    List<StageShape> possible = shapes.stream().filter(shape -> possible(shape, setting)).toList();
    if (possible.isEmpty()) {
      return Optional.empty();
    }
    List<StageBound> each = possible.stream().map(shape -> bound(shape, setting)).toList();
    List<Meeting> meetings = possible.stream().map(StageTables::meeting).distinct().toList();
    double[][][] cuts = boundaries ? cuts(possible, meetings, setting) : noCuts(meetings.size());
    Ticks ticks = Ticks.forWorst(worst(each, cuts, setting));
    boolean[] stages = stages(possible);
    List<Choice> choices = new ArrayList<>();
    for (int x = 0; x < possible.size(); x++) {
      int meeting = meetings.indexOf(meeting(possible.get(x)));
      choices.add(choice(possible.get(x), each.get(x), meeting, setting, ticks, stages.length - 1));
    }
    return Optional.of(
        new Bounds(
            setting,
            possible,
            new StageChoiceTables(2, stages, pool.units(), choices, ticks.before(cuts)),
            ticks,
            each.get(0).fixedSeconds()));
  }

  private static Meeting meeting(StageShape shape) {
    return new Meeting(shape.nodeClass(), shape.nodes(), shape.dataParallel());
  }

  private boolean possible(StageShape shape, StageSetting setting) {
    DegreeConstraints d = constraints.degrees();
    int dp = shape.dataParallel();
    if (setting.samples() % dp != 0
        || !d.tensorParallel().allows(shape.tensorParallel())
        || !d.dataParallel().allows(dp)
        || !constraints.microBatchSize().allows(setting.samples() / dp)) {
      return false;
    }
    return Exclusions.allowed(costModel, constraints, setting.strategy(shape, 2));
  }

  /** By number, whether there may be so many stages: at least two. */
  private boolean[] stages(List<StageShape> possible) {
    int[] units = pool.units();
    int most = 0;
    for (int c = 0; c < units.length; c++) {
      int own = c;
      int least =
          possible.stream()
              .filter(s -> s.nodeClass() == own)
              .mapToInt(StageShape::units)
              .min()
              .orElse(Integer.MAX_VALUE);
      most += units[c] / least;
    }
    boolean[] allowed = new boolean[Math.max(2, Math.min(most, layers()) + 1)];
    for (int k = 2; k < allowed.length; k++) {
      allowed[k] = constraints.degrees().pipelineParallel().allows(k);
    }
    return allowed;
  }

  private int layers() {
    return costModel.inputs().model().layers().size();
  }

  private StageBound bound(StageShape shape, StageSetting setting) {
    Strategy alone = setting.strategy(shape, 1);
    return bounds
        .computeIfAbsent(alone, s -> new ConcurrentHashMap<>())
        .computeIfAbsent(
            shape, s -> costModel.at(alone, pool.alone(s)).stageBound(0).orElseThrow());
  }

  private Choice choice(
      StageShape shape, StageBound t, int meeting, StageSetting setting, Ticks ticks, int most) {
    int m = setting.microBatches();
    double[] time = new double[layers()];
    Arrays.setAll(time, l -> t.forward()[l] + t.backward()[l]);
    long[][] peak = new long[most][];
    int[] inFlight = new int[most];
    for (int q = 0; q < most; q++) {
      inFlight[q] = t.inFlight(q, m);
      int ahead = Math.min(q + 1, m);
      if (q >= m) {
        peak[q] = peak[q - 1];
        continue;
      }
      double[] own = new double[layers()];
      Arrays.setAll(own, l -> (m - ahead) * t.forward()[l] + (m - 1) * t.backward()[l]);
      peak[q] = ticks.prefix(own);
    }
    StageCosts.Memory memory = t.memory();
    return new Choice(
        shape.nodeClass(),
        shape.units(),
        meeting,
        ticks.prefix(time),
        peak,
        ticks.prefix(t.update()),
        ticks.prefix(t.sync()),
        new Memory(
            LayerBytes.of(memory.staticBytes(), memory.activationBytes(), memory.workingBytes()),
            inFlight,
            (long) Math.floor(memory.roomBytes()[0])));
  }

  private double worst(List<StageBound> each, double[][][] cuts, StageSetting setting) {
    double worst = 0;
    for (StageBound t : each) {
      double once = Arrays.stream(t.forward()).sum() + Arrays.stream(t.backward()).sum();
      double after = Arrays.stream(t.sync()).sum() + Arrays.stream(t.update()).sum();
      worst = Math.max(worst, once * (setting.microBatches() + layers() + 1.0) + after);
    }
    for (double[][] row : cuts) {
      for (double[] cut : row) {
        worst = Math.max(worst, Ticks.largest(cut) * (layers() + 1));
      }
    }
    return worst;
  }

  private double[][][] noCuts(int meetings) {
    double[][][] cuts = new double[meetings][meetings][];
    for (double[][] row : cuts) {
      Arrays.fill(row, new double[layers() - 1]);
    }
    return cuts;
  }

  /** The least costs between any two shapes that meet so. */
  @SuppressWarnings("NullAway") // null until a pair is priced; replaced below
  private double[][][] cuts(
      List<StageShape> possible, List<Meeting> meetings, StageSetting setting) {
    double[][][] cuts = new double[meetings.size()][meetings.size()][];
    for (StageShape a : possible) {
      for (StageShape b : possible) {
        double[] own = handover(a, b, setting);
        int i = meetings.indexOf(meeting(a));
        int j = meetings.indexOf(meeting(b));
        cuts[i][j] = least(cuts[i][j], own);
      }
    }
    for (double[][] row : cuts) {
      for (int j = 0; j < row.length; j++) {
        row[j] = row[j] == null ? new double[layers() - 1] : row[j];
      }
    }
    return cuts;
  }

  private static double @Nullable [] least(double @Nullable [] a, double @Nullable [] b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    double[] least = new double[a.length];
    Arrays.setAll(least, l -> Math.min(a[l], b[l]));
    return least;
  }

  /** By layer, a cut after it between two shapes, at the better of two places; null if none is. */
  private double @Nullable [] handover(StageShape a, StageShape b, StageSetting setting) {
    List<Object> key = List.of(a, b, setting.samples(), setting.options().sequenceParallel());
    return handovers
        .computeIfAbsent(
            key,
            k -> {
              PipelineStrategy both = setting.strategy(List.of(a, b));
              return Optional.ofNullable(
                  least(priced(both, pool.apart(a, b)), priced(both, pool.together(a, b))));
            })
        .orElse(null);
  }

  private double @Nullable [] priced(PipelineStrategy both, @Nullable Placement placement) {
    return placement == null ? null : costModel.at(both, placement).tables().cutSeconds()[0];
  }
}
