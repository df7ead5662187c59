package org.ampplanner.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.ampplanner.trials.learning.Outcome;
import org.ampplanner.unit.Figures;
import org.ampplanner.workbench.StrategyText;
import org.ampplanner.workbench.trial.PlannedRun;
import org.ampplanner.workbench.trial.TrialEvent;

/** Says what happens while trials are run. */
final class TrialRemarks implements Consumer<TrialEvent> {
  private final Output output;
  private final Path history;
  private final int budget;

  /** Makes one that names the history and counts towards the budget, where it has an end. */
  TrialRemarks(Output output, Path history, int budget) {
    this.output = output;
    this.history = history;
    this.budget = budget;
  }

  @Override
  public void accept(TrialEvent event) {
    switch (event) {
      case TrialEvent.Found f ->
          output.remark(Figures.count(f.trials(), "trial") + " found in " + history);
      case TrialEvent.Taken t ->
          output.remark(StrategyText.brief(t.plan().strategy()) + " is run by " + t.by());
      case TrialEvent.Ended e -> output.remark(ended(e));
      case TrialEvent.Spoiled s -> output.remark(spoiled(s));
      case TrialEvent.Warned w -> output.warning(w.problem());
    }
  }

  private static String spoiled(TrialEvent.Spoiled s) {
    return StrategyText.brief(s.plan().strategy())
        + "\n  "
        + s.failure().id().replace('_', ' ')
        + " ("
        + s.remark()
        + "): not the candidate's, it does not count";
  }

  private String ended(TrialEvent.Ended e) {
    String what =
        switch (e.trial().outcome()) {
          case Outcome.Measured m -> Figures.seconds(m.seconds());
          case Outcome.Failed f -> f.failure().id().replace('_', ' ') + " (" + e.remark() + ")";
        };
    return "trial "
        + e.number()
        + (budget == Integer.MAX_VALUE ? "" : " of " + budget)
        + ": "
        + StrategyText.brief(e.plan().strategy())
        + "\n  "
        + what
        + ", predicted "
        + Figures.seconds(e.plan().iterationSeconds())
        + (e.best() == null ? "" : "; best so far " + Figures.seconds(e.best().seconds()));
  }

  /** Returns the commands of trials that are not run, as their launch scripts show them. */
  static String commands(List<PlannedRun> runs) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < runs.size(); i++) {
      PlannedRun run = runs.get(i);
      text.append("# trial ").append(i + 1).append(": ");
      text.append(StrategyText.brief(run.plan().strategy())).append(", predicted ");
      text.append(Figures.seconds(run.plan().iterationSeconds())).append('\n');
      text.append("bash ").append(run.script()).append('\n');
      text.append(run.processes());
    }
    return text.toString();
  }
}
