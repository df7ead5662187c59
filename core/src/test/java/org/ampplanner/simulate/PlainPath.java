package org.ampplanner.simulate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.schedule.Pass;
import org.ampplanner.schedule.Pass.Kind;
import org.ampplanner.schedule.PassOrder;
import org.ampplanner.strategy.Schedule;
import org.jspecify.annotations.Nullable;

/**
 * The longest path to the end of a pipeline by its definition: everything that happens is a node
 * with what has to come before it, listed without regard to time, and the longest chain to a node
 * is its own length on top of the longest of those before it.
 */
final class PlainPath {

  /** Something that happens, and what has to come first, in the order in which it counts. */
  private record Node(PathItem.Kind kind, int stage, double seconds, List<Node> first) {}

  /** A piece of a path. */
  record Piece(PathItem.Kind kind, int stage, double seconds) {}

  private final IdentityHashMap<Node, Double> ends = new IdentityHashMap<>();

  /** Returns the pieces to the last pass of a device where transfers occupy nobody. */
  static List<Piece> of(
      Schedule schedule, PassTimes times, int microBatches, boolean receiving, int device) {
    return new PlainPath().to(new Graph(schedule, times, microBatches, receiving).last(device));
  }

  /** Returns the pieces to the last event of a stage where transfers occupy both stages. */
  static List<Piece> blocking(PassTimes times, int microBatches, int stage) {
    @Nullable Node[] last = new Node[times.devices()];
    BlockingPipeline.walk(
        times.devices(),
        microBatches,
        (s, activation, gradient) -> {
          if (activation) {
            meet(last, s, times.forwardTransfer()[s - 1]);
          }
          if (gradient) {
            meet(last, s, times.backwardTransfer()[s - 1]);
          }
        },
        (s, forward) -> {
          double seconds = forward ? times.forward()[s] : times.backward()[s];
          PathItem.Kind kind = forward ? PathItem.Kind.FORWARD : PathItem.Kind.BACKWARD;
          last[s] = new Node(kind, s, seconds, present(last[s]));
        });
    return new PlainPath().to(last[stage]);
  }

  private static void meet(@Nullable Node[] last, int s, double seconds) {
    Node node = new Node(PathItem.Kind.TRANSFER, s - 1, seconds, present(last[s], last[s - 1]));
    last[s] = node;
    last[s - 1] = node;
  }

  private static List<Node> present(@Nullable Node... nodes) {
    List<Node> present = new ArrayList<>();
    for (Node node : nodes) {
      if (node != null) {
        present.add(node);
      }
    }
    return present;
  }

  private List<Piece> to(@Nullable Node end) {
    Deque<Piece> pieces = new ArrayDeque<>();
    for (Node at = end; at != null; at = latest(at)) {
      if (at.seconds > 0) {
        pieces.addFirst(new Piece(at.kind, at.stage, at.seconds));
      }
    }
    return List.copyOf(pieces);
  }

  private @Nullable Node latest(Node node) {
    Node latest = null;
    for (Node before : node.first) {
      latest = latest == null || end(before) > end(latest) ? before : latest;
    }
    return latest;
  }

  private double end(Node node) {
    Double known = ends.get(node);
    if (known == null) {
      Node before = latest(node);
      known = node.seconds + (before == null ? 0 : end(before));
      ends.put(node, known);
    }
    return known;
  }

  /** What happens in a pipeline whose passes run in the order of their schedule. */
  private static final class Graph {
    private final List<List<Pass>> passes = new ArrayList<>();
    private final Map<List<Object>, Node> made = new HashMap<>();
    private final Schedule schedule;
    private final PassTimes times;
    private final boolean receiving;
    private final int k;
    private final int virtual;

    Graph(Schedule schedule, PassTimes times, int microBatches, boolean receiving) {
      this.schedule = schedule;
      this.times = times;
      this.receiving = receiving;
      this.k = times.devices();
      this.virtual = times.forward().length;
      PassOrder order = new PassOrder(schedule, k, times.chunks(), microBatches);
      for (int d = 0; d < k; d++) {
        passes.add(order.passes(d));
      }
    }

    Node last(int device) {
      return pass(device, passes.get(device).size() - 1);
    }

    private Node pass(int device, int index) {
      List<Object> key = List.of(device, index);
      if (!made.containsKey(key)) {
        made.put(key, make(device, index));
      }
      return made.get(key);
    }

    private Node make(int device, int index) {
      Pass pass = passes.get(device).get(index);
      int v = pass.chunk() * k + device;
      List<Node> first = new ArrayList<>();
      if (index > 0) {
        first.add(pass(device, index - 1));
      }
      double transfer =
          switch (pass.kind()) {
            case FORWARD -> v == 0 ? 0 : times.forwardTransfer()[v - 1];
            case BACKWARD -> v == virtual - 1 ? 0 : times.backwardTransfer()[v];
            case WEIGHTS -> 0;
          };
      int boundary = pass.kind() == Kind.FORWARD ? (device + k - 1) % k : device;
      Node input = input(pass, v);
      if (input != null && receiving) {
        first.add(input);
        first = List.of(new Node(PathItem.Kind.TRANSFER, boundary, transfer, first));
      } else if (input != null) {
        first.add(new Node(PathItem.Kind.TRANSFER, boundary, transfer, List.of(input)));
      }
      double weights = schedule == Schedule.ZERO_BUBBLE ? times.weights()[v] : 0;
      return switch (pass.kind()) {
        case FORWARD -> new Node(PathItem.Kind.FORWARD, device, times.forward()[v], first);
        case BACKWARD ->
            new Node(PathItem.Kind.BACKWARD, device, times.backward()[v] - weights, first);
        case WEIGHTS -> new Node(PathItem.Kind.WEIGHTS, device, weights, first);
      };
    }

    /** What a pass needs besides its device; of the same device if nothing is to be sent. */
    private @Nullable Node input(Pass pass, int v) {
      int m = pass.microBatch();
      return switch (pass.kind()) {
        case FORWARD -> v == 0 ? null : made(Kind.FORWARD, v - 1, m);
        case BACKWARD ->
            v == virtual - 1 ? made(Kind.FORWARD, v, m) : made(Kind.BACKWARD, v + 1, m);
        case WEIGHTS -> made(Kind.BACKWARD, v, m);
      };
    }

    private Node made(Kind kind, int v, int microBatch) {
      return pass(v % k, passes.get(v % k).indexOf(new Pass(kind, v / k, microBatch)));
    }
  }
}
