package org.ampplanner.trials.validation;

import org.ampplanner.engine.SoftwareTraits;
import org.ampplanner.formats.software.SoftwareReader;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Sources;

/**
 * The column {@code software_traits} of measurements: what a job's key {@code software} would say,
 * in YAML's flow form.
 */
final class SoftwareColumn {
  static final String COLUMN = "software_traits";

  private SoftwareColumn() {}

  /** Returns what a row says of its software, with what it leaves out as is usual. */
  static SoftwareTraits of(Row row, SoftwareTraits usual, Problems problems) {
    return row.has(COLUMN)
        ? Sources.parseOption(row.text(COLUMN), row.at(), problems)
            .flatMap(node -> SoftwareReader.read(node, usual, problems))
            .orElse(usual)
        : usual;
  }
}
