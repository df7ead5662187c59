package org.ampplanner.formats.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;
import org.ampplanner.plan.PlanDoubt;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a strategies file with their predictions: the user's columns untouched and in order,
 * then ours.
 *
 * @param header the user's columns
 * @param rows in the user's order
 */
public record EvaluationDocument(List<String> header, List<Row> rows) {

  /** The column that names the partition chosen for rows that left it open. */
  private static final String CHOSEN_CUTS = "chosen_layer_cuts";

  /** The column that says of rows that do not fit where, by how much, and what would. */
  private static final String ADVICE = "memory_advice";

  /**
   * A row.
   *
   * @param cells the user's cells, one per column
   * @param plan what was priced, or null if the row is not valid
   * @param error why the row is not valid, or empty
   * @param choseCuts whether the partition was chosen by us
   * @param advice where the plan does not fit in memory, by how much, and what would; or empty
   * @param doubt how far the prediction may be off, or null if that is not known
   */
  public record Row(
      List<String> cells,
      @Nullable Plan plan,
      String error,
      boolean choseCuts,
      String advice,
      @Nullable PlanDoubt doubt) {
    /** Copies the list. */
    public Row {
      cells = List.copyOf(cells);
    }

    /** Makes a row without advice, of whose error nothing is known. */
    public Row(List<String> cells, @Nullable Plan plan, String error, boolean choseCuts) {
      this(cells, plan, error, choseCuts, "", null);
    }

    String chosenCuts() {
      Plan p = plan;
      return choseCuts && p != null ? p.partition().toString() : "";
    }
  }

  /** Copies the lists. */
  public EvaluationDocument {
    header = List.copyOf(header);
    rows = List.copyOf(rows);
  }

  /** Returns the names of all columns that an evaluation may write after the user's. */
  public static List<String> columns() {
    List<String> columns = new ArrayList<>(StrategyCells.predictionColumns());
    columns.add("error");
    columns.add(CHOSEN_CUTS);
    columns.add(ADVICE);
    return columns;
  }

  /** Returns the rows as CSV cells, the header first. */
  public List<List<String>> csvRows() {
    boolean chosen = rows.stream().anyMatch(r -> !r.chosenCuts().isEmpty());
    boolean advised = rows.stream().anyMatch(r -> !r.advice.isEmpty());
    List<List<String>> all = new ArrayList<>();
    List<String> columns = new ArrayList<>(header);
    columns.addAll(StrategyCells.predictionColumns());
    columns.add("error");
    if (chosen) {
      columns.add(CHOSEN_CUTS);
    }
    if (advised) {
      columns.add(ADVICE);
    }
    all.add(columns);
    for (Row row : rows) {
      List<String> cells = new ArrayList<>(row.cells);
      Map<String, @Nullable Object> prediction = prediction(row);
      StrategyCells.predictionColumns()
          .forEach(column -> cells.add(StrategyCells.text(prediction.get(column))));
      cells.add(row.error);
      if (chosen) {
        cells.add(row.chosenCuts());
      }
      if (advised) {
        cells.add(row.advice);
      }
      all.add(cells);
    }
    return all;
  }

  /** Returns the rows as a tree with the job. */
  public Map<String, Object> tree(Job job) {
    List<Map<String, @Nullable Object>> all = new ArrayList<>();
    for (Row row : rows) {
      Map<String, @Nullable Object> cells = new LinkedHashMap<>();
      for (int c = 0; c < header.size(); c++) {
        cells.put(header.get(c), row.cells.get(c));
      }
      cells.putAll(prediction(row));
      cells.put("error", row.error.isEmpty() ? null : row.error);
      if (!row.chosenCuts().isEmpty()) {
        cells.put(CHOSEN_CUTS, row.chosenCuts());
      }
      if (!row.advice.isEmpty()) {
        cells.put(ADVICE, row.advice);
      }
      all.add(cells);
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("schema", "amp-evaluation/1");
    tree.put("job", JobDocument.of(job));
    tree.put("strategies", all);
    return tree;
  }

  private static Map<String, @Nullable Object> prediction(Row row) {
    Plan plan = row.plan;
    if (plan != null) {
      return StrategyCells.prediction(plan.cost(), row.doubt);
    }
    Map<String, @Nullable Object> unknown = new LinkedHashMap<>();
    StrategyCells.predictionColumns().forEach(column -> unknown.put(column, null));
    return unknown;
  }
}
