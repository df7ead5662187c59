package org.ampplanner.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.ampplanner.cli.terminal.Format;
import org.ampplanner.cli.terminal.Terminal;
import org.ampplanner.cost.CostBreakdown;
import org.ampplanner.plan.PlanDoubt;
import org.ampplanner.unit.Figures;
import org.ampplanner.unit.Units;
import org.ampplanner.workbench.StrategyText;
import org.ampplanner.workbench.tune.Measured;
import org.ampplanner.workbench.tune.Proposal;
import org.ampplanner.workbench.tune.Tuned;

/** What to change in a job, as people read it. */
final class TuneTable {
  private final Terminal terminal;
  private final List<String> lines = new ArrayList<>();

  private TuneTable(Terminal terminal) {
    this.terminal = terminal;
  }

  static List<String> lines(Terminal terminal, Tuned tuned) {
    TuneTable table = new TuneTable(terminal);
    table.lines.addAll(Headline.lines(terminal, tuned.job().job()));
    table.lines.add("");
    table.now(tuned);
    table.lines.add("");
    table.proposals(tuned);
    return table.lines;
  }

  private void now(Tuned tuned) {
    say("Runs now: " + StrategyText.of(tuned.current().strategy()) + ".");
    PlanDoubt doubt = tuned.doubt();
    double seconds = tuned.current().iterationSeconds();
    String predicted =
        doubt == null
            ? Figures.seconds(seconds)
            : Figures.seconds(seconds, doubt.lowSeconds(), doubt.highSeconds());
    if (tuned.measured().isEmpty()) {
      say("Predicted: " + predicted + " a step; nothing was measured, so gains are predicted too.");
    } else {
      Measured m = tuned.measured().get();
      say(
          String.format(
              Locale.ROOT,
              "Measured: %s a step (%d steps, +-%.1f %%); predicted: %s, measured is %.2f times that.",
              Figures.seconds(m.seconds()),
              m.steps(),
              100 * m.spread(),
              predicted,
              tuned.factor()));
    }
    say("Where the predicted time goes: " + terms(tuned.current().cost().breakdown()) + ".");
    if (tuned.unexplained()) {
      say(
          "That is slower than anything in this configuration explains: before changing flags, look"
              + " for a broken or shared link (nccl-tests), a data loader that is waited for, offload"
              + " to the host, clocks that are throttled (nvidia-smi -q -d CLOCK,PERFORMANCE), a slow"
              + " or faulty device, and evaluation or checkpoints counted as steps.");
    }
    say(
        "No configuration of the searched space on this cluster is predicted below "
            + Figures.seconds(tuned.boundSeconds())
            + " a step.");
  }

  private void proposals(Tuned tuned) {
    if (tuned.proposals().isEmpty()) {
      double gap = tuned.current().iterationSeconds() * tuned.factor() / tuned.boundSeconds() - 1;
      say(
          String.format(
              Locale.ROOT,
              "Nothing is worth changing: at most %.1f %% could be gained.",
              100 * Math.max(0, gap)));
      return;
    }
    int rank = 0;
    for (Proposal p : tuned.proposals()) {
      proposal(++rank, p);
    }
    lines.add("");
    say(
        "The batch is as it was, so that the loss curve should be too; check it over some hundred"
            + " steps. `--apply OUT` writes the script with the first proposal in place.");
  }

  private void proposal(int rank, Proposal p) {
    lines.add(
        String.format(
            Locale.ROOT,
            "%d. %.2f times as fast: %s a step",
            rank,
            p.speedup(),
            Figures.seconds(p.seconds(), p.low(), p.high())));
    for (Proposal.Change c : p.changes()) {
      String change = c.flag() + ": " + c.from() + " -> " + c.to() + "   " + c.why();
      Format.wrapWords(change, terminal.width() - 3).forEach(line -> lines.add("   " + line));
    }
    var memory = p.plan().cost().memory();
    if (memory != null) {
      double gib = memory.bytes() / Units.GIB;
      double limit = memory.limitBytes() / Units.GIB;
      lines.add(String.format(Locale.ROOT, "   memory %.1f of %.1f GiB", gib, limit));
    }
  }

  private static String terms(CostBreakdown b) {
    double all =
        b.compute()
            + b.bubble()
            + b.tensorComm()
            + b.pipelineComm()
            + b.dataComm()
            + b.optimizer()
            + b.other();
    return List.of(
            term("compute", b.compute() / all),
            term("bubble", b.bubble() / all),
            term("tp comm", b.tensorComm() / all),
            term("pp comm", b.pipelineComm() / all),
            term("dp comm", b.dataComm() / all),
            term("optimizer", b.optimizer() / all),
            term("other", b.other() / all))
        .stream()
        .filter(t -> !t.isEmpty())
        .collect(Collectors.joining(", "));
  }

  private static String term(String name, double share) {
    return share < 0.0005 ? "" : String.format(Locale.ROOT, "%s %.1f %%", name, 100 * share);
  }

  private void say(String text) {
    Format.wrapWords(text, terminal.width()).forEach(lines::add);
  }

  /** Returns a row a change. */
  static List<List<String>> rows(Tuned tuned) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("rank", "flag", "from", "to", "why", "iteration_s", "low", "high", "speedup"));
    int rank = 0;
    for (Proposal p : tuned.proposals()) {
      rank++;
      for (Proposal.Change c : p.changes()) {
        rows.add(
            List.of(
                rank + "",
                c.flag(),
                c.from(),
                c.to(),
                c.why(),
                p.seconds() + "",
                p.low() + "",
                p.high() + "",
                p.speedup() + ""));
      }
    }
    return rows;
  }
}
