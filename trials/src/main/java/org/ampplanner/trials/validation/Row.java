package org.ampplanner.trials.validation;

import java.util.Map;
import org.ampplanner.formats.source.Location;

/**
 * One line of a table of measurements, by column.
 *
 * @param cells values by column; an empty one is unknown
 * @param at where it stands
 */
record Row(Map<String, String> cells, Location at) {

  /** Copies the map. */
  public Row {
    cells = Map.copyOf(cells);
  }

  /** Returns a cell, empty if there is no such column. */
  public String text(String column) {
    return cells.getOrDefault(column, "");
  }

  /** Returns whether a cell holds something. */
  public boolean has(String column) {
    return !text(column).isBlank();
  }

  /** Returns a whole number, or 1 where the cell is empty. */
  public int integer(String column) {
    return has(column) ? (int) Math.round(Double.parseDouble(text(column))) : 1;
  }

  /** Returns a number, NaN where the cell is empty. */
  public double number(String column) {
    return has(column) ? Double.parseDouble(text(column)) : Double.NaN;
  }
}
