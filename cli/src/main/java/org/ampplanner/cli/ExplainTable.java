package org.ampplanner.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ampplanner.cli.terminal.Format;
import org.ampplanner.cli.terminal.Terminal;
import org.ampplanner.cli.terminal.Terminal.Style;
import org.ampplanner.cli.terminal.TextTable;
import org.ampplanner.cli.terminal.TextTable.Column;
import org.ampplanner.cost.CostBreakdown;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.MemoryCategory;
import org.ampplanner.cost.StageMemory;
import org.ampplanner.cost.StepAnatomy.StageTerms;
import org.ampplanner.explain.Explanation;
import org.ampplanner.explain.Sensitivity;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Throughput;
import org.ampplanner.simulate.PathItem;
import org.ampplanner.unit.Figures;
import org.ampplanner.unit.Units;
import org.ampplanner.workbench.StrategyText;

/** An explanation as people read it: the step first, then its stages, then what would help. */
final class ExplainTable {
  private static final int MOST_STAGES = 12;
  private static final int BAR = 24;
  private static final double NOTHING = 1e-9;

  private final Terminal terminal;
  private final Job job;
  private final CostModel costModel;
  private final Explanation of;

  ExplainTable(Terminal terminal, Job job, CostModel costModel, Explanation explanation) {
    this.terminal = terminal;
    this.job = job;
    this.costModel = costModel;
    this.of = explanation;
  }

  List<String> lines(Optional<Explanation> versus) {
    List<String> lines = new ArrayList<>(Headline.lines(terminal, job));
    lines.add("");
    lines.addAll(step());
    section(lines, "Stages over the step", stages());
    section(lines, "Critical path: what the end of the step waits for", path());
    if (!of.memory().isEmpty()) {
      section(lines, "Memory per device, in GiB", memory());
    }
    of.misfit().ifPresent(m -> section(lines, "It does not fit", MisfitText.lines(terminal, m)));
    section(lines, "What twice as much would give", sensitivities());
    versus.ifPresent(
        other -> section(lines, "Versus", new VersusTable(terminal, of, other).lines()));
    of.doubt()
        .ifPresent(doubt -> section(lines, "How sure that is", DoubtText.lines(terminal, doubt)));
    section(lines, "Where the numbers come from", provenance());
    return lines;
  }

  private void section(List<String> lines, String title, List<String> body) {
    lines.add("");
    lines.add(terminal.styled(Style.BOLD, title));
    body.forEach(line -> lines.add("  " + line));
  }

  private List<String> step() {
    double seconds = of.plan().iterationSeconds();
    Throughput t = Throughput.of(costModel.inputs(), seconds);
    List<String> lines = new ArrayList<>();
    lines.addAll(Format.wrap(StrategyText.of(of.plan().strategy()), "", terminal.width()));
    lines.add(
        terminal.styled(Style.BOLD, "Step " + DoubtText.seconds(of.plan(), of.doubt()))
            + String.format(
                Locale.ROOT,
                ": %s samples/s, %s tokens/s",
                Figures.significant(t.samplesPerSecond()),
                Figures.significant(t.tokensPerSecond())));
    CostBreakdown b = of.plan().cost().breakdown();
    TextTable table =
        new TextTable(
            terminal,
            List.of(
                Column.word("term"),
                Column.number("time"),
                Column.number("share"),
                Column.word("")));
    double peak = of.roofline().seconds();
    int busiest = of.busiestStage();
    double own = of.roofline().stageSeconds().get(busiest);
    row(table, "compute", b.compute());
    if (peak > 0) {
      row(table, "  at the peak of all devices", peak);
      row(table, "  stages that are uneven", own - peak);
      row(table, "  below peak, recomputed, launched", b.compute() - own);
    }
    row(table, "bubble", b.bubble());
    row(table, "tp comm", b.tensorComm());
    row(table, "pp comm", b.pipelineComm());
    row(table, "dp comm", b.dataComm());
    row(table, "optimizer", b.optimizer());
    row(table, "other", b.other());
    lines.addAll(table.lines());
    return lines;
  }

  private void row(TextTable table, String name, double seconds) {
    if (Math.abs(seconds) < NOTHING * of.plan().iterationSeconds()) {
      return;
    }
    double share = seconds / of.plan().iterationSeconds();
    int length = (int) Math.round(Math.max(0, share) * BAR);
    boolean part = name.startsWith(" ");
    String sign = part ? terminal.glyph("\u2591", ".") : terminal.glyph("\u2588", "#");
    table.row(name, Figures.seconds(seconds), Figures.percent(share), sign.repeat(length));
  }

  private List<String> stages() {
    boolean peak = of.roofline().seconds() > 0;
    List<Column> columns =
        new ArrayList<>(
            List.of(
                Column.number("stage"),
                Column.number("layers"),
                Column.number("compute"),
                Column.number("tp comm"),
                Column.number("dp comm"),
                Column.number("optim"),
                Column.number("waiting")));
    if (peak) {
      columns.add(Column.number("of peak"));
    }
    TextTable table = new TextTable(terminal, columns);
    for (int s : shown()) {
      StageTerms t = of.anatomy().stages().get(s);
      List<String> cells = new ArrayList<>();
      cells.add(Integer.toString(s));
      cells.add(of.plan().partition().from(s) + "-" + (of.plan().partition().to(s) - 1));
      cells.add(Figures.seconds(t.compute()));
      cells.add(dash(t.tensorComm()));
      cells.add(dash(t.dataComm()));
      cells.add(dash(t.optimizer()));
      cells.add(Figures.seconds(t.waiting()));
      if (peak) {
        cells.add(Figures.percent(of.roofline().stageShares().get(s)));
      }
      table.row(cells.toArray(String[]::new));
      if (s == of.busiestStage()) {
        table.emphasize(table.size() - 1);
      }
    }
    return withRest(table.lines());
  }

  private static String dash(double seconds) {
    return seconds == 0 ? "-" : Figures.seconds(seconds);
  }

  /** All stages, or of many the first, the last and those around the busiest. */
  private List<Integer> shown() {
    int n = of.anatomy().stages().size();
    List<Integer> all = new ArrayList<>();
    for (int s = 0; s < n; s++) {
      boolean near = Math.abs(s - of.busiestStage()) <= 2;
      if (n <= MOST_STAGES || s < 3 || s >= n - 3 || near) {
        all.add(s);
      }
    }
    return all;
  }

  private List<String> withRest(List<String> lines) {
    List<String> all = new ArrayList<>(lines);
    int hidden = of.anatomy().stages().size() - shown().size();
    if (hidden > 0) {
      all.add("(" + hidden + " stages more; -o json has them all)");
    }
    return all;
  }

  private List<String> path() {
    TextTable table =
        new TextTable(
            terminal,
            List.of(
                Column.word("piece"),
                Column.number("times"),
                Column.number("time"),
                Column.number("share")));
    double rest = 0;
    int hidden = 0;
    for (PathItem item : of.anatomy().path()) {
      double share = item.seconds() / of.plan().iterationSeconds();
      if (share < 0.005 && of.anatomy().path().size() > MOST_STAGES) {
        rest += item.seconds();
        hidden++;
      } else {
        table.row(
            name(item),
            Long.toString(item.count()),
            Figures.seconds(item.seconds()),
            Figures.percent(share));
      }
    }
    if (hidden > 0) {
      double share = rest / of.plan().iterationSeconds();
      table.row(hidden + " pieces more", "", Figures.seconds(rest), Figures.percent(share));
    }
    return table.lines();
  }

  static String name(PathItem item) {
    return switch (item.kind()) {
      case FORWARD -> "stage " + item.stage() + " forward";
      case BACKWARD -> "stage " + item.stage() + " backward";
      case WEIGHTS -> "stage " + item.stage() + " gradients of weights";
      case TRANSFER -> "transfer " + item.stage() + "-" + (item.stage() + 1);
      case GRADIENT_SYNC -> "stage " + item.stage() + " gradient sync";
      case TIED_SYNC -> "gradients of tied layers";
      case OPTIMIZER -> "stage " + item.stage() + " optimizer";
      case OTHER -> "other";
    };
  }

  private List<String> memory() {
    TextTable table =
        new TextTable(
            terminal,
            List.of(
                Column.number("stage"),
                Column.number("param"),
                Column.number("grad"),
                Column.number("optim"),
                Column.number("activ"),
                Column.number("work"),
                Column.number("reserve"),
                Column.number("total"),
                Column.number("limit"),
                Column.number("free")));
    for (int s : shown()) {
      StageMemory m = of.memory().get(s);
      List<String> cells = new ArrayList<>(List.of(Integer.toString(s)));
      for (MemoryCategory category : MemoryCategory.values()) {
        cells.add(gib(m.bytes().getOrDefault(category, 0.0)));
      }
      cells.add(gib(m.total()));
      cells.add(gib(m.limitBytes()));
      cells.add(gib(m.limitBytes() - m.total()));
      table.row(cells.toArray(String[]::new));
    }
    return withRest(table.lines());
  }

  private static String gib(double bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / Units.GIB);
  }

  private List<String> sensitivities() {
    TextTable table =
        new TextTable(
            terminal,
            List.of(Column.number("step"), Column.number("speed"), Column.word("change")));
    for (Sensitivity s : of.sensitivities()) {
      table.row(
          Figures.seconds(s.seconds()),
          String.format(Locale.ROOT, "x %.2f", s.speedup()),
          s.change());
    }
    return table.lines();
  }

  private List<String> provenance() {
    return of.anatomy().provenance().stream()
        .flatMap(p ->
            Format.paragraph(
                p.subject() + ": " + p.origin().id().replace('_', ' ') + "; " + p.detail(),
                "    ",
                terminal.width() - 2)
                .stream())
        .toList();
  }
}
