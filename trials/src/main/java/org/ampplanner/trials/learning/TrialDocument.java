package org.ampplanner.trials.learning;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.formats.plan.JobDocument;
import org.ampplanner.formats.plan.StrategyCells;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;
import org.jspecify.annotations.Nullable;

/** The result of trials as a tree of maps and lists, schema {@code amp-trial/1}. */
public final class TrialDocument {
  private final Job job;
  private final List<Plan> plans;
  private final List<Integer> rows;
  private final ClusterLayout layout;

  /**
   * Makes a document.
   *
   * @param rows row of each candidate in the recorded file, or none
   */
  public TrialDocument(Job job, List<Plan> plans, List<Integer> rows) {
    this.job = job;
    this.plans = List.copyOf(plans);
    this.rows = List.copyOf(rows);
    this.layout = new ClusterLayout(job.cluster());
  }

  /** Returns the fastest of some trials, or nothing if none was timed. */
  public static @Nullable Trial best(List<Trial> trials) {
    Trial best = null;
    for (Trial t : trials) {
      if (t.seconds() < (best == null ? Double.POSITIVE_INFINITY : best.seconds())) {
        best = t;
      }
    }
    return best;
  }

  /**
   * Returns the whole result.
   *
   * @param strategy how candidates were chosen
   * @param budget most trials that were allowed
   * @param reachable best time that is known, 0 if only that of the trials
   */
  public Map<String, @Nullable Object> tree(
      String strategy,
      int budget,
      List<Trial> trials,
      double reachable,
      @Nullable Learning learning) {
    Trial best = best(trials);
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("schema", "amp-trial/1");
    tree.put("job", JobDocument.of(job));
    tree.put("strategy", strategy);
    tree.put("budget", budget);
    tree.put("candidates", plans.size());
    tree.put("best", best == null ? null : cells(best));
    List<Map<String, @Nullable Object>> all = new ArrayList<>();
    for (Trial t : trials) {
      Map<String, @Nullable Object> trial = new LinkedHashMap<>();
      trial.put("trial", all.size() + 1);
      trial.putAll(cells(t));
      all.add(trial);
    }
    tree.put("trials", all);
    tree.put("regret", best == null || reachable <= 0 ? null : best.seconds() / reachable);
    if (learning != null) {
      tree.put("learnt", learnt(learning));
    }
    return tree;
  }

  private Map<String, @Nullable Object> cells(Trial t) {
    Plan plan = plans.get(t.candidate());
    Map<String, @Nullable Object> cells = new LinkedHashMap<>();
    if (!rows.isEmpty()) {
      cells.put("row", rows.get(t.candidate()));
    }
    cells.putAll(StrategyCells.choices(layout, plan));
    cells.put("predicted_s", plan.iterationSeconds());
    switch (t.outcome()) {
      case Outcome.Measured m -> {
        cells.put("measured_s", m.seconds());
        cells.put("failure", null);
      }
      case Outcome.Failed f -> {
        cells.put("measured_s", null);
        cells.put("failure", f.failure().id());
      }
    }
    return cells;
  }

  /** Returns the trials as CSV cells, the header first. */
  public List<List<String>> csvRows(List<Trial> trials) {
    List<List<String>> all = new ArrayList<>();
    for (Trial t : trials) {
      Map<String, @Nullable Object> cells = cells(t);
      if (all.isEmpty()) {
        all.add(List.copyOf(cells.keySet()));
      }
      all.add(cells.values().stream().map(v -> v == null ? "" : v.toString()).toList());
    }
    return all;
  }

  private static Map<String, Object> learnt(Learning learning) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put(
        "hypotheses",
        learning.hypotheses().stream()
            .collect(
                Collectors.toMap(
                    Learning.Belief::name,
                    Learning.Belief::probability,
                    Double::sum,
                    LinkedHashMap::new)));
    tree.put(
        "factors",
        learning.factors().stream()
            .collect(
                Collectors.toMap(
                    Learning.Factor::name,
                    Learning.Factor::value,
                    (a, b) -> b,
                    LinkedHashMap::new)));
    return tree;
  }
}
