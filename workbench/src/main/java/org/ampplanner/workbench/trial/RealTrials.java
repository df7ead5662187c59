package org.ampplanner.workbench.trial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.engine.Engine;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;
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
import org.ampplanner.unit.Figures;
import org.ampplanner.workbench.StrategyText;
import org.ampplanner.workbench.Surroundings;

/** Runs plans for real, one after another, and keeps what became of them in a history. */
public final class RealTrials {
  private static final int FEWEST_STEPS = 2;

  private final Surroundings world;
  private final TrialSettings settings;
  private final Consumer<String> remarks;
  private final Job job;
  private final Engine engine;
  private final List<Plan> plans;
  private final TrialExports exports;
  private final String jobKey;
  private final List<String> keys;
  private final long start;

  /**
   * Makes trials of plans.
   *
   * @param world where they are run
   * @param settings how
   * @param remarks hears what is worth saying meanwhile
   * @param job what the plans are for
   * @param engine what runs them
   * @param plans the candidates
   * @param exports writes what a run needs
   */
  public RealTrials(
      Surroundings world,
      TrialSettings settings,
      Consumer<String> remarks,
      Job job,
      Engine engine,
      List<Plan> plans,
      TrialExports exports) {
    this.world = world;
    this.settings = settings;
    this.remarks = remarks;
    this.job = job;
    this.engine = engine;
    this.plans = plans;
    this.exports = exports;
    this.jobKey = TrialKeys.job(job, engine);
    ClusterLayout layout = new ClusterLayout(job.cluster());
    this.keys = plans.stream().map(p -> TrialKeys.candidate(layout, p)).toList();
    this.start = world.nanos().getAsLong();
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
      trials.addAll(kept(history));
      if (!trials.isEmpty()) {
        remarks.accept(Figures.count(trials.size(), "trial") + " found in " + settings.history());
      }
      while (trials.size() < budget && !world.interruption().requested() && timeLeft() > 0) {
        OptionalInt next = policy.next(List.copyOf(trials), i -> !taken.contains(i));
        if (next.isEmpty()) {
          break;
        }
        int candidate = next.getAsInt();
        if (claimed(history, candidate)) {
          String problem = one(history, candidate, trials, budget);
          if (!problem.isEmpty()) {
            return new Result(trials, problem);
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
    return TrialHistory.open(world.folder().resolve(settings.history()));
  }

  private boolean claimed(TrialHistory history, int candidate) {
    Duration longest = Duration.ofNanos((long) limitNanos());
    boolean given = history.claim(claim(candidate), engine.id(), keys.get(candidate), longest);
    if (!given) {
      history
          .holder(claim(candidate))
          .ifPresent(by ->
              remarks.accept(
                  StrategyText.brief(plans.get(candidate).strategy()) + " is run by " + by));
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
      if (candidate >= 0) {
        trials.add(new Trial(candidate, entry.outcome()));
      }
    }
    return trials;
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
        : budget.getAsLong() - (world.nanos().getAsLong() - start);
  }

  /** Runs one trial and records it; returns why no other should be run, or nothing. */
  private String one(TrialHistory history, int candidate, List<Trial> trials, int budget) {
    Plan plan = plans.get(candidate);
    String startedAt = world.time().instant().toString();
    RunLog log =
        new RunLog(LogReader.of(engine, RunShape.of(job.training(), plan.placement().ranks())));
    EngineRun.Ended ended;
    try {
      ended = launch(candidate, log);
    } catch (UncheckedIOException e) {
      history.release(claim(candidate));
      return String.valueOf(e.getMessage());
    }
    Outcome outcome = Verdict.of(ended, log, settings.warmUp(), FEWEST_STEPS);
    boolean notStarted = outcome instanceof Outcome.Failed f && f.failure() == Failure.NOT_STARTED;
    if (ended.end() == EngineRun.End.STOPPED || notStarted) {
      history.release(claim(candidate));
      return notStarted ? "the run cannot be started: " + log.remark() : "";
    }
    Trial trial = new Trial(candidate, outcome);
    trials.add(trial);
    history.record(entry(candidate, outcome, ended, log, startedAt));
    remarks.accept(progress(trial, log, trials, budget));
    return "";
  }

  private EngineRun.Ended launch(int candidate, RunLog log) {
    Path folder = folder(candidate);
    exports.write(plans.get(candidate), folder, shown(candidate));
    EngineRun run =
        new EngineRun(
            List.of("bash", folder.resolve("launch.sh").toString()),
            environment(),
            folder,
            new EngineRun.Limits((long) limitNanos(), settings.silentNanos()));
    world.interruption().beforeGoing(run::kill);
    try {
      return run.run(log, world.nanos(), world.interruption()::requested);
    } finally {
      world.interruption().nothingBeforeGoing();
    }
  }

  private Path folder(int candidate) {
    Path folder = world.folder().resolve(shown(candidate)).toAbsolutePath();
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("--work (" + settings.work() + ") cannot be written", e);
    }
  }

  private Path shown(int candidate) {
    return settings.work().resolve(jobKey.substring(0, 8) + "-" + (candidate + 1));
  }

  /** What launch scripts need and the user has not set. */
  private Map<String, String> environment() {
    Map<String, String> variables = new HashMap<>();
    switch (engine) {
      case REFERENCE -> {
        Path trainer = world.home().resolve("trials/reference/train.py").toAbsolutePath();
        variables.put("TRAINER", trainer.toString());
        variables.put("STEPS", Integer.toString(settings.warmUp() + 5));
      }
      case ANY, MEGATRON, DEEPSPEED, TORCHTITAN -> {}
    }
    if (!settings.hosts().isEmpty() && settings.hosts().stream().allMatch("localhost"::equals)) {
      variables.put("GLOO_SOCKET_IFNAME", "lo");
      variables.put("MASTER_PORT", Integer.toString(freePort()));
    }
    variables.putAll(world.environment());
    return variables;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port", e);
    }
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

  private String progress(Trial trial, RunLog log, List<Trial> trials, int budget) {
    Plan plan = plans.get(trial.candidate());
    Trial best = TrialDocument.best(trials);
    String what =
        switch (trial.outcome()) {
          case Outcome.Measured m -> Figures.seconds(m.seconds());
          case Outcome.Failed f -> f.failure().id().replace('_', ' ') + " (" + log.remark() + ")";
        };
    return "trial "
        + trials.size()
        + (budget == Integer.MAX_VALUE ? "" : " of " + budget)
        + ": "
        + StrategyText.brief(plan.strategy())
        + "\n  "
        + what
        + ", predicted "
        + Figures.seconds(plan.iterationSeconds())
        + (best == null ? "" : "; best so far " + Figures.seconds(best.seconds()));
  }

  /** Returns the commands of the first trials, as the launch scripts show them. */
  public String commands(TrialPolicy policy, int budget) {
    StringBuilder text = new StringBuilder();
    List<Trial> assumed = new ArrayList<>();
    while (assumed.size() < Math.min(budget, plans.size())) {
      OptionalInt next = policy.next(assumed);
      if (next.isEmpty()) {
        break;
      }
      int candidate = next.getAsInt();
      Plan plan = plans.get(candidate);
      Path folder = folder(candidate);
      exports.write(plan, folder, shown(candidate));
      text.append("# trial ").append(assumed.size() + 1).append(": ");
      text.append(StrategyText.brief(plan.strategy())).append(", predicted ");
      text.append(Figures.seconds(plan.iterationSeconds())).append('\n');
      text.append("bash ").append(shown(candidate).resolve("launch.sh")).append('\n');
      text.append(TrialExports.shown(folder, environment()));
      assumed.add(new Trial(candidate, new Outcome.Measured(plan.iterationSeconds())));
    }
    return text.toString();
  }
}
