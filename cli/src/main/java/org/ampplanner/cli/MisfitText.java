package org.ampplanner.cli;

import java.util.ArrayList;
import java.util.List;
import org.ampplanner.cli.terminal.Format;
import org.ampplanner.cli.terminal.Terminal;
import org.ampplanner.cli.terminal.TextTable;
import org.ampplanner.cli.terminal.TextTable.Column;
import org.ampplanner.explain.Misfit;
import org.ampplanner.unit.Figures;

/** Why a plan does not fit in memory, and what would, in words. */
final class MisfitText {
  private MisfitText() {}

  static List<String> lines(Terminal terminal, Misfit misfit) {
    List<String> lines = new ArrayList<>();
    lines.addAll(Format.paragraph(misfit.text(), "", terminal.width() - 2));
    if (misfit.ways().isEmpty()) {
      lines.add("Nothing that this cluster can run fits: more devices, or larger ones.");
      return lines;
    }
    TextTable table =
        new TextTable(terminal, List.of(Column.number("step"), Column.word("what would fit")));
    for (Misfit.Way way : misfit.ways()) {
      table.row(Figures.seconds(way.plan().iterationSeconds()), way.text());
    }
    lines.addAll(table.lines());
    return lines;
  }
}
