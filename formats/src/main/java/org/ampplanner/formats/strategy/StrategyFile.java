package org.ampplanner.formats.strategy;

import java.util.List;
import org.ampplanner.formats.source.Problem;

/**
 * A strategies file: rows for a job, with everything that it says besides.
 *
 * @param columns names of the columns that are carried through, in the order of the file
 * @param rows in the order of the file
 * @param warnings what is worth a remark
 */
public record StrategyFile(List<String> columns, List<StrategyRow> rows, List<Problem> warnings) {
  /** Copies the lists. */
  public StrategyFile {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    warnings = List.copyOf(warnings);
  }
}
