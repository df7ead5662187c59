package org.ampplanner.formats.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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

  /** The column that names what was filled in for rows that left more open than fits. */
  private static final String CHOSEN = "chosen_strategy";

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
   * @param filled what was taken for columns that the row leaves empty and whose default does not
   *     fit, {@code name=value} separated by blanks; or empty
   */
  public record Row(
      List<String> cells,
      @Nullable Plan plan,
      String error,
      boolean choseCuts,
      String advice,
      @Nullable PlanDoubt doubt,
      String filled) {
    /** Copies the list. */
    public Row {
      cells = List.copyOf(cells);
    }

    /** Makes a row without advice, of whose error nothing is known. */
    public Row(List<String> cells, @Nullable Plan plan, String error, boolean choseCuts) {
      this(cells, plan, error, choseCuts, "", null, "");
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
    columns.add(CHOSEN);
    columns.add(ADVICE);
    return columns;
  }

  /** Returns the rows as CSV cells, the header first. */
  public List<List<String>> csvRows() {
    Map<String, Function<Row, String>> more = new LinkedHashMap<>(said());
    more.values().removeIf(cell -> rows.stream().allMatch(r -> cell.apply(r).isEmpty()));
    List<List<String>> all = new ArrayList<>();
    List<String> columns = new ArrayList<>(header);
    columns.addAll(StrategyCells.predictionColumns());
    columns.add("error");
    columns.addAll(more.keySet());
    all.add(columns);
    for (Row row : rows) {
      List<String> cells = new ArrayList<>(row.cells);
      Map<String, @Nullable Object> prediction = prediction(row);
      StrategyCells.predictionColumns()
          .forEach(column -> cells.add(StrategyCells.text(prediction.get(column))));
      cells.add(row.error);
      more.values().forEach(cell -> cells.add(cell.apply(row)));
      all.add(cells);
    }
    return all;
  }

  /** Columns that stand behind the error where a row has something to say in them. */
  private static Map<String, Function<Row, String>> said() {
    Map<String, Function<Row, String>> said = new LinkedHashMap<>();
    said.put(CHOSEN_CUTS, Row::chosenCuts);
    said.put(CHOSEN, Row::filled);
    said.put(ADVICE, Row::advice);
    return said;
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
      said()
          .forEach((column, cell) -> {
            if (!cell.apply(row).isEmpty()) {
              cells.put(column, cell.apply(row));
            }
          });
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
