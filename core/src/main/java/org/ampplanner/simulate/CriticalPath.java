package org.ampplanner.simulate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.simulate.PathItem.Kind;
import org.ampplanner.simulate.StepTimeline.Interval;

/**
 * The chain of things that sets the length of a replayed step: each begins when the one before it
 * ends, and to shorten any other changes nothing. Within a pipeline it is what {@link
 * PipelineTrace#path} says; {@link PipelinePath} finds that without a trace.
 */
public final class CriticalPath {

  /**
   * A link of the chain.
   *
   * @param kind what it is
   * @param replica index of the replica type, -1 where all take part
   * @param stage which stage, or the one before the boundary of a transfer; -1 where all take part
   * @param start seconds since the start of the step
   * @param end seconds since the start of the step
   */
  public record Link(Kind kind, int replica, int stage, double start, double end) {
    /** Returns how long it takes. */
    public double seconds() {
      return end - start;
    }
  }

  private final List<Link> links = new ArrayList<>();
  private double at;

  private CriticalPath() {}

  /** Returns the chain from the start of the step to its end, without gaps. */
  public static List<Link> of(StepTimeline step) {
    CriticalPath path = new CriticalPath();
    int synced = last(step.gradientSync());
    path.passes(step, synced);
    path.add(Kind.GRADIENT_SYNC, synced, step.gradientSync().get(synced));
    path.add(Kind.TIED_SYNC, -1, step.tiedSync());
    int updated = last(step.optimizer());
    path.add(Kind.OPTIMIZER, updated, step.optimizer().get(updated));
    path.add(Kind.OTHER, -1, new Interval(path.at, step.seconds()));
    return List.copyOf(path.links);
  }

  /** Puts equal links together, in the order in which they first appear. */
  public static List<PathItem> items(List<Link> links) {
    Items items = new Items();
    for (Link link : links) {
      items.add(link.kind, link.stage, link.seconds());
    }
    return items.all();
  }

  /** The passes and transfers of the replica that ends last on a device. */
  private void passes(StepTimeline step, int device) {
    int last = 0;
    for (int r = 1; r < step.replicas().size(); r++) {
      last = end(step, r, device) > end(step, last, device) ? r : last;
    }
    for (TimedEvent event : step.replicas().get(last).trace().path(device)) {
      add(kind(event), last, stage(event), event.start(), event.end());
    }
  }

  private static double end(StepTimeline step, int replica, int device) {
    return step.replicas().get(replica).trace().ends()[device];
  }

  private static int last(List<Interval> intervals) {
    int last = 0;
    for (int s = 1; s < intervals.size(); s++) {
      last = intervals.get(s).end() > intervals.get(last).end() ? s : last;
    }
    return last;
  }

  /** Adds what comes next, and what is spent in no particular place until it begins. */
  private void add(Kind kind, int stage, Interval when) {
    add(Kind.OTHER, -1, -1, at, when.start());
    add(kind, -1, stage, Math.max(at, when.start()), when.end());
  }

  private void add(Kind kind, int replica, int stage, double start, double end) {
    if (end > start) {
      links.add(new Link(kind, replica, stage, start, end));
      at = end;
    }
  }

  private static Kind kind(TimedEvent event) {
    return switch (event) {
      case TimedTransfer transfer -> Kind.TRANSFER;
      case TimedPass pass ->
          switch (pass.pass().kind()) {
            case FORWARD -> Kind.FORWARD;
            case BACKWARD -> Kind.BACKWARD;
            case WEIGHTS -> Kind.WEIGHTS;
          };
    };
  }

  private static int stage(TimedEvent event) {
    return switch (event) {
      case TimedPass pass -> pass.device();
      case TimedTransfer transfer -> transfer.boundary();
    };
  }

  /** Pieces of a path, equal ones put together. */
  static final class Items {
    private final Map<List<Object>, PathItem> items = new LinkedHashMap<>();

    void add(Kind kind, int stage, double seconds) {
      if (seconds > 0) {
        items.merge(
            List.of(kind, stage),
            new PathItem(kind, Math.max(0, stage), 1, seconds),
            (a, b) ->
                new PathItem(kind, a.stage(), a.count() + b.count(), a.seconds() + b.seconds()));
      }
    }

    List<PathItem> all() {
      return List.copyOf(items.values());
    }
  }
}
