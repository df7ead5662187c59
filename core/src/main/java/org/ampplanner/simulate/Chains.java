package org.ampplanner.simulate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.schedule.Pass;
import org.jspecify.annotations.Nullable;

/**
 * What every device of a replay waited for: its last event with the chain of events that led to it,
 * each of which began when the one before it ended. Where two end at the same time, the device's
 * own counts; of two devices that meet to exchange something, the later stage's.
 *
 * <p>Events are told in an order in which each comes after what it waits for. O(1) an event; of
 * chains, only those are kept that something may still wait for.
 */
final class Chains {

  /** An event and what it waited for. */
  record Chain(TimedEvent event, @Nullable Chain before) {}

  /** What waits for an input. */
  private record Receiver(int device, Pass pass) {}

  /** A link, in one direction. */
  private record Way(int from, boolean forward) {}

  private final @Nullable Chain[] last;
  private final Map<Way, Chain> onLink = new HashMap<>();
  private final Map<Receiver, Chain> arrived = new HashMap<>();

  Chains(int devices) {
    this.last = new Chain[devices];
  }

  /** Appends a pass to what its device did, or to its input where it waited for that. */
  void pass(TimedPass pass) {
    Chain own = last[pass.device()];
    Chain input = arrived.remove(new Receiver(pass.device(), pass.pass()));
    last[pass.device()] = new Chain(pass, pass.start() > end(own) ? input : own);
  }

  /** Appends a transfer to the pass that made it, or to what occupied its link. */
  void transfer(TimedTransfer transfer) {
    Chain made = last[transfer.from()];
    Way way = new Way(transfer.from(), transfer.forward());
    Chain sent = new Chain(transfer, transfer.start() > end(made) ? onLink.get(way) : made);
    onLink.put(way, sent);
    arrived.put(new Receiver(transfer.to(), transfer.receiver(last.length)), sent);
  }

  /** Appends a transfer that occupies both devices to what the later of them did. */
  void exchange(TimedTransfer transfer) {
    Chain later = last[Math.max(transfer.from(), transfer.to())];
    Chain earlier = last[Math.min(transfer.from(), transfer.to())];
    Chain sent = new Chain(transfer, end(later) >= end(earlier) ? later : earlier);
    last[transfer.from()] = sent;
    last[transfer.to()] = sent;
  }

  /** Returns the chain to the last event of every device. */
  @Nullable Chain[] ends() {
    return last;
  }

  /** Returns the events of a chain, in order of time. */
  static List<TimedEvent> events(@Nullable Chain end) {
    List<TimedEvent> events = new ArrayList<>();
    for (Chain at = end; at != null; at = at.before) {
      events.add(at.event);
    }
    Collections.reverse(events);
    return events;
  }

  private static double end(@Nullable Chain chain) {
    return chain == null ? 0 : chain.event.end();
  }
}
