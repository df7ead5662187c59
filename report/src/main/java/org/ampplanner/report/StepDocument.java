package org.ampplanner.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ampplanner.schedule.Pass;
import org.ampplanner.simulate.Bubble;
import org.ampplanner.simulate.PathItem;
import org.ampplanner.simulate.StepTimeline;
import org.ampplanner.simulate.TimedPass;
import org.ampplanner.simulate.TimedTransfer;

/** A replayed step in the form {@code amp-simulation/1}, and its events as rows. */
public final class StepDocument {
  private static final List<String> COLUMNS =
      List.of("replica", "event", "stage", "to", "chunk", "micro_batch", "start_s", "end_s");

  private StepDocument() {}

  /** Returns the tree. */
  public static Map<String, Object> of(Replayed replayed) {
    StepTimeline step = replayed.step();
    StepSummary summary = StepSummary.of(step);
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("schema", "amp-simulation/1");
    tree.put("rank", replayed.rank());
    tree.put("cost_model", replayed.costModel().id());
    tree.put("step_s", step.seconds());
    tree.put("predicted_s", replayed.plan().iterationSeconds());
    tree.put("as_predicted", replayed.asPredicted());
    if (!step.note().isEmpty()) {
      tree.put("note", step.note());
    }
    tree.put("pipeline_end_s", step.pipelineEnd());
    tree.put("micro_batches", step.microBatches());
    List<Map<String, Object>> replicas = new ArrayList<>();
    step.replicas().forEach(r -> replicas.add(Map.of("members", r.members())));
    tree.put("replicas", replicas);
    tree.put("bubble_s", bubble(summary.mean(step)));
    tree.put("stages", summary.stages().stream().map(StepDocument::stage).toList());
    tree.put("links", summary.links().stream().map(StepDocument::link).toList());
    tree.put("critical_path", summary.path().stream().map(StepDocument::part).toList());
    tree.put("events", events(step));
    return tree;
  }

  private static Map<String, Object> bubble(Bubble b) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("busy", b.busy());
    tree.put("warm_up", b.warmUp());
    tree.put("imbalance", b.imbalance());
    tree.put("transfer", b.transfer());
    tree.put("drain", b.drain());
    return tree;
  }

  private static Map<String, Object> stage(StepSummary.Stage stage) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("replica", stage.replica());
    tree.put("stage", stage.stage());
    tree.put("bubble_s", bubble(stage.bubble()));
    tree.put("gradient_sync_s", stage.sync());
    tree.put("optimizer_s", stage.optimizer());
    return tree;
  }

  private static Map<String, Object> link(StepSummary.Link link) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("replica", link.replica());
    tree.put("from", link.from());
    tree.put("to", link.to());
    tree.put("transfers", link.transfers());
    tree.put("busy_s", link.busySeconds());
    tree.put("share", link.share());
    return tree;
  }

  private static Map<String, Object> part(PathItem part) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("what", part.kind().id());
    if (part.ofStage()) {
      tree.put("stage", part.stage());
    }
    tree.put("seconds", part.seconds());
    return tree;
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static List<Map<String, Object>> events(StepTimeline step) {
    List<Map<String, Object>> events = new ArrayList<>();
    for (List<String> row : rows(step)) {
      Map<String, Object> event = new LinkedHashMap<>();
      for (int c = 0; c < COLUMNS.size(); c++) {
        String cell = row.get(c);
        if (!cell.isEmpty()) {
          event.put(COLUMNS.get(c), value(COLUMNS.get(c), cell));
        }
      }
      events.add(event);
    }
    return events;
  }

  private static Object value(String column, String cell) {
    if (column.equals("event")) {
      return cell;
    }
    return column.endsWith("_s") ? (Object) Double.valueOf(cell) : (Object) Integer.valueOf(cell);
  }

  /** Returns every event as CSV cells, the header first. */
  public static List<List<String>> csvRows(StepTimeline step) {
    List<List<String>> all = new ArrayList<>(List.of(COLUMNS));
    all.addAll(rows(step));
    return all;
  }

  private static List<List<String>> rows(StepTimeline step) {
    List<List<String>> rows = new ArrayList<>();
    for (int r = 0; r < step.replicas().size(); r++) {
      for (TimedPass p : step.replicas().get(r).trace().passes()) {
        rows.add(row(r, name(p.pass().kind()), p.device(), -1, p.pass(), p.start(), p.end()));
      }
      for (TimedTransfer t : step.replicas().get(r).trace().transfers()) {
        String event = t.forward() ? "send_activation" : "send_gradient";
        rows.add(row(r, event, t.from(), t.to(), t.sent(), t.start(), t.end()));
      }
    }
    for (int s = 0; s < step.devices(); s++) {
      add(rows, "reduce_gradients", s, step.gradientSync().get(s));
      boolean ends = s == 0 || s == step.devices() - 1;
      add(rows, "reduce_tied_gradients", s, ends ? step.tiedSync() : nothing());
      add(rows, "optimizer", s, step.optimizer().get(s));
    }
    return rows;
  }

  private static StepTimeline.Interval nothing() {
    return new StepTimeline.Interval(0, 0);
  }

  private static void add(
      List<List<String>> rows, String event, int stage, StepTimeline.Interval interval) {
    if (interval.seconds() > 0) {
      String start = Double.toString(interval.start());
      String end = Double.toString(interval.end());
      rows.add(List.of("", event, Integer.toString(stage), "", "", "", start, end));
    }
  }

  private static List<String> row(
      int replica, String event, int stage, int to, Pass pass, double start, double end) {
    return List.of(
        Integer.toString(replica),
        event,
        Integer.toString(stage),
        to < 0 ? "" : Integer.toString(to),
        Integer.toString(pass.chunk()),
        Integer.toString(pass.microBatch()),
        Double.toString(start),
        Double.toString(end));
  }
}
