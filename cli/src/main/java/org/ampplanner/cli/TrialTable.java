package org.ampplanner.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ampplanner.cli.terminal.Format;
import org.ampplanner.cli.terminal.Terminal;
import org.ampplanner.cli.terminal.Terminal.Style;
import org.ampplanner.cli.terminal.TextTable;
import org.ampplanner.cli.terminal.TextTable.Column;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.trials.learning.Failure;
import org.ampplanner.trials.learning.Learning;
import org.ampplanner.trials.learning.Outcome;
import org.ampplanner.trials.learning.Trial;
import org.ampplanner.trials.learning.TrialDocument;
import org.ampplanner.unit.Figures;
import org.ampplanner.workbench.StrategyText;
import org.jspecify.annotations.Nullable;

/** Trials as people read them. */
final class TrialTable {
  private static final double WORTH_SAYING = 0.03;

  private final Terminal terminal;
  private final Job job;
  private final List<Plan> plans;
  private final List<Integer> rows;

  TrialTable(Terminal terminal, Job job, List<Plan> plans, List<Integer> rows) {
    this.terminal = terminal;
    this.job = job;
    this.plans = plans;
    this.rows = rows;
  }

  /** Returns the lines; {@code reachable} is the best time that is known, 0 if none is. */
  List<String> lines(List<Trial> trials, double reachable, @Nullable Learning learning) {
    List<String> lines = new ArrayList<>(Headline.lines(terminal, job));
    lines.add("");
    lines.addAll(table(trials).lines());
    Trial best = TrialDocument.best(trials);
    if (best != null) {
      lines.add("");
      lines.add(
          terminal.styled(Style.BOLD, "best")
              + " "
              + StrategyText.brief(plans.get(best.candidate()).strategy()));
      lines.addAll(
          Format.wrap(
              "cuts " + plans.get(best.candidate()).partition(), "     ", terminal.width()));
      lines.add(
          "     "
              + Figures.seconds(best.seconds())
              + " measured"
              + (reachable > 0
                  ? String.format(
                      Locale.ROOT, ", %.3f times the best recorded", best.seconds() / reachable)
                  : ""));
    }
    if (learning != null) {
      lines.addAll(learnt(learning));
    }
    return lines;
  }

  private TextTable table(List<Trial> trials) {
    TextTable table =
        new TextTable(
            terminal,
            List.of(
                Column.number("trial"),
                Column.number(rows.isEmpty() ? "" : "row"),
                Column.number("tp"),
                Column.number("pp"),
                Column.number("dp"),
                Column.number("mbs"),
                Column.number("predicted"),
                Column.number("measured"),
                Column.number("error"),
                Column.number("best")));
    double best = Double.POSITIVE_INFINITY;
    for (int t = 0; t < trials.size(); t++) {
      Trial trial = trials.get(t);
      best = Math.min(best, trial.seconds());
      Plan plan = plans.get(trial.candidate());
      PipelineStrategy s = plan.strategy();
      table.row(
          Integer.toString(t + 1),
          rows.isEmpty() ? "" : rows.get(trial.candidate()).toString(),
          StrategyNumbers.tensorParallel(s),
          StrategyNumbers.pipelineParallel(s),
          StrategyNumbers.dataParallel(s),
          StrategyNumbers.microBatchSize(s),
          Figures.seconds(plan.iterationSeconds()),
          measured(trial),
          error(plan, trial),
          Figures.seconds(best));
    }
    return table;
  }

  private static String measured(Trial trial) {
    return switch (trial.outcome()) {
      case Outcome.Measured m -> Figures.seconds(m.seconds());
      case Outcome.Failed f ->
          f.failure() == Failure.UNKNOWN ? "failed" : f.failure().id().replace('_', ' ');
    };
  }

  private static String error(Plan plan, Trial trial) {
    return Double.isFinite(trial.seconds())
        ? String.format(
            Locale.ROOT, "%+.1f %%", 100 * (plan.iterationSeconds() / trial.seconds() - 1))
        : "";
  }

  private List<String> learnt(Learning learning) {
    List<String> lines = new ArrayList<>();
    List<String> likely = new ArrayList<>();
    for (Learning.Belief b : learning.hypotheses()) {
      if (b.probability() >= WORTH_SAYING) {
        likely.add(b.name() + " " + Figures.percent(b.probability()));
      }
    }
    lines.addAll(Format.wrap("behaves like " + String.join(", ", likely), "", terminal.width()));
    List<String> factors = new ArrayList<>();
    for (Learning.Factor f : learning.factors()) {
      if (Math.abs(f.value() - 1) >= WORTH_SAYING) {
        factors.add(String.format(Locale.ROOT, "%s %.2f", f.name(), f.value()));
      }
    }
    if (!factors.isEmpty()) {
      lines.addAll(Format.wrap("corrected " + String.join(", ", factors), "", terminal.width()));
    }
    return lines;
  }
}
