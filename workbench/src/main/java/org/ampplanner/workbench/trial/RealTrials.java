package org.ampplanner.workbench.trial;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.engine.Engine;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;
import org.ampplanner.trials.history.BadRow;
import org.ampplanner.trials.history.Claim;
import org.ampplanner.trials.history.HistoryEntry;
import org.ampplanner.trials.history.HistoryException;
import org.ampplanner.trials.history.TrialHistory;
import org.ampplanner.trials.history.TrialKeys;
import org.ampplanner.trials.learning.Failure;
import org.ampplanner.trials.learning.Outcome;
import org.ampplanner.trials.learning.Trial;
import org.ampplanner.trials.learning.TrialDocument;
import org.ampplanner.trials.learning.TrialPolicy;
import org.ampplanner.trials.log.LogReader;
import org.ampplanner.trials.log.RunShape;
import org.ampplanner.trials.run.EngineRun;
import org.ampplanner.trials.run.RunLog;
import org.ampplanner.trials.run.Verdict;

/** Runs plans for real, one after another, and keeps what became of them in a history. */
public final class RealTrials {
  private static final int FEWEST_STEPS = 2;

  /** After so many runs in a row that failed for what is not theirs, others would too. */
  private static final int MOST_SPOILED = 2;

  private final TrialSite site;
  private final TrialSettings settings;
  private final Job job;
  private final Engine engine;
  private final List<Plan> plans;
  private final Consumer<TrialEvent> listener;
  private final TrialLaunch launch;
  private final String jobKey;
  private final List<String> keys;
  private final long start;

  /**
   * Makes trials of plans.
   *
   * @param site where they are run
   * @param settings how
   * @param candidates the plans
   * @param engine what runs them
   * @param catalog where the model's config may lie
   * @param listener hears what happens
   * @throws org.ampplanner.formats.source.ProblemsException if the settings do not go with the
   *     cluster
   */
  public RealTrials(
      TrialSite site,
      TrialSettings settings,
      TrialCandidates candidates,
      Engine engine,
      Catalog catalog,
      Consumer<TrialEvent> listener) {
    this.site = site;
    this.settings = settings;
    this.job = candidates.job();
    this.engine = engine;
    this.plans = candidates.outcome().plans();
    this.listener = listener;
    this.jobKey = TrialKeys.job(job, engine);
    ClusterLayout layout = new ClusterLayout(job.cluster());
    this.keys = plans.stream().map(p -> TrialKeys.candidate(layout, p)).toList();
    TrialExports exports = new TrialExports(catalog, candidates, engine, settings);
    this.launch = new TrialLaunch(site, settings, engine, exports, jobKey);
    this.start = site.nanos().getAsLong();
  }

  /**
   * What real trials came to.
   *
   * @param trials those of this job, from the history and new, in order
   * @param problem why they ended early, or empty
   */
  public record Result(List<Trial> trials, String problem) {}

  /**
   * Runs trials until the budget is spent; trials that the history has already count.
   *
   * @param known hears of all that are finished, whenever there are more
   */
  public Result run(TrialPolicy policy, int budget, Consumer<List<Trial>> known) {
    List<Trial> trials = new ArrayList<>();
    try (TrialHistory history = open()) {
      Set<Integer> taken = new HashSet<>();
      history.bad(jobKey).forEach(row -> listener.accept(warned(row)));
      trials.addAll(kept(history));
      if (!trials.isEmpty()) {
        listener.accept(new TrialEvent.Found(trials.size()));
      }
      String spoiled = "";
      int inARow = 0;
      while (trials.size() < budget && !site.interruption().requested() && timeLeft() > 0) {
        OptionalInt next = policy.next(List.copyOf(trials), i -> !taken.contains(i));
        if (next.isEmpty()) {
          return new Result(trials, trials.isEmpty() ? spoiled : "");
        }
        int candidate = next.getAsInt();
        if (claimed(history, candidate)) {
          Ran ran = one(history, candidate, trials);
          spoiled = ran.spoiled();
          inARow = spoiled.isEmpty() ? 0 : inARow + 1;
          if (!ran.problem().isEmpty() || inARow == MOST_SPOILED) {
            return new Result(trials, ran.problem().isEmpty() ? spoiled : ran.problem());
          }
          if (!spoiled.isEmpty()) {
            taken.add(candidate);
          }
        } else {
          taken.add(candidate);
        }
        merge(trials, kept(history)); // another amp may have finished some
        known.accept(List.copyOf(trials));
      }
    } catch (HistoryException e) {
      return new Result(trials, String.valueOf(e.getMessage()));
    }
    return new Result(trials, "");
  }

  private TrialHistory open() {
    return TrialHistory.open(site.folder().resolve(settings.history()));
  }

  private boolean claimed(TrialHistory history, int candidate) {
    Duration longest = Duration.ofNanos((long) limitNanos());
    boolean given = history.claim(claim(candidate), engine.id(), keys.get(candidate), longest);
    if (!given) {
      history
          .holder(claim(candidate))
          .ifPresent(by -> listener.accept(new TrialEvent.Taken(plans.get(candidate), by)));
    }
    return given;
  }

  private double limitNanos() {
    return Math.min(settings.timeoutNanos(), timeLeft());
  }

  private Claim claim(int candidate) {
    return new Claim(jobKey, keys.get(candidate));
  }

  private List<Trial> kept(TrialHistory history) {
    List<Trial> trials = new ArrayList<>();
    for (HistoryEntry entry : history.finished(jobKey)) {
      int candidate = keys.indexOf(entry.candidate());
      if (candidate >= 0 && ofCandidate(entry.outcome())) {
        trials.add(new Trial(candidate, entry.outcome()));
      }
    }
    return trials;
  }

  private static boolean ofCandidate(Outcome outcome) {
    return !(outcome instanceof Outcome.Failed f) || f.failure().ofCandidate();
  }

  private TrialEvent warned(BadRow row) {
    return new TrialEvent.Warned(row.in(settings.history().toString()));
  }

  private static void merge(List<Trial> trials, List<Trial> known) {
    Set<Integer> there = new HashSet<>();
    trials.forEach(t -> there.add(t.candidate()));
    known.stream().filter(t -> !there.contains(t.candidate())).forEach(trials::add);
  }

  private double timeLeft() {
    OptionalLong budget = settings.budgetNanos();
    return budget.isEmpty()
        ? Double.POSITIVE_INFINITY
        : budget.getAsLong() - (site.nanos().getAsLong() - start);
  }

  /**
   * What became of a run.
   *
   * @param problem why no other should be run, or empty
   * @param spoiled why it does not count, or empty
   */
  private record Ran(String problem, String spoiled) {}

  /** Runs one trial and records it. */
  private Ran one(TrialHistory history, int candidate, List<Trial> trials) {
    Plan plan = plans.get(candidate);
    String startedAt = site.time().instant().toString();
    RunLog log =
        new RunLog(LogReader.of(engine, RunShape.of(job.training(), plan.placement().ranks())));
    EngineRun.Ended ended;
    try {
      ended = launch.run(candidate, plan, log, (long) limitNanos());
    } catch (UncheckedIOException e) {
      history.release(claim(candidate));
      return new Ran(String.valueOf(e.getMessage()), "");
    }
    Outcome outcome = Verdict.of(ended, log, settings.warmUp(), FEWEST_STEPS);
    boolean notStarted = outcome instanceof Outcome.Failed f && f.failure() == Failure.NOT_STARTED;
    if (ended.end() == EngineRun.End.STOPPED || notStarted) {
      history.release(claim(candidate));
      return new Ran(notStarted ? "the run cannot be started: " + log.remark() : "", "");
    }
    Trial trial = new Trial(candidate, outcome);
    if (outcome instanceof Outcome.Failed f && !f.failure().ofCandidate()) {
      history.record(entry(candidate, outcome, ended, log, startedAt));
      listener.accept(new TrialEvent.Spoiled(plan, f.failure(), log.remark()));
      return new Ran("", "runs fail for what is not theirs: " + log.remark());
    }
    trials.add(trial);
    history.record(entry(candidate, outcome, ended, log, startedAt));
    listener.accept(
        new TrialEvent.Ended(trials.size(), plan, trial, log.remark(), TrialDocument.best(trials)));
    return new Ran("", "");
  }

  private HistoryEntry entry(
      int candidate, Outcome outcome, EngineRun.Ended ended, RunLog log, String startedAt) {
    var timing = log.timing(settings.warmUp());
    boolean failed = outcome instanceof Outcome.Failed;
    return new HistoryEntry(
        jobKey,
        keys.get(candidate),
        engine.id(),
        keys.get(candidate),
        plans.get(candidate).iterationSeconds(),
        outcome,
        new HistoryEntry.Details(
            timing.map(RunLog.Timing::steps).orElse(0),
            timing.map(RunLog.Timing::spread).orElse(0.0),
            log.memoryGib(),
            ended.wallSeconds(),
            startedAt,
            failed ? log.remark() : null));
  }

  /** Writes what the first trials need, and returns what they would run. */
  public List<PlannedRun> planned(TrialPolicy policy, int budget) {
    List<PlannedRun> runs = new ArrayList<>();
    List<Trial> assumed = new ArrayList<>();
    while (assumed.size() < Math.min(budget, plans.size())) {
      OptionalInt next = policy.next(assumed);
      if (next.isEmpty()) {
        break;
      }
      Plan plan = plans.get(next.getAsInt());
      runs.add(launch.plan(next.getAsInt(), plan));
      assumed.add(new Trial(next.getAsInt(), new Outcome.Measured(plan.iterationSeconds())));
    }
    return runs;
  }
}
