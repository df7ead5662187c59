package org.ampplanner.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.ampplanner.cli.terminal.Terminal;
import org.ampplanner.cli.terminal.Terminal.Style;
import org.ampplanner.cli.terminal.TextTable;
import org.ampplanner.cli.terminal.TextTable.Column;
import org.ampplanner.cli.terminal.TimeBar;
import org.ampplanner.cost.CostBreakdown;
import org.ampplanner.cost.CostEstimate.MemoryUse;
import org.ampplanner.plan.Plan;
import org.ampplanner.plan.PlanDoubt;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.unit.Figures;
import org.ampplanner.unit.Units;
import org.jspecify.annotations.Nullable;

/**
 * The plans found, best first, a line each. A choice in which they differ is a column; one that
 * they share, and that is not the usual, is said once below. In a narrow terminal the bar gives way
 * first.
 */
final class RankingTable {
  private static final int WIDEST_BAR = 24;
  private static final int NARROWEST_BAR = 8;
  private static final String BAR_HEADING = "where the time goes";

  /** A choice that most plans leave at its usual value. */
  private record Choice(
      String heading, String key, String usual, Function<Strategy, String> value) {}

  private static final List<Choice> CHOICES =
      List.of(
          new Choice("cp", "context_parallel", "1", s -> "" + s.degrees().contextParallel()),
          new Choice("ep", "expert_parallel", "1", s -> "" + s.degrees().expertParallel()),
          new Choice("vpp", "virtual_pipeline", "1", s -> "" + s.degrees().virtualPipeline()),
          new Choice("schedule", "schedule", "1f1b", s -> s.schedule().id()),
          new Choice("recompute", "recompute", "none", s -> s.recompute().id()),
          new Choice("zero", "zero_stage", "0", s -> "" + s.zeroStage()),
          new Choice("sp", "sequence_parallel", "no", s -> s.sequenceParallel() ? "yes" : "no"));

  private final Terminal terminal;
  private final List<Plan> plans;
  private final List<Optional<PlanDoubt>> doubts;
  private final int globalBatchSize;

  RankingTable(
      Terminal terminal, List<Plan> plans, List<Optional<PlanDoubt>> doubts, int globalBatchSize) {
    this.terminal = terminal;
    this.plans = plans;
    this.doubts = doubts;
    this.globalBatchSize = globalBatchSize;
  }

  List<String> lines() {
    int room = terminal.width();
    boolean throughput = table(true, 0).width() + 2 + NARROWEST_BAR <= room;
    int bar = Math.min(WIDEST_BAR, room - table(throughput, 0).width() - 2);
    boolean drawn = bar >= NARROWEST_BAR;
    List<String> lines = new ArrayList<>(table(throughput, drawn ? bar : 0).emphasize(0).lines());
    if (drawn) {
      List<CostBreakdown> breakdowns = plans.stream().map(p -> p.cost().breakdown()).toList();
      lines.add(terminal.styled(Style.FAINT, new TimeBar(terminal, 1, bar).legend(breakdowns)));
    }
    String shared = shared();
    if (!shared.isEmpty()) {
      lines.add("Every plan: " + shared + ".");
    }
    return lines;
  }

  private TextTable table(boolean throughput, int barWidth) {
    List<Choice> differing = CHOICES.stream().filter(c -> values(c) > 1).toList();
    boolean memory = plans.get(0).cost().memory() != null;
    List<Column> columns = new ArrayList<>();
    List.of("#", "tp", "pp", "dp").forEach(heading -> columns.add(Column.number(heading)));
    differing.forEach(choice -> columns.add(Column.number(choice.heading())));
    List.of("mbs", "acc", "step").forEach(heading -> columns.add(Column.number(heading)));
    if (throughput) {
      columns.add(Column.number("samples/s"));
    }
    if (memory) {
      columns.add(Column.number("memory"));
    }
    if (barWidth > 0) {
      columns.add(Column.word(barWidth < BAR_HEADING.length() ? "time" : BAR_HEADING));
    }
    TextTable table = new TextTable(terminal, columns);
    TimeBar bar = new TimeBar(terminal, plans.get(plans.size() - 1).iterationSeconds(), barWidth);
    for (int i = 0; i < plans.size(); i++) {
      List<String> cells = new ArrayList<>(cells(i, differing));
      if (throughput) {
        cells.add(Figures.significant(globalBatchSize / plans.get(i).iterationSeconds()));
      }
      if (memory) {
        cells.add(memory(plans.get(i).cost().memory()));
      }
      if (barWidth > 0) {
        cells.add(bar.draw(plans.get(i).cost().breakdown()));
      }
      table.row(cells.toArray(String[]::new));
    }
    return table;
  }

  private List<String> cells(int row, List<Choice> differing) {
    PipelineStrategy strategy = plans.get(row).strategy();
    List<String> cells = new ArrayList<>();
    cells.add(Integer.toString(row + 1));
    cells.add(StrategyNumbers.tensorParallel(strategy));
    cells.add(StrategyNumbers.pipelineParallel(strategy));
    cells.add(StrategyNumbers.dataParallel(strategy));
    differing.forEach(choice -> cells.add(choice.value().apply(strategy.first())));
    cells.add(StrategyNumbers.microBatchSize(strategy));
    cells.add(StrategyNumbers.microBatches(strategy));
    cells.add(DoubtText.seconds(plans.get(row), doubts.get(row)));
    return cells;
  }

  private static String memory(@Nullable MemoryUse use) {
    return use == null ? "-" : String.format(Locale.ROOT, "%.1f GiB", use.bytes() / Units.GIB);
  }

  private long values(Choice choice) {
    return plans.stream().map(p -> choice.value().apply(p.strategy().first())).distinct().count();
  }

  /** Names, as the job's keys, the unusual choices that all plans share. */
  private String shared() {
    List<String> said = new ArrayList<>();
    Strategy first = plans.get(0).strategy().first();
    for (Choice choice : CHOICES) {
      String value = choice.value().apply(first);
      if (!value.equals(choice.usual()) && values(choice) == 1) {
        said.add(choice.key() + " " + value);
      }
    }
    return String.join(", ", said);
  }
}
