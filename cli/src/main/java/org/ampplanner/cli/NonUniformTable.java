package org.ampplanner.cli;

import org.ampplanner.simulate.PathItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.ampplanner.cli.terminal.Format;
import org.ampplanner.cli.terminal.Terminal;
import org.ampplanner.cli.terminal.Terminal.Style;
import org.ampplanner.cli.terminal.TextTable;
import org.ampplanner.cli.terminal.TextTable.Column;
import org.ampplanner.cli.terminal.TimeBar;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cost.CostEstimate.MemoryUse;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.StepAnatomy;
import org.ampplanner.search.SearchOutcome.Optimality;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.unit.Figures;
import org.ampplanner.unit.Units;

/** What was found beyond uniform plans, as people read it. */
final class NonUniformTable {
  private final Terminal terminal;
  private final CostModel costModel;

  NonUniformTable(Terminal terminal, CostModel costModel) {
    this.terminal = terminal;
    this.costModel = costModel;
  }

  /** Returns the lines; where nothing was searched, none unless they are asked for. */
  List<String> lines(NonUniformOutcome outcome, boolean verbose) {
    return switch (outcome) {
      case NonUniformOutcome.Excluded excluded ->
          verbose
              ? Format.wrap(
                  "Non-uniform plans were not searched: " + excluded.reason() + ".",
                  "",
                  terminal.width())
              : List.of();
      case NonUniformOutcome.Searched searched -> searched(searched);
    };
  }

  private List<String> searched(NonUniformOutcome.Searched searched) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    if (searched.plan().isEmpty()) {
      lines.addAll(
          wrapped(
              "No non-uniform plan was found that is faster. "
                  + proof(searched.optimality(), searched.complete())));
      return lines;
    }
    NonUniformPlan plan = searched.plan().get();
    String gain =
        Double.isInfinite(searched.uniformSeconds())
            ? "where no uniform plan fits"
            : Figures.percent(searched.gain()) + " less than plan 1";
    lines.add(
        terminal.styled(Style.BOLD, "Non-uniform plan")
            + ": "
            + Figures.seconds(plan.iterationSeconds())
            + ", "
            + gain
            + "; only for engines that can run it");
    lines.addAll(plan(plan));
    lines.addAll(wrapped(proof(searched.optimality(), searched.complete())));
    return lines;
  }

  /** Returns a plan with what every stage does and what the end of the step waits for. */
  List<String> explained(NonUniformPlan plan, StepAnatomy anatomy) {
    List<String> lines = new ArrayList<>();
    lines.add(
        terminal.styled(Style.BOLD, "Non-uniform plan")
            + ": "
            + Figures.seconds(plan.iterationSeconds())
            + " a step");
    lines.addAll(plan(plan));
    lines.add("");
    lines.add(terminal.styled(Style.BOLD, "What every stage does"));
    TextTable stages =
        new TextTable(
            terminal,
            List.of(
                Column.number("stage"),
                Column.number("compute"),
                Column.number("tp comm"),
                Column.number("dp comm"),
                Column.number("optim"),
                Column.number("waiting")));
    for (int s = 0; s < anatomy.stages().size(); s++) {
      StepAnatomy.StageTerms t = anatomy.stages().get(s);
      stages.row(
          Integer.toString(s),
          Figures.seconds(t.compute()),
          Figures.seconds(t.tensorComm()),
          Figures.seconds(t.dataComm()),
          Figures.seconds(t.optimizer()),
          Figures.seconds(t.waiting()));
    }
    stages.lines().forEach(line -> lines.add("  " + line));
    lines.add("");
    lines.add(terminal.styled(Style.BOLD, "What the end of the step waits for"));
    TextTable path =
        new TextTable(
            terminal,
            List.of(
                Column.word("piece"),
                Column.number("times"),
                Column.number("time"),
                Column.number("share")));
    for (PathItem item : anatomy.path()) {
      path.row(
          ExplainTable.name(item),
          Long.toString(item.count()),
          Figures.seconds(item.seconds()),
          Figures.percent(item.seconds() / plan.iterationSeconds()));
    }
    path.lines().forEach(line -> lines.add("  " + line));
    return lines;
  }

  /** Returns the stages of a plan and where its time goes. */
  List<String> plan(NonUniformPlan plan) {
    List<String> lines =
        new ArrayList<>(
            Format.wrap(TimeBar.shares(plan.cost().breakdown()), "  ", terminal.width()));
    lines.addAll(wrappedIn(shares(plan)));
    TextTable table =
        new TextTable(
            terminal,
            List.of(
                Column.number("stage"),
                Column.number("layers"),
                Column.number("tp"),
                Column.number("dp"),
                Column.number("mbs"),
                Column.number("forw+backw"),
                Column.number("memory"),
                Column.word("devices")));
    for (int s = 0; s < plan.partition().stages(); s++) {
      Strategy own = plan.strategy().stages().get(s);
      table.row(
          Integer.toString(s),
          plan.partition().from(s) + "-" + (plan.partition().to(s) - 1),
          Integer.toString(own.tensorParallel()),
          Integer.toString(own.dataParallel()),
          Integer.toString(own.microBatchSize()),
          Figures.seconds(plan.cost().stages().get(s).computeSeconds()),
          memory(plan.cost().stages().get(s).memory()),
          devices(plan, s));
    }
    table.lines().forEach(line -> lines.add("  " + line));
    return lines;
  }

  /** Says how the batch goes over the replicas, equal shares next to each other as one. */
  private static String shares(NonUniformPlan plan) {
    List<Integer> shares = plan.strategy().microBatches();
    Strategy first = plan.strategy().stages().get(0);
    String rest =
        String.format(
            Locale.ROOT,
            "; zero %d, recompute %s%s",
            first.zeroStage(),
            first.recompute().id(),
            first.sequenceParallel() ? ", sequence parallel" : "");
    if (plan.strategy().joint()) {
      return shares.get(0)
          + " micro-batches of "
          + first.microBatchSize() * first.dataParallel()
          + ", each divided over the replicas of a stage"
          + rest;
    }
    List<String> runs = new ArrayList<>();
    int from = 0;
    for (int r = 1; r <= shares.size(); r++) {
      if (r == shares.size() || !shares.get(r).equals(shares.get(from))) {
        runs.add(
            (from == 0 ? Figures.count(r, "replica") : "" + (r - from))
                + " with "
                + shares.get(from));
        from = r;
      }
    }
    boolean one = shares.stream().allMatch(share -> share == 1);
    return String.join(", ", runs) + (one ? " micro-batch" : " micro-batches") + rest;
  }

  private static String memory(@org.jspecify.annotations.Nullable MemoryUse use) {
    return use == null
        ? "-"
        : String.format(
            Locale.ROOT, "%.1f/%.1f GiB", use.bytes() / Units.GIB, use.limitBytes() / Units.GIB);
  }

  private String devices(NonUniformPlan plan, int s) {
    ClusterLayout layout = costModel.inputs().layout();
    int[] devices =
        IntStream.range(plan.strategy().firstRank(s), plan.strategy().firstRank(s + 1))
            .map(plan.placement()::device)
            .sorted()
            .toArray();
    List<String> runs = new ArrayList<>();
    int first = 0;
    for (int i = 1; i <= devices.length; i++) {
      boolean ends =
          i == devices.length
              || devices[i] != devices[i - 1] + 1
              || layout.nodeOf(devices[i]) != layout.nodeOf(devices[first]);
      if (ends) {
        String last = layout.deviceName(devices[i - 1]);
        String to = i - first > 1 ? "-" + last.substring(last.lastIndexOf(':') + 1) : "";
        runs.add(layout.deviceName(devices[first]) + to);
        first = i;
      }
    }
    int room = Math.max(12, terminal.width() - 62);
    String all = String.join(" ", runs);
    return all.length() <= room ? all : runs.get(0) + " ... (" + devices.length + ")";
  }

  private static String proof(Optimality o, boolean complete) {
    String early = complete ? "" : "; stopped early";
    return o.proven()
        ? "Proven best of its own space" + early + "."
        : "Not proven: at most "
            + PlanTable.gap(o)
            + " from the best of its own space"
            + early
            + ".";
  }

  private List<String> wrapped(String text) {
    return Format.wrap(text, "", terminal.width());
  }

  private List<String> wrappedIn(String text) {
    return Format.wrap(text, "  ", terminal.width());
  }
}
