package org.ampplanner.cli;

import java.util.ArrayList;
import java.util.List;
import org.ampplanner.cli.terminal.Terminal;
import org.ampplanner.cli.terminal.Terminal.Style;
import org.ampplanner.cli.terminal.TextTable;
import org.ampplanner.cli.terminal.TextTable.Column;
import org.ampplanner.cli.terminal.TimeBar;
import org.ampplanner.cost.CostBreakdown;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.unit.Figures;
import org.ampplanner.workbench.SearchResult;

/** Planners side by side, in the order in which they were asked for. */
final class CompareTable {
  private static final int BAR_WIDTH = 20;

  private CompareTable() {}

  static List<String> lines(Terminal terminal, Job job, List<SearchResult> comparisons) {
    double best = comparisons.stream().mapToDouble(SearchResult::seconds).min().orElse(Double.NaN);
    double longest =
        comparisons.stream()
            .mapToDouble(SearchResult::seconds)
            .filter(Double::isFinite)
            .max()
            .orElse(0);
    TimeBar bar = new TimeBar(terminal, longest, BAR_WIDTH);
    TextTable table =
        new TextTable(
            terminal,
            List.of(
                Column.word("planner"),
                Column.number("step"),
                Column.number("vs best"),
                Column.number("tp"),
                Column.number("pp"),
                Column.number("dp"),
                Column.number("mbs"),
                Column.number("searched"),
                Column.word("where the time goes")));
    for (SearchResult c : comparisons) {
      table.row(cells(c, best, bar));
    }
    List<CostBreakdown> breakdowns =
        comparisons.stream()
            .flatMap(c -> c.outcome().plans().stream().limit(1))
            .map(p -> p.cost().breakdown())
            .toList();
    List<String> lines = new ArrayList<>(Headline.lines(terminal, job));
    lines.add("");
    lines.addAll(table.lines());
    lines.add(terminal.styled(Style.FAINT, bar.legend(breakdowns)));
    lines.add("");
    lines.addAll(proof(terminal, job, comparisons, best));
    return lines;
  }

  private static String[] cells(SearchResult c, double best, TimeBar bar) {
    if (c.outcome().plans().isEmpty()) {
      return new String[] {c.outcome().planner(), "-", "-", "", "", "", "", "", "nothing feasible"};
    }
    Plan plan = c.outcome().plans().get(0);
    PipelineStrategy s = plan.strategy();
    double over = c.seconds() / best - 1;
    return new String[] {
      c.outcome().planner(),
      Figures.seconds(c.seconds()),
      over < 5e-4 ? "best" : "+" + Figures.percent(over),
      StrategyNumbers.tensorParallel(s),
      StrategyNumbers.pipelineParallel(s),
      StrategyNumbers.dataParallel(s),
      StrategyNumbers.microBatchSize(s),
      Figures.seconds(c.wallSeconds()),
      bar.draw(plan.cost().breakdown())
    };
  }

  /** All planners search the same space, so the largest of their bounds holds for all. */
  private static List<String> proof(
      Terminal terminal, Job job, List<SearchResult> comparisons, double best) {
    double bound =
        comparisons.stream()
            .mapToDouble(c -> c.outcome().optimality().lowerBoundSeconds())
            .max()
            .orElse(0);
    String model = "under the cost model " + job.costModel().id() + ".";
    return comparisons.stream().anyMatch(c -> c.outcome().optimality().proven())
        ? List.of(
            terminal.styled(Style.GOOD, "Proven")
                + ": no plan of the space takes less than "
                + Figures.seconds(best),
            model)
        : List.of(
            "Not proven: no plan of the space takes less than " + Figures.seconds(bound), model);
  }
}
