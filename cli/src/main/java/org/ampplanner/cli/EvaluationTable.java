package org.ampplanner.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ampplanner.cli.terminal.Format;
import org.ampplanner.cli.terminal.Terminal;
import org.ampplanner.cli.terminal.Terminal.Style;
import org.ampplanner.cli.terminal.TextTable;
import org.ampplanner.cli.terminal.TextTable.Column;
import org.ampplanner.cli.terminal.TimeBar;
import org.ampplanner.cost.CostBreakdown;
import org.ampplanner.formats.plan.EvaluationDocument;
import org.ampplanner.formats.source.Wording;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;
import org.ampplanner.strategy.PipelineStrategy;

/** Evaluated strategies as people read them, in the user's order. */
final class EvaluationTable {
  private static final int BAR_WIDTH = 24;

  private EvaluationTable() {}

  static List<String> lines(Terminal terminal, Job job, EvaluationDocument document) {
    List<CostBreakdown> breakdowns = new ArrayList<>();
    for (EvaluationDocument.Row row : document.rows()) {
      Plan plan = row.plan();
      if (plan != null) {
        breakdowns.add(plan.cost().breakdown());
      }
    }
    double longest = breakdowns.stream().mapToDouble(CostBreakdown::total).max().orElse(0);
    TimeBar bar = new TimeBar(terminal, longest, BAR_WIDTH);
    int measured = document.header().indexOf("measured_s");
    TextTable table =
        new TextTable(
            terminal,
            List.of(
                Column.number("row"),
                Column.number("tp"),
                Column.number("pp"),
                Column.number("dp"),
                Column.number("mbs"),
                Column.number("step"),
                Column.number(measured < 0 ? "" : "measured"),
                Column.word("where the time goes")));
    for (EvaluationDocument.Row row : document.rows()) {
      table.row(cells(table.size() + 1, row, measured, bar, terminal.width()));
    }
    List<String> lines = new ArrayList<>(Headline.lines(terminal, job));
    lines.add("");
    lines.addAll(table.lines());
    lines.add(terminal.styled(Style.FAINT, bar.legend(breakdowns)));
    lines.addAll(misfits(terminal, document.rows()));
    return lines;
  }

  private static List<String> misfits(Terminal terminal, List<EvaluationDocument.Row> rows) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      String advice = rows.get(i).advice();
      if (!advice.isEmpty()) {
        lines.addAll(Format.paragraph("row " + (i + 1) + ": " + advice, "    ", terminal.width()));
      }
    }
    if (!lines.isEmpty()) {
      lines.addAll(0, List.of("", terminal.styled(Style.WARN, "Do not fit in memory")));
    }
    return lines;
  }

  private static String[] cells(
      int number, EvaluationDocument.Row row, int measured, TimeBar bar, int width) {
    Plan plan = row.plan();
    String seen = measured < 0 ? "" : Wording.shown(row.cells().get(measured).strip());
    if (plan == null) {
      int room = width - 50;
      String error = row.error();
      String shown = error.length() <= room ? error : error.substring(0, room - 3) + "...";
      return new String[] {Integer.toString(number), "", "", "", "", "-", seen, shown};
    }
    PipelineStrategy s = plan.strategy();
    return new String[] {
      Integer.toString(number),
      StrategyNumbers.tensorParallel(s),
      StrategyNumbers.pipelineParallel(s),
      StrategyNumbers.dataParallel(s),
      StrategyNumbers.microBatchSize(s),
      DoubtText.seconds(plan, Optional.ofNullable(row.doubt())),
      seen.isEmpty() ? "" : seen + " s",
      bar.drawShares(plan.cost().breakdown())
    };
  }
}
