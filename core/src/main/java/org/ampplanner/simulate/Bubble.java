package org.ampplanner.simulate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.schedule.Pass;
import org.ampplanner.schedule.Pass.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The time of one device between the start of a step and the end of the last device's last pass:
 * busy, or idle by cause. The parts add up.
 *
 * <p>Of every wait before a pass, the part in which its input is on its way is the transfer's; the
 * rest is warm-up before the device's first backward pass, drain after its last forward pass, and
 * in between imbalance: another device is slower. Where transfers keep devices from computing, all
 * of them are the transfers' part.
 *
 * @param busy forward, backward and weight-gradient passes
 * @param warmUp waiting for the pipeline to fill
 * @param imbalance waiting for a slower device
 * @param transfer waiting for something on its way
 * @param drain waiting for the pipeline to empty, and for other devices in the end
 */
public record Bubble(double busy, double warmUp, double imbalance, double transfer, double drain) {

  /** Returns the idle time. */
  public double idle() {
    return warmUp + imbalance + transfer + drain;
  }

  /** Returns the time of every device; O(passes + transfers). */
  public static List<Bubble> of(PipelineTrace trace, double end) {
    Ways ways = trace.blocking() ? new Exchanges(trace) : new Arrivals(trace);
    return trace.byDevice().stream().map(passes -> device(passes, ways, end)).toList();
  }

  /** How much of a wait of a device, before a pass or in the end, something was on its way. */
  private interface Ways {
    double within(int device, @Nullable Pass before, double from, double to);
  }

  private static Bubble device(List<TimedPass> passes, Ways ways, double end) {
    int device = passes.get(0).device();
    int lastForward = -1;
    for (int i = 0; i < passes.size(); i++) {
      lastForward = passes.get(i).pass().kind() == Kind.FORWARD ? i : lastForward;
    }
    double busy = 0;
    double warmUp = 0;
    double imbalance = 0;
    double transfer = 0;
    double drain = 0;
    boolean filling = true;
    double free = 0;
    for (int i = 0; i < passes.size(); i++) {
      TimedPass pass = passes.get(i);
      double onItsWay = ways.within(device, pass.pass(), free, pass.start());
      double wait = pass.start() - free - onItsWay;
      transfer += onItsWay;
      if (filling) {
        warmUp += wait;
      } else if (i <= lastForward) {
        imbalance += wait;
      } else {
        drain += wait;
      }
      filling &= pass.pass().kind() == Kind.FORWARD;
      busy += pass.seconds();
      free = pass.end();
    }
    double onItsWay = ways.within(device, null, free, end);
    return new Bubble(busy, warmUp, imbalance, transfer + onItsWay, drain + end - free - onItsWay);
  }

  private static double overlap(TimedTransfer transfer, double from, double to) {
    return Math.max(0, Math.min(to, transfer.end()) - Math.max(from, transfer.start()));
  }

  /** The input of a pass on its way. */
  private static final class Arrivals implements Ways {
    private final Map<Input, TimedTransfer> transfers = new HashMap<>();

    private record Input(int device, Pass pass) {}

    Arrivals(PipelineTrace trace) {
      for (TimedTransfer t : trace.transfers()) {
        transfers.put(new Input(t.to(), t.receiver(trace.devices())), t);
      }
    }

    @Override
    public double within(int device, @Nullable Pass before, double from, double to) {
      TimedTransfer transfer = before == null ? null : transfers.get(new Input(device, before));
      return transfer == null ? 0 : overlap(transfer, from, to);
    }
  }

  /** Exchanges that a device takes part in, one after the other. */
  private static final class Exchanges implements Ways {
    private final List<List<TimedTransfer>> transfers = new ArrayList<>();
    private final int[] next;

    Exchanges(PipelineTrace trace) {
      next = new int[trace.devices()];
      for (int d = 0; d < trace.devices(); d++) {
        transfers.add(new ArrayList<>());
      }
      for (TimedTransfer t : trace.transfers()) {
        transfers.get(t.from()).add(t);
        transfers.get(t.to()).add(t);
      }
      transfers.forEach(own -> own.sort(Comparator.comparingDouble(TimedTransfer::start)));
    }

    @Override
    public double within(int device, @Nullable Pass before, double from, double to) {
      List<TimedTransfer> own = transfers.get(device);
      double sum = 0;
      while (next[device] < own.size() && own.get(next[device]).start() < to) {
        sum += overlap(own.get(next[device]++), from, to);
      }
      return sum;
    }
  }
}
