package org.ampplanner.trials.learning;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Runs candidates one after another, each chosen after the outcome of the last is known. */
public final class TrialLoop {
  private final TrialPolicy policy;
  private final TrialRunner runner;
  private final Consumer<Trial> finished;

  /** Runs one candidate. */
  public interface TrialRunner {
    /** Returns what became of it. */
    Outcome run(int candidate);
  }

  /**
   * Makes a loop.
   *
   * @param policy chooses
   * @param runner runs
   * @param finished hears of every trial as soon as it is over
   */
  public TrialLoop(TrialPolicy policy, TrialRunner runner, Consumer<Trial> finished) {
    this.policy = policy;
    this.runner = runner;
    this.finished = finished;
  }

  /**
   * Runs trials until the budget is spent, nothing is left to try, or the user wants to stop.
   *
   * @param before trials that are over already
   * @param budget most trials to run now
   * @param stop asked before every trial
   * @return those before and the new ones, in order
   */
  public List<Trial> run(List<Trial> before, int budget, BooleanSupplier stop) {
    List<Trial> trials = new ArrayList<>(before);
    for (int n = 0; n < budget && !stop.getAsBoolean(); n++) {
      OptionalInt next = policy.next(List.copyOf(trials));
      if (next.isEmpty()) {
        break;
      }
      Trial trial = new Trial(next.getAsInt(), runner.run(next.getAsInt()));
      trials.add(trial);
      finished.accept(trial);
    }
    return trials;
  }
}
