package org.ampplanner.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.schedule.Pass;
import org.ampplanner.simulate.StepTimeline;
import org.ampplanner.simulate.TimedPass;
import org.ampplanner.simulate.TimedTransfer;

/**
 * A step as Chrome trace events, which Perfetto opens: a process for each replica type, in it a
 * track for each stage's device and for each direction of each link. Times are in microseconds.
 *
 * <p>Passes are complete events ({@code X}); exposed communication inside a stage lies within its
 * pass, at the end, for the cost model knows how long it is but not where. A transfer is a complete
 * event on its link's track, on a second one where two are on their way at once, and a flow from
 * the pass that sends ({@code s}) over the transfer ({@code t}) to the pass that receives ({@code
 * f}).
 */
public final class TraceEvents {
  private static final double MICROS = 1e6;

  /** Flows begin just before their pass ends, so that they are seen to belong to it. */
  private static final double LATE = 0.99;

  private final Replayed replayed;
  private final StepTimeline step;
  private final List<Map<String, Object>> events = new ArrayList<>();
  private int flows;

  private TraceEvents(Replayed replayed) {
    this.replayed = replayed;
    this.step = replayed.step();
  }

  /** Returns the trace as JSON, an event a line. */
  public static String json(Replayed replayed) {
    TraceEvents trace = new TraceEvents(replayed);
    for (int r = 0; r < trace.step.replicas().size(); r++) {
      trace.replica(r);
    }
    StringBuilder text = new StringBuilder("{\"displayTimeUnit\":\"ms\",\"otherData\":");
    text.append(Documents.jsonLine(trace.about()).strip()).append(",\"traceEvents\":[\n");
    for (int i = 0; i < trace.events.size(); i++) {
      String line = Documents.jsonLine(trace.events.get(i)).strip();
      text.append(line).append(i < trace.events.size() - 1 ? ",\n" : "\n");
    }
    return text.append("]}\n").toString();
  }

  private Map<String, Object> about() {
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("model", replayed.costModel().inputs().model().name());
    about.put("cluster", replayed.costModel().inputs().layout().cluster().name());
    about.put("plan", replayed.rank());
    about.put("step_s", step.seconds());
    about.put("predicted_s", replayed.plan().iterationSeconds());
    about.put("cost_model", replayed.costModel().id());
    if (!step.note().isEmpty()) {
      about.put("note", step.note());
    }
    return about;
  }

  private void replica(int r) {
    StepTimeline.Replica replica = step.replicas().get(r);
    int first = replica.members().get(0);
    int pid = r + 1;
    String alike = replica.members().size() == 1 ? "" : ", " + replica.members().size() + " alike";
    metadata(pid, 0, "process_name", "replica " + first + alike);
    for (int s = 0; s < step.devices(); s++) {
      String devices = String.join(" ", replayed.devices(s, first));
      metadata(pid, s, "thread_name", "stage " + s + ": " + devices);
      events.add(event("M", "thread_sort_index", pid, s, Map.of("sort_index", s)));
      interval("reduce gradients", "collective", pid, s, step.gradientSync().get(s));
      boolean ends = s == 0 || s == step.devices() - 1;
      if (ends) {
        interval("reduce tied gradients", "collective", pid, s, step.tiedSync());
      }
      interval("optimizer", "optimizer", pid, s, step.optimizer().get(s));
      interval(
          "other", "other", pid, s, new StepTimeline.Interval(step.lastUpdate(), step.seconds()));
    }
    Map<List<Object>, TimedPass> passes = new HashMap<>();
    for (TimedPass pass : replica.trace().passes()) {
      passes.put(List.of(pass.device(), pass.pass()), pass);
      pass(pid, replica, pass);
    }
    transfers(pid, replica, passes);
  }

  private void pass(int pid, StepTimeline.Replica replica, TimedPass timed) {
    Pass pass = timed.pass();
    int v = pass.chunk() * step.devices() + timed.device();
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("micro_batch", pass.microBatch());
    if (step.chunks() > 1) {
      about.put("chunk", pass.chunk());
    }
    String letter = pass.kind().name().substring(0, 1);
    String category = pass.kind().name().toLowerCase(java.util.Locale.ROOT);
    double exchange =
        switch (pass.kind()) {
          case FORWARD -> replica.forwardExchange().get(v);
          case BACKWARD -> replica.backwardExchange().get(v);
          case WEIGHTS -> 0;
        };
    complete(letter + pass.microBatch(), category, pid, timed.device(), timed.start(), timed.end())
        .put("args", about);
    if (exchange > 0) {
      double from = Math.max(timed.start(), timed.end() - exchange);
      complete("exchange in stage", "collective", pid, timed.device(), from, timed.end());
    }
  }

  private void transfers(
      int pid, StepTimeline.Replica replica, Map<List<Object>, TimedPass> passes) {
    Map<Integer, List<Double>> lanes = new TreeMap<>();
    for (TimedTransfer t : sorted(replica.trace().transfers())) {
      int link = step.devices() + 2 * t.from() + (t.forward() ? 0 : 1);
      List<Double> busy = lanes.computeIfAbsent(link, l -> new ArrayList<>());
      int lane = 0;
      while (lane < busy.size() && busy.get(lane) > t.start()) {
        lane++;
      }
      int tid = link + lane * 3 * step.devices();
      if (lane == busy.size()) {
        busy.add(t.end());
        String again = lane == 0 ? "" : " (" + (lane + 1) + ")";
        metadata(pid, tid, "thread_name", "link " + t.from() + " to " + t.to() + again);
        events.add(event("M", "thread_sort_index", pid, tid, Map.of("sort_index", tid)));
      } else {
        busy.set(lane, t.end());
      }
      transfer(pid, tid, t, passes);
    }
  }

  private static List<TimedTransfer> sorted(List<TimedTransfer> transfers) {
    return transfers.stream()
        .sorted(java.util.Comparator.comparingDouble(TimedTransfer::start))
        .toList();
  }

  private void transfer(int pid, int tid, TimedTransfer t, Map<List<Object>, TimedPass> passes) {
    String name = t.forward() ? "activation" : "gradient";
    boolean wraps = t.from() == (t.forward() ? step.devices() - 1 : 0);
    int chunk = t.sent().chunk() + (wraps ? t.forward() ? 1 : -1 : 0);
    Pass needs = new Pass(t.sent().kind(), chunk, t.sent().microBatch());
    TimedPass sender = passes.get(List.of(t.from(), t.sent()));
    TimedPass receiver = passes.get(List.of(t.to(), needs));
    if (sender == null || receiver == null) {
      throw new AssertionError("a transfer between passes that are not there: " + t);
    }
    int id = ++flows;
    flow("s", name, pid, t.from(), sender.start() + LATE * sender.seconds(), id);
    if (t.seconds() > 0) {
      complete(name + " " + t.sent().microBatch(), "transfer", pid, tid, t.start(), t.end())
          .put("args", Map.of("micro_batch", t.sent().microBatch()));
      flow("t", name, pid, tid, t.start(), id);
    }
    flow("f", name, pid, t.to(), receiver.start(), id).put("bp", "e");
  }

  private void interval(
      String name, String category, int pid, int tid, StepTimeline.Interval interval) {
    if (interval.seconds() > 0) {
      complete(name, category, pid, tid, interval.start(), interval.end());
    }
  }

  private Map<String, Object> complete(
      String name, String category, int pid, int tid, double start, double end) {
    Map<String, Object> event = event("X", name, pid, tid, Map.of());
    event.put("cat", category);
    event.put("ts", start * MICROS);
    event.put("dur", (end - start) * MICROS);
    events.add(event);
    return event;
  }

  private Map<String, Object> flow(String phase, String name, int pid, int tid, double at, int id) {
    Map<String, Object> event = event(phase, name, pid, tid, Map.of());
    event.put("cat", "transfer");
    event.put("ts", at * MICROS);
    event.put("id", id);
    events.add(event);
    return event;
  }

  private void metadata(int pid, int tid, String what, String name) {
    events.add(event("M", what, pid, tid, Map.of("name", name)));
  }

  private static Map<String, Object> event(
      String phase, String name, int pid, int tid, Map<String, Object> args) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("name", name);
    event.put("ph", phase);
    event.put("pid", pid);
    event.put("tid", tid);
    if (!args.isEmpty()) {
      event.put("args", args);
    }
    return event;
  }
}
