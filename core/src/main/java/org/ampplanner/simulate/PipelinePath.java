package org.ampplanner.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ampplanner.simulate.PathItem.Kind;
import org.ampplanner.strategy.Schedule;

/**
 * The critical path to the end of one stage of a pipeline, {@link PipelineTrace#path} with equal
 * pieces put together, in the order in which they first appear.
 *
 * <p>O(passes) time. Beyond {@value #LONG_RUN} passes, or where {@link PipelineSimulator} extends a
 * shorter run, that is done here too, under the same condition: all devices end later by the same
 * with every round of micro-batches. The path must grow by the same then, and its pieces add up to
 * the end; if they don't, the run is replayed in full.
 */
public final class PipelinePath {
  private static final long LONG_RUN = 1_000_000;
  private static final double ROUNDING = 1e-9;

  private final Schedule schedule;
  private final PassTimes times;
  private final boolean receiving;
  private final PassTicks ticks;
  private final int microBatches;
  private final int device;

  private PipelinePath(
      Schedule schedule, PassTimes times, boolean receiving, int microBatches, int device) {
    this.schedule = schedule;
    this.times = times;
    this.receiving = receiving;
    this.ticks = PassTicks.of(receiving ? times.receiving() : times, microBatches);
    this.microBatches = microBatches;
    this.device = device;
  }

  /**
   * Returns the path where transfers occupy nobody ({@link PipelineSimulator}).
   *
   * @param microBatches at least 1
   * @param device from 0
   */
  public static List<PathItem> of(
      Schedule schedule, PassTimes times, int microBatches, int device) {
    return new PipelinePath(schedule, times, false, microBatches, device).items();
  }

  /**
   * Returns the path where a transfer begins once its receiver is free to ask for it ({@link
   * PassTimes#receiving}).
   */
  public static List<PathItem> receiving(
      Schedule schedule, PassTimes times, int microBatches, int device) {
    return new PipelinePath(schedule, times, true, microBatches, device).items();
  }

  /** Returns the path where transfers wait for each other ({@link BlockingPipeline}). */
  public static List<PathItem> blocking(PassTimes times, int microBatches, int device) {
    Schedule schedule = Schedule.ONE_FORWARD_ONE_BACKWARD;
    return new PipelinePath(schedule, times, false, microBatches, device)
        .together(BlockingPipeline.path(times, microBatches, device));
  }

  /** Returns the path of a run that is replayed in full up to so many passes. */
  static List<PathItem> of(
      Schedule schedule, PassTimes times, int microBatches, int device, long longRun) {
    return new PipelinePath(schedule, times, false, microBatches, device).items(longRun);
  }

  private List<PathItem> items() {
    boolean plain = PipelineSimulator.isPlain(schedule, ticks, microBatches);
    return items(plain ? LONG_RUN : PipelineSimulator.LONG_RUN);
  }

  private List<PathItem> items(long longRun) {
    if (PipelineSimulator.passes(ticks, microBatches) > longRun) {
      long rounds = PipelineSimulator.SETTLED_ROUNDS;
      int base = PipelineSimulator.base(ticks, microBatches, rounds);
      while (base > 0) {
        Optional<List<PathItem>> continued = continued(base);
        if (continued.isPresent()) {
          return continued.get();
        }
        rounds *= PipelineSimulator.SETTLED_ROUNDS;
        base = PipelineSimulator.base(ticks, microBatches, rounds);
      }
    }
    return replayed(microBatches);
  }

  private List<PathItem> replayed(int n) {
    return together(PipelineSimulator.path(schedule, ticks, n, device));
  }

  /** The path of a run of few micro-batches, continued by what every round of them adds. */
  private Optional<List<PathItem>> continued(int base) {
    if (PipelineSimulator.steady(schedule, ticks, base) == null) {
      return Optional.empty();
    }
    int round = times.devices();
    List<PathItem> first = replayed(base);
    List<PathItem> second = replayed(base + round);
    int rounds = (microBatches - base) / round - 2;
    List<PathItem> all = new ArrayList<>();
    double sum = 0;
    for (PathItem item : replayed(base + 2 * round)) {
      PathItem before = like(item, second);
      long growth = item.count() - before.count();
      if (growth < 0 || growth != before.count() - like(item, first).count()) {
        return Optional.empty();
      }
      double seconds = item.seconds() + rounds * (item.seconds() - before.seconds());
      all.add(new PathItem(item.kind(), item.stage(), item.count() + rounds * growth, seconds));
      sum += seconds;
    }
    double end = ticks.seconds(PipelineSimulator.endTicks(schedule, ticks, microBatches)[device]);
    return Math.abs(sum - end) <= ROUNDING * end ? Optional.of(all) : Optional.empty();
  }

  private static PathItem like(PathItem item, List<PathItem> path) {
    return path.stream()
        .filter(i -> i.kind() == item.kind() && i.stage() == item.stage())
        .findFirst()
        .orElse(new PathItem(item.kind(), item.stage(), 0, 0));
  }

  /** Puts equal events together, each as long as the times say. */
  private List<PathItem> together(List<TimedEvent> events) {
    CriticalPath.Items items = new CriticalPath.Items();
    for (TimedEvent event : events) {
      switch (event) {
        case TimedPass pass -> add(items, pass);
        case TimedTransfer transfer when !receiving -> add(items, transfer);
        case TimedTransfer none -> {} // its receiver's pass takes the time
      }
    }
    return items.all();
  }

  private void add(CriticalPath.Items items, TimedTransfer timed) {
    int v = timed.sent().chunk() * times.devices() + timed.from();
    double seconds = timed.forward() ? times.forwardTransfer()[v] : times.backwardTransfer()[v - 1];
    items.add(Kind.TRANSFER, timed.boundary(), seconds);
  }

  /** Adds a pass, and before it the transfer that its receiver waited for. */
  private void add(CriticalPath.Items items, TimedPass timed) {
    int k = times.devices();
    int d = timed.device();
    int v = timed.pass().chunk() * k + d;
    double weights = schedule == Schedule.ZERO_BUBBLE ? times.weights()[v] : 0;
    switch (timed.pass().kind()) {
      case FORWARD -> {
        if (receiving && v > 0) {
          items.add(Kind.TRANSFER, (d + k - 1) % k, times.forwardTransfer()[v - 1]);
        }
        items.add(Kind.FORWARD, d, times.forward()[v]);
      }
      case BACKWARD -> {
        if (receiving && v < times.backwardTransfer().length) {
          items.add(Kind.TRANSFER, d, times.backwardTransfer()[v]);
        }
        items.add(Kind.BACKWARD, d, times.backward()[v] - weights);
      }
      case WEIGHTS -> items.add(Kind.WEIGHTS, d, weights);
    }
  }
}
