package org.ampplanner.simulate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ampplanner.simulate.PathItem.Kind;
import org.ampplanner.schedule.Pass;
import org.ampplanner.schedule.PassOrder;
import org.ampplanner.strategy.Schedule;
import org.jspecify.annotations.Nullable;

/**
 * What the last pass of a device waits for: a chain of passes and transfers of which each begins
 * when the one before it ends, from the start of the step on. Of two that end at the same time the
 * device's own pass counts.
 *
 * <p>Every end is kept with the chain that leads to it. O(passes) time and memory; beyond {@value
 * #LONG_RUN} passes the chains of two shorter runs are continued at their difference.
 */
public final class CriticalPath {
  private static final int LONG_RUN = 1_000_000;

  private CriticalPath() {}

  /** An end, with what led to it. */
  private record Link(double end, @Nullable Link before, Kind kind, int stage, double seconds) {
    Link then(Kind next, int nextStage, double nextSeconds) {
      return new Link(end + nextSeconds, this, next, nextStage, nextSeconds);
    }
  }

  private static final Link START = new Link(0, null, Kind.OTHER, 0, 0);

  /** A piece of work that can stand on the path many times. */
  private record Place(Kind kind, int stage) {}

  /**
   * Returns the path to a device's last pass where transfers occupy nobody ({@link
   * PipelineSimulator}), in the order in which the pieces first appear.
   *
   * @param microBatches at least 1
   * @param device from 0
   */
  public static List<PathItem> of(
      Schedule schedule, PassTimes times, int microBatches, int device) {
    return of(schedule, times, microBatches, device, false);
  }

  /** Returns the path where a transfer begins once its receiver is free to ask for it. */
  public static List<PathItem> receiving(
      Schedule schedule, PassTimes times, int microBatches, int device) {
    return of(schedule, times, microBatches, device, true);
  }

  private static List<PathItem> of(
      Schedule schedule, PassTimes times, int microBatches, int device, boolean receiving) {
    int round = times.devices();
    long passes = 2L * microBatches * times.forward().length;
    if (passes <= LONG_RUN || microBatches <= 4 * round) {
      return items(ends(schedule, times, microBatches, receiving)[device]);
    }
    int perMicroBatch = 2 * times.forward().length;
    int rounds = Math.max(2, LONG_RUN / 4 / perMicroBatch / round);
    int shorter = rounds * round + microBatches % round;
    List<PathItem> first = items(ends(schedule, times, shorter, receiving)[device]);
    List<PathItem> second = items(ends(schedule, times, shorter + round, receiving)[device]);
    return continued(first, second, (microBatches - shorter) / round);
  }

  /** Returns the path to a device's last pass where transfers wait for each other. */
  public static List<PathItem> blocking(PassTimes times, int microBatches, int device) {
    int stages = times.devices();
    Link[] at = new Link[stages];
    java.util.Arrays.fill(at, START);
    BlockingPipeline.walk(
        stages,
        microBatches,
        (s, activation, gradient) -> {
          double seconds =
              (activation ? times.forwardTransfer()[s - 1] : 0)
                  + (gradient ? times.backwardTransfer()[s - 1] : 0);
          Link later = at[s].end() >= at[s - 1].end() ? at[s] : at[s - 1];
          at[s] = later.then(Kind.TRANSFER, s - 1, seconds);
          at[s - 1] = at[s];
        },
        (s, forward) ->
            at[s] =
                forward
                    ? at[s].then(Kind.FORWARD, s, times.forward()[s])
                    : at[s].then(Kind.BACKWARD, s, times.backward()[s]));
    return items(at[device]);
  }

  private static Link[] ends(
      Schedule schedule, PassTimes times, int microBatches, boolean receiving) {
    int devices = times.devices();
    PassOrder order = new PassOrder(schedule, devices, times.chunks(), microBatches);
    Chains chains = new Chains(times, microBatches, schedule == Schedule.ZERO_BUBBLE, receiving);
    List<List<Pass>> passes = new ArrayList<>();
    for (int d = 0; d < devices; d++) {
      passes.add(order.passes(d));
    }
    int[] next = new int[devices];
    boolean moved = true;
    while (moved) {
      moved = false;
      for (int d = 0; d < devices; d++) {
        while (next[d] < passes.get(d).size() && chains.run(passes.get(d).get(next[d]), d)) {
          next[d]++;
          moved = true;
        }
      }
    }
    return chains.free;
  }

  /** The state of a replay: the chains to every pass that has ended. */
  private static final class Chains {
    private final PassTimes times;
    private final boolean split;
    private final boolean receiving;
    private final Link[] free;
    private final @Nullable Link[][] forward;
    private final @Nullable Link[][] backward;

    Chains(PassTimes times, int microBatches, boolean split, boolean receiving) {
      this.times = times;
      this.split = split;
      this.receiving = receiving;
      this.free = new Link[times.devices()];
      java.util.Arrays.fill(free, START);
      this.forward = new Link[times.forward().length][microBatches];
      this.backward = new Link[times.forward().length][microBatches];
    }

    /** Runs a pass if its input is there. */
    boolean run(Pass pass, int device) {
      int v = pass.chunk() * times.devices() + device;
      Link made = made(pass, v);
      if (made == null) {
        return false;
      }
      Link input = receiving ? made : sent(made, pass, v, device);
      Link later = input.end() > free[device].end() ? input : free[device];
      Link from = receiving ? sent(later, pass, v, device) : later;
      double weights = split ? times.weights()[v] : 0;
      switch (pass.kind()) {
        case FORWARD -> {
          free[device] = from.then(Kind.FORWARD, device, times.forward()[v]);
          forward[v][pass.microBatch()] = free[device];
        }
        case BACKWARD -> {
          free[device] = from.then(Kind.BACKWARD, device, times.backward()[v] - weights);
          backward[v][pass.microBatch()] = free[device];
        }
        case WEIGHTS -> free[device] = from.then(Kind.WEIGHTS, device, weights);
      }
      return true;
    }

    private @Nullable Link made(Pass pass, int v) {
      int m = pass.microBatch();
      boolean last = v == forward.length - 1;
      return switch (pass.kind()) {
        case FORWARD -> v == 0 ? START : forward[v - 1][m];
        case BACKWARD -> last ? forward[v][m] : backward[v + 1][m];
        case WEIGHTS -> backward[v][m];
      };
    }

    /** What was made, after its transfer if another device made it. */
    private Link sent(Link made, Pass pass, int v, int device) {
      int before = (device + times.devices() - 1) % times.devices();
      return switch (pass.kind()) {
        case FORWARD ->
            v == 0 ? made : made.then(Kind.TRANSFER, before, times.forwardTransfer()[v - 1]);
        case BACKWARD ->
            v == forward.length - 1
                ? made
                : made.then(Kind.TRANSFER, device, times.backwardTransfer()[v]);
        case WEIGHTS -> made;
      };
    }
  }

  private static List<PathItem> items(Link end) {
    List<Link> links = new ArrayList<>();
    for (Link at = end; at != null && at.before() != null; at = at.before()) {
      links.add(at);
    }
    Map<Place, PathItem> items = new LinkedHashMap<>();
    for (Link link : links.reversed()) {
      if (link.seconds() > 0) {
        items.merge(
            new Place(link.kind(), link.stage()),
            new PathItem(link.kind(), link.stage(), 1, link.seconds()),
            (a, b) ->
                new PathItem(
                    a.kind(), a.stage(), a.count() + b.count(), a.seconds() + b.seconds()));
      }
    }
    return List.copyOf(items.values());
  }

  /** Adds to the second path what it has more than the first, some times. */
  private static List<PathItem> continued(List<PathItem> first, List<PathItem> second, int rounds) {
    List<PathItem> all = new ArrayList<>();
    for (PathItem item : second) {
      PathItem earlier =
          first.stream()
              .filter(i -> i.kind() == item.kind() && i.stage() == item.stage())
              .findFirst()
              .orElse(new PathItem(item.kind(), item.stage(), 0, 0));
      long count = earlier.count() + rounds * (item.count() - earlier.count());
      double seconds = earlier.seconds() + rounds * (item.seconds() - earlier.seconds());
      all.add(new PathItem(item.kind(), item.stage(), count, seconds));
    }
    return Objects.requireNonNull(all);
  }
}
