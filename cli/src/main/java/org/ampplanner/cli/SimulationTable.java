package org.ampplanner.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.ampplanner.cli.terminal.Format;
import org.ampplanner.cli.terminal.MemoryPicture;
import org.ampplanner.cli.terminal.StepPicture;
import org.ampplanner.cli.terminal.Terminal;
import org.ampplanner.cli.terminal.Terminal.Style;
import org.ampplanner.cli.terminal.TextTable;
import org.ampplanner.cli.terminal.TextTable.Column;
import org.ampplanner.job.Job;
import org.ampplanner.report.Replayed;
import org.ampplanner.report.StepSummary;
import org.ampplanner.simulate.Bubble;
import org.ampplanner.simulate.PathItem;
import org.ampplanner.simulate.StepTimeline;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.unit.Figures;

/**
 * A replayed step as people read it: a picture, where every stage waits, links, what sets the pace.
 */
final class SimulationTable {
  private static final int MOST_ROWS = 16;
  private static final int MOST_PARTS = 6;

  private final Terminal terminal;
  private final Job job;
  private final Replayed replayed;
  private final StepTimeline step;
  private final StepSummary summary;

  SimulationTable(Terminal terminal, Job job, Replayed replayed) {
    this.terminal = terminal;
    this.job = job;
    this.replayed = replayed;
    this.step = replayed.step();
    this.summary = StepSummary.of(step);
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>(Headline.lines(terminal, job));
    lines.add("");
    lines.addAll(headline());
    for (int r = 0; r < Math.min(2, step.replicas().size()); r++) {
      lines.add("");
      if (step.replicas().size() > 1) {
        lines.add(name(r));
      }
      lines.addAll(new StepPicture(terminal, step, r).lines());
    }
    if (step.replicas().size() > 2) {
      lines.add("... and " + (step.replicas().size() - 2) + " more types of replica");
    }
    lines.add("");
    lines.addAll(waits());
    lines.addAll(links());
    lines.add("");
    lines.addAll(path());
    replayed
        .memory()
        .ifPresent(memory -> {
          lines.add("");
          lines.add(heading("Memory"));
          lines.addAll(new MemoryPicture(terminal, memory).lines());
        });
    return lines;
  }

  private String heading(String text) {
    return terminal.styled(Style.BOLD, text);
  }

  private String name(int r) {
    StepTimeline.Replica replica = step.replicas().get(r);
    int alike = replica.members().size();
    return heading("Replica " + replica.members().get(0))
        + (alike == 1 ? "" : " and " + Figures.count(alike - 1, "other") + " like it");
  }

  private List<String> headline() {
    PipelineStrategy s = replayed.plan().strategy();
    List<String> lines = new ArrayList<>();
    lines.add(
        heading("Plan " + replayed.rank())
            + String.format(
                Locale.ROOT,
                ": tp %s, pp %s, dp %s, %s, %s of %s",
                StrategyNumbers.tensorParallel(s),
                StrategyNumbers.pipelineParallel(s),
                StrategyNumbers.dataParallel(s),
                s.first().schedule().id(),
                Figures.count(step.microBatches(), "micro-batch"),
                StrategyNumbers.microBatchSize(s)));
    String predicted = Figures.seconds(replayed.plan().iterationSeconds());
    lines.add(
        "Step "
            + terminal.styled(Style.BOLD, Figures.seconds(step.seconds()))
            + (replayed.asPredicted() ? ", as predicted." : "; predicted: " + predicted + "."));
    if (!step.note().isEmpty()) {
      lines.addAll(Format.wrap("Approximate: " + step.note() + ".", "", terminal.width()));
    } else if (!replayed.asPredicted()) {
      lines.addAll(
          Format.wrap(
              "The file was written by another version of AMP, whose cost model differs.",
              "",
              terminal.width()));
    }
    return lines;
  }

  private List<String> waits() {
    List<Column> columns = new ArrayList<>(List.of(Column.number("stage")));
    for (String heading : List.of("busy", "warm-up", "imbalance", "transfer", "drain", "sync")) {
      columns.add(Column.number(heading));
    }
    columns.add(Column.number("optimizer"));
    TextTable table = new TextTable(terminal, columns);
    boolean several = step.replicas().size() > 1;
    int rows = summary.stages().size();
    for (int i = 0; i < rows; i++) {
      StepSummary.Stage stage = summary.stages().get(i);
      if (rows > MOST_ROWS && i >= MOST_ROWS / 2 && i < rows - MOST_ROWS / 2) {
        continue;
      }
      String label =
          several
              ? step.replicas().get(stage.replica()).members().get(0) + "/" + stage.stage()
              : Integer.toString(stage.stage());
      row(table, label, stage.bubble(), stage.sync(), stage.optimizer());
    }
    row(table, "mean", summary.mean(step), Double.NaN, Double.NaN);
    List<String> lines = new ArrayList<>();
    String left = rows > MOST_ROWS ? ", the first and the last " + MOST_ROWS / 2 : "";
    lines.add(
        heading("Where the time goes")
            + (several ? " by replica/stage" : " by stage")
            + left
            + ", % of the step");
    lines.addAll(table.lines());
    return lines;
  }

  private void row(TextTable table, String label, Bubble b, double sync, double optimizer) {
    table.row(
        label,
        share(b.busy()),
        share(b.warmUp()),
        share(b.imbalance()),
        share(b.transfer()),
        share(b.drain()),
        share(sync),
        share(optimizer));
  }

  private String share(double seconds) {
    return Double.isNaN(seconds)
        ? ""
        : String.format(Locale.ROOT, "%.1f", Math.max(0, 100 * seconds / step.seconds()));
  }

  private List<String> links() {
    if (summary.links().isEmpty()) {
      return List.of();
    }
    StepSummary.Link busiest = summary.links().get(0);
    double most = 0;
    double sum = 0;
    for (StepSummary.Link link : summary.links()) {
      sum += link.share();
      if (link.share() > most) {
        most = link.share();
        busiest = link;
      }
    }
    String replica = step.replicas().size() > 1 ? " of replica " + member(busiest.replica()) : "";
    return List.of(
        "",
        heading("Links")
            + String.format(
                Locale.ROOT,
                " between stages are in use %s of the pipeline's time in the mean;",
                Figures.percent(sum / summary.links().size())),
        String.format(
            Locale.ROOT,
            "the busiest, stage %d to %d%s, %s: %s of %s.",
            busiest.from(),
            busiest.to(),
            replica,
            Figures.percent(busiest.share()),
            Figures.count(busiest.transfers(), "transfer"),
            Figures.seconds(busiest.busySeconds() / busiest.transfers())));
  }

  private int member(int replica) {
    return step.replicas().get(replica).members().get(0);
  }

  private List<String> path() {
    List<PathItem> parts = summary.path();
    String most =
        parts.stream()
            .limit(MOST_PARTS)
            .map(p ->
                (p.ofStage() ? "stage " + p.stage() + " " : "")
                    + p.kind().id().replace('_', ' ')
                    + " "
                    + Figures.percent(p.seconds() / step.seconds()))
            .collect(Collectors.joining(", "));
    double rest = parts.stream().skip(MOST_PARTS).mapToDouble(PathItem::seconds).sum();
    String others = rest > 0 ? ", others " + Figures.percent(rest / step.seconds()) : "";
    return Format.wrap(heading("Critical path") + ": " + most + others + ".", "", terminal.width());
  }
}
