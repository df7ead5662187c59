package org.ampplanner.simulate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The chain of timed things that sets the length of a replayed step: each begins when the one
 * before it ends, and to shorten any other changes nothing.
 *
 * <p>Found backwards from the end: what ended when the last thing began. O(passes + transfers).
 */
public final class TimedPath {
  /** What a link of the chain is. */
  public enum What {
    FORWARD,
    BACKWARD,
    WEIGHTS,
    TRANSFER,
    GRADIENT_SYNC,
    TIED_SYNC,
    OPTIMIZER,
    OTHER
  }

  /**
   * A link of the chain.
   *
   * @param what it is
   * @param replica index of the replica type, -1 where all take part
   * @param device stage, the sender of a transfer; -1 where all take part
   * @param microBatch -1 where there is none
   * @param start seconds since the start of the step
   * @param end seconds since the start of the step
   */
  public record Link(What what, int replica, int device, int microBatch, double start, double end) {
    /** Returns how long it takes. */
    public double seconds() {
      return end - start;
    }
  }

  private final StepTimeline step;
  private final List<Link> backwards = new ArrayList<>();

  private TimedPath(StepTimeline step) {
    this.step = step;
  }

  /** Returns the chain from the start of the step to its end. */
  public static List<Link> of(StepTimeline step) {
    TimedPath path = new TimedPath(step);
    path.walk();
    Collections.reverse(path.backwards);
    return List.copyOf(path.backwards);
  }

  private void walk() {
    double updated = step.lastUpdate();
    add(What.OTHER, -1, updated, step.seconds());
    int last = 0;
    for (int s = 1; s < step.devices(); s++) {
      last = step.optimizer().get(s).end() > step.optimizer().get(last).end() ? s : last;
    }
    StepTimeline.Interval update = step.optimizer().get(last);
    add(What.OPTIMIZER, last, update.start(), update.end());
    double at = update.start();
    if (step.tiedSync().seconds() > 0 && step.tiedSync().end() >= at) {
      add(What.TIED_SYNC, -1, step.tiedSync().start(), at);
      at = step.tiedSync().start();
    }
    passes(sync(at));
  }

  private void add(What what, int device, double start, double end) {
    if (end > start) {
      backwards.add(new Link(what, -1, device, -1, start, end));
    }
  }

  /** Goes over the synchronisation that ends last; returns the stage whose passes it waits for. */
  private int sync(double at) {
    int last = -1;
    for (int s = 0; s < step.devices(); s++) {
      StepTimeline.Interval sync = step.gradientSync().get(s);
      boolean later = last < 0 || sync.end() > step.gradientSync().get(last).end();
      last = later ? s : last;
    }
    StepTimeline.Interval sync = step.gradientSync().get(last);
    add(What.GRADIENT_SYNC, last, sync.start(), Math.min(at, sync.end()));
    return last;
  }

  /** Goes over the passes of the replica that ends last on a device. */
  private void passes(int device) {
    int replica = 0;
    TimedPass last = null;
    for (int r = 0; r < step.replicas().size(); r++) {
      List<TimedPass> passes = step.replicas().get(r).trace().byDevice().get(device);
      TimedPass own = passes.get(passes.size() - 1);
      if (last == null || own.end() > last.end()) {
        last = own;
        replica = r;
      }
    }
    if (last != null) {
      new Walk(step.replicas().get(replica).trace(), replica).from(device, last.end());
    }
  }

  private record Moment(int device, double time) {}

  /** The walk over one replica: what ended on a device when the next thing began. */
  private final class Walk {
    private final int replica;
    private final Map<Moment, Deque<TimedPass>> passes = new HashMap<>();
    private final Map<Moment, Deque<TimedTransfer>> transfers = new HashMap<>();
    private @Nullable TimedPass next;

    Walk(PipelineTrace trace, int replica) {
      this.replica = replica;
      for (TimedPass pass : trace.passes()) {
        put(passes, pass.device(), pass.end(), pass);
      }
      for (TimedTransfer transfer : trace.transfers()) {
        put(transfers, transfer.to(), transfer.end(), transfer);
        if (trace.blocking()) {
          put(transfers, transfer.from(), transfer.end(), transfer);
        }
      }
    }

    private static <T> void put(Map<Moment, Deque<T>> map, int device, double end, T value) {
      map.computeIfAbsent(new Moment(device, end), m -> new ArrayDeque<>()).addLast(value);
    }

    void from(int lastDevice, double lastTime) {
      int device = lastDevice;
      double time = lastTime;
      while (time > 0) {
        TimedPass pass = poll(passes, device, time);
        TimedTransfer transfer = pass == null ? arrived(device, time) : null;
        if (pass != null) {
          What what = What.valueOf(pass.pass().kind().name());
          add(what, device, pass.pass().microBatch(), pass.start(), pass.end());
          next = pass;
          time = pass.start();
        } else if (transfer != null) {
          int micro = transfer.sent().microBatch();
          add(What.TRANSFER, transfer.from(), micro, transfer.start(), transfer.end());
          time = transfer.start();
          boolean ownPart = device == transfer.from() || ended(transfer.from(), time);
          device = ownPart ? transfer.from() : transfer.to();
        } else {
          int other = neighbour(device, time);
          if (other < 0) {
            return;
          }
          device = other;
        }
      }
    }

    private void add(What what, int device, int microBatch, double start, double end) {
      if (end > start) {
        backwards.add(new Link(what, replica, device, microBatch, start, end));
      }
    }

    /** What arrived at that moment: the input of the pass that began then, if it is among it. */
    private @Nullable TimedTransfer arrived(int device, double time) {
      Deque<TimedTransfer> all = transfers.get(new Moment(device, time));
      if (all == null || all.isEmpty()) {
        return null;
      }
      TimedPass pass = next;
      for (TimedTransfer transfer : all) {
        if (pass != null
            && transfer.sent().microBatch() == pass.pass().microBatch()
            && transfer.sent().kind() == pass.pass().kind()) {
          all.remove(transfer);
          return transfer;
        }
      }
      return all.pollLast();
    }

    private boolean ended(int device, double time) {
      Moment moment = new Moment(device, time);
      return filled(passes.get(moment)) || filled(transfers.get(moment));
    }

    private static boolean filled(@Nullable Deque<?> all) {
      return all != null && !all.isEmpty();
    }

    /** A device on which something ended that a transfer of no time handed over. */
    private int neighbour(int device, double time) {
      for (int d : new int[] {device - 1, device + 1}) {
        int other = Math.floorMod(d, step.devices());
        if (other != device && ended(other, time)) {
          return other;
        }
      }
      return -1;
    }

    private static <T> @Nullable T poll(Map<Moment, Deque<T>> map, int device, double time) {
      Deque<T> all = map.get(new Moment(device, time));
      return all == null ? null : all.pollLast();
    }
  }
}
