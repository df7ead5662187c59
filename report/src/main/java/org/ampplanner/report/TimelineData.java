package org.ampplanner.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.schedule.Pass;
import org.ampplanner.simulate.StepTimeline;
import org.ampplanner.simulate.TimedPass;

/**
 * A replayed step as numbers for the page: by stage four a span (kind, micro-batch or -1, start,
 * length), times in ten-millionths of the step. Of a step with very many passes the first and the
 * last are kept; what lies between goes on in the same way.
 */
final class TimelineData {
  private static final int MOST_REPLICAS = 3;
  private static final double PARTS = 1e7;
  private static final int SYNC = 3;
  private static final int TIED = 4;
  private static final int UPDATE = 5;
  private static final int OTHER = 6;

  private final Replayed replayed;
  private final StepTimeline step;
  private final int most;

  /** Makes data of at most about so many passes in all. */
  TimelineData(Replayed replayed, int most) {
    this.replayed = replayed;
    this.step = replayed.step();
    this.most = most;
  }

  double unitSeconds() {
    return step.seconds() / PARTS;
  }

  List<Map<String, Object>> replicas() {
    List<Map<String, Object>> all = new ArrayList<>();
    int shown = Math.min(MOST_REPLICAS, step.replicas().size());
    for (int r = 0; r < shown; r++) {
      all.add(replica(step.replicas().get(r), most / shown));
    }
    return all;
  }

  private Map<String, Object> replica(StepTimeline.Replica replica, int room) {
    int first = replica.members().get(0);
    List<TimedPass> passes = new ArrayList<>(replica.trace().passes());
    double[] cut = null;
    if (passes.size() > room) {
      passes.sort(Comparator.comparingDouble(TimedPass::start));
      double from = passes.get(room / 2).start();
      double to = passes.get(passes.size() - room / 2).start();
      passes.removeIf(p -> p.start() > from && p.start() < to);
      cut = new double[] {from, to};
    }
    List<List<Number>> spans = new ArrayList<>();
    for (int s = 0; s < step.devices(); s++) {
      spans.add(new ArrayList<>());
    }
    passes.sort(Comparator.comparingDouble(TimedPass::start));
    for (TimedPass p : passes) {
      add(spans.get(p.device()), kind(p.pass()), p.pass().microBatch(), p.start(), p.end());
    }
    List<Map<String, Object>> stages = new ArrayList<>();
    for (int s = 0; s < step.devices(); s++) {
      tail(spans.get(s), s);
      Map<String, Object> stage = new LinkedHashMap<>();
      stage.put("devices", devices(s, first));
      stage.put("spans", spans.get(s));
      stages.add(stage);
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    int alike = replica.members().size();
    tree.put("name", "replica " + first + (alike == 1 ? "" : " and " + (alike - 1) + " like it"));
    tree.put("stages", stages);
    if (cut != null) {
      tree.put("cut", cut);
    }
    return tree;
  }

  private String devices(int stage, int replica) {
    List<String> names = replayed.devices(stage, replica);
    String all =
        names.size() <= 2
            ? String.join(" ", names)
            : names.get(0) + " to " + names.get(names.size() - 1);
    return all + ", " + replayed.deviceType(stage, replica);
  }

  private void tail(List<Number> spans, int s) {
    interval(spans, SYNC, step.gradientSync().get(s));
    if (s == 0 || s == step.devices() - 1) {
      interval(spans, TIED, step.tiedSync());
    }
    interval(spans, UPDATE, step.optimizer().get(s));
    interval(spans, OTHER, new StepTimeline.Interval(step.lastUpdate(), step.seconds()));
  }

  private void interval(List<Number> spans, int kind, StepTimeline.Interval interval) {
    if (interval.seconds() > 0) {
      add(spans, kind, -1, interval.start(), interval.end());
    }
  }

  private void add(List<Number> spans, int kind, int micro, double start, double end) {
    long from = Math.round(start / unitSeconds());
    spans.add(kind);
    spans.add(micro);
    spans.add(from);
    spans.add(Math.round(end / unitSeconds()) - from);
  }

  private static int kind(Pass pass) {
    return switch (pass.kind()) {
      case FORWARD -> 0;
      case BACKWARD -> 1;
      case WEIGHTS -> 2;
    };
  }
}
