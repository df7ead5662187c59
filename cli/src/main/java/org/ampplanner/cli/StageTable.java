package org.ampplanner.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ampplanner.cli.terminal.Format;
import org.ampplanner.cli.terminal.Terminal;
import org.ampplanner.cli.terminal.TextTable;
import org.ampplanner.cli.terminal.TextTable.Column;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cost.CostEstimate.MemoryUse;
import org.ampplanner.plan.Plan;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.unit.Figures;
import org.ampplanner.unit.Units;
import org.jspecify.annotations.Nullable;

/** The stages of a plan, a line each; where stages or shares differ, with what is its own. */
final class StageTable {
  private static final int WIDTH_BEFORE = 31;
  private static final int WIDTH_OF_MEMORY = 19;
  private static final int WIDTH_OF_DEGREES = 15;

  private final Terminal terminal;
  private final ClusterLayout layout;
  private final Plan plan;
  private final PipelineStrategy strategy;

  StageTable(Terminal terminal, ClusterLayout layout, Plan plan) {
    this.terminal = terminal;
    this.layout = layout;
    this.plan = plan;
    this.strategy = plan.strategy();
  }

  List<String> lines() {
    boolean memory = plan.cost().memory() != null;
    boolean own = !strategy.alike();
    List<Column> columns = new ArrayList<>();
    List.of("stage", "layers").forEach(name -> columns.add(Column.number(name)));
    if (own) {
      List.of("tp", "dp", "mbs").forEach(name -> columns.add(Column.number(name)));
    }
    columns.add(Column.number("forw+backw"));
    if (memory) {
      columns.add(Column.number("memory"));
    }
    columns.add(Column.word("devices"));
    int room =
        terminal.width()
            - WIDTH_BEFORE
            - (memory ? WIDTH_OF_MEMORY : 0)
            - (own ? WIDTH_OF_DEGREES : 0);
    TextTable table = new TextTable(terminal, columns);
    for (int s = 0; s < plan.partition().stages(); s++) {
      table.row(cells(s, own, memory, Math.max(1, room)).toArray(String[]::new));
    }
    List<String> lines = new ArrayList<>();
    if (strategy.uniform().isEmpty()) {
      lines.addAll(Format.wrap(shares(), "", terminal.width() - 2));
    }
    lines.addAll(table.lines());
    return lines;
  }

  private List<String> cells(int s, boolean own, boolean memory, int room) {
    List<String> cells = new ArrayList<>();
    cells.add(Integer.toString(s));
    cells.add(plan.partition().from(s) + "-" + (plan.partition().to(s) - 1));
    if (own) {
      Strategy stage = strategy.stages().get(s);
      cells.add(Integer.toString(stage.tensorParallel()));
      cells.add(Integer.toString(stage.dataParallel()));
      cells.add(Integer.toString(stage.microBatchSize()));
    }
    cells.add(Figures.seconds(plan.cost().stages().get(s).computeSeconds()));
    if (memory) {
      cells.add(memory(plan.cost().stages().get(s).memory()));
    }
    cells.add(devices(s, room));
    return cells;
  }

  /** Says how the batch goes over the replicas, equal shares next to each other as one. */
  private String shares() {
    List<Integer> shares = strategy.microBatches();
    Strategy first = strategy.first();
    if (strategy.joint()) {
      return shares.get(0)
          + " micro-batches of "
          + first.microBatchSize() * first.dataParallel()
          + ", each divided over the replicas of a stage";
    }
    List<String> runs = new ArrayList<>();
    int from = 0;
    for (int r = 1; r <= shares.size(); r++) {
      if (r == shares.size() || !shares.get(r).equals(shares.get(from))) {
        String replicas = from == 0 ? Figures.count(r, "replica") : "" + (r - from);
        runs.add(replicas + " with " + shares.get(from));
        from = r;
      }
    }
    boolean one = shares.stream().allMatch(share -> share == 1);
    return String.join(", ", runs) + (one ? " micro-batch" : " micro-batches");
  }

  private static String memory(@Nullable MemoryUse use) {
    return use == null
        ? "-"
        : String.format(
            Locale.ROOT, "%.1f/%.1f GiB", use.bytes() / Units.GIB, use.limitBytes() / Units.GIB);
  }

  /** Names a stage's devices, runs within a node as {@code p3-0:0-3}, as many as have room. */
  private String devices(int stage, int room) {
    int from = strategy.firstRank(stage);
    int to = strategy.firstRank(stage + 1);
    List<String> runs = deviceRuns(from, to);
    String whole = String.join(" ", runs);
    if (whole.length() <= room) {
      return whole;
    }
    String all = String.format(Locale.ROOT, " ... (%,d in all)", to - from);
    StringBuilder shown = new StringBuilder(runs.get(0));
    for (String name : runs.subList(1, runs.size())) {
      if (shown.length() + 1 + name.length() + all.length() > room) {
        break;
      }
      shown.append(' ').append(name);
    }
    return shown + all;
  }

  private List<String> deviceRuns(int fromRank, int toRank) {
    List<String> runs = new ArrayList<>();
    int rank = fromRank;
    while (rank < toRank) {
      int first = plan.placement().device(rank);
      int last = first;
      rank++;
      while (rank < toRank
          && plan.placement().device(rank) == last + 1
          && layout.nodeOf(last + 1) == layout.nodeOf(first)) {
        last++;
        rank++;
      }
      String slot = layout.deviceName(last);
      String to = last > first ? "-" + slot.substring(slot.lastIndexOf(':') + 1) : "";
      runs.add(layout.deviceName(first) + to);
    }
    return runs;
  }
}
