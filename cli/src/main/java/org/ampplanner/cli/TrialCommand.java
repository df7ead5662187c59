package org.ampplanner.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ampplanner.engine.Engine;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;
import org.ampplanner.search.StrategyEvaluator;
import org.ampplanner.trials.learning.ExpectedImprovement;
import org.ampplanner.trials.learning.JobCandidates;
import org.ampplanner.trials.learning.Learning;
import org.ampplanner.trials.learning.RecordedTrials;
import org.ampplanner.trials.learning.Trial;
import org.ampplanner.trials.learning.TrialDocument;
import org.ampplanner.trials.learning.TrialLoop;
import org.ampplanner.trials.learning.TrialPolicy;
import org.ampplanner.workbench.NothingFeasible;
import org.ampplanner.workbench.OpenJob;
import org.ampplanner.workbench.trial.RealTrials;
import org.ampplanner.workbench.trial.TrialCalibration;
import org.ampplanner.workbench.trial.TrialCandidates;
import org.ampplanner.workbench.trial.TrialStrategy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code amp trial}: runs candidates for real, or from a record, and learns from each. */
@Command(
    name = "trial",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Run candidates, learn from each, and find the fastest measured one.",
    footer = {
      "",
      "Example:  amp trial job.yaml --engine megatron --budget 5 --dry-run",
      "          amp trial amp-homogeneous --budget 5 \\",
      "              --replay validation/amp/homogeneous.csv"
    })
final class TrialCommand implements Callable<Integer> {
  private static final int DEFAULT_BUDGET = 5;

  private final Host host;

  @Mixin private JobOptions jobOptions = new JobOptions();

  @Option(
      names = "--budget",
      paramLabel = "N",
      description = "Most trials (default: 5, or any number within --time-budget).")
  private @Nullable Integer budget;

  @Option(
      names = "--strategy",
      paramLabel = "S",
      defaultValue = "learn",
      converter = TrialStrategyOption.Converter.class,
      completionCandidates = TrialStrategyOption.Names.class,
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private TrialStrategy strategy = TrialStrategy.LEARN;

  @Option(
      names = "--replay",
      paramLabel = "FILE",
      description = "Run nothing: a strategies file with measured_s, its rows the candidates.")
  private @Nullable Path replay;

  @Mixin private TrialOptions options = new TrialOptions();
  @Mixin private OutputOptions outputOptions = new OutputOptions();

  TrialCommand(Host host) {
    this.host = host;
  }

  @Override
  public Integer call() {
    if (budget != null && budget < 1) {
      throw ProblemsException.of("--budget", "(" + budget + ") must be at least 1", null);
    }
    Output output = new Output(host, outputOptions);
    Path recorded = replay;
    return recorded == null ? runReally(output) : replay(recorded, output);
  }

  private int budget() {
    Integer given = budget;
    return given != null ? given : options.timeBudget == null ? DEFAULT_BUDGET : Integer.MAX_VALUE;
  }

  private int replay(Path file, Output output) {
    OpenJob open = Inputs.job(host, jobOptions, output);
    Job job = open.job();
    RecordedTrials recorded =
        RecordedTrials.read(
            job, new StrategyEvaluator(open.costModel()), Inputs.workbench(host).file(file));
    recorded.warnings().forEach(output::warning);
    TrialPolicy policy = strategy.policy(JobCandidates.of(job, recorded.plans()));
    List<Trial> trials =
        new TrialLoop(policy, recorded.outcomes()::get, t -> {})
            .run(List.of(), budget(), host.interrupts()::requested);
    write(output, job, recorded.plans(), recorded.rows(), trials, recorded.best(), policy);
    Optional<TrialCalibration> calibration =
        calibration(output, job, recorded.plans(), file.toString());
    calibration.ifPresent(c -> c.fit(trials));
    say(output, calibration);
    return code(output, trials, "", ExitCode.NOTHING_FEASIBLE);
  }

  private int runReally(Output output) {
    TrialCandidates found = candidates(output);
    Job job = found.job();
    List<Plan> plans = found.outcome().plans();
    if (plans.isEmpty()) {
      output.error(NothingFeasible.message(job, found.outcome()));
      return ExitCode.NOTHING_FEASIBLE;
    }
    Engine engine = engine(job);
    RealTrials real =
        new RealTrials(
            host.site(),
            options.settings(),
            found,
            engine,
            Inputs.workbench(host).catalog(),
            new TrialRemarks(output, options.history, budget()));
    TrialPolicy policy = strategy.policy(JobCandidates.of(job, plans));
    if (options.dryRun) {
      output.write(TrialRemarks.commands(real.planned(policy, budget())));
      return ExitCode.OK;
    }
    Optional<TrialCalibration> calibration =
        calibration(output, job, plans, options.history.toString());
    RealTrials.Result result =
        real.run(policy, budget(), trials -> calibration.ifPresent(c -> c.fit(trials)));
    write(output, job, plans, found.rows(), result.trials(), 0, policy);
    say(output, calibration);
    return code(output, result.trials(), result.problem(), ExitCode.OUTSIDE_PROGRAM_FAILED);
  }

  private TrialCandidates candidates(Output output) {
    OpenJob open =
        Inputs.plan(host, jobOptions).orElseGet(() -> Inputs.job(host, jobOptions, output));
    Path named = options.strategies;
    if (named != null) {
      return TrialCandidates.named(open, Inputs.workbench(host).file(named), output::warning);
    }
    SearchOptions search = new SearchOptions();
    search.top = options.candidates;
    return TrialCandidates.of(open, search.run(host, outputOptions));
  }

  private Optional<TrialCalibration> calibration(
      Output output, Job job, List<Plan> plans, String origin) {
    Path file = options.calibrationOut;
    return file == null
        ? Optional.empty()
        : Optional.of(
            new TrialCalibration(
                file, text -> output.save(file, "--calibration-out", text), job, plans, origin));
  }

  private Engine engine(Job job) {
    String name = jobOptions.engine == null ? job.engine().id() : jobOptions.engine;
    return Engine.runnable().stream()
        .filter(e -> e.id().equals(name))
        .findFirst()
        .orElseThrow(() ->
            ProblemsException.of(
                "command line", "no --engine is given", String.join(", ", EngineIds.ofRuns())));
  }

  private void write(
      Output output,
      Job job,
      List<Plan> plans,
      List<Integer> rows,
      List<Trial> trials,
      double reachable,
      TrialPolicy policy) {
    @Nullable Learning learning =
        policy instanceof ExpectedImprovement learner && !trials.isEmpty()
            ? learner.learning(trials)
            : null;
    TrialDocument document = new TrialDocument(job, plans, rows);
    output.write(
        () ->
            new TrialTable(output.terminal(), job, plans, rows).lines(trials, reachable, learning),
        () -> document.tree(strategy.id(), budget(), trials, reachable, learning),
        () -> document.csvRows(trials));
  }

  private static void say(Output output, Optional<TrialCalibration> calibration) {
    calibration.map(TrialCalibration::said).filter(s -> !s.isEmpty()).ifPresent(output::remark);
  }

  private int code(Output output, List<Trial> trials, String problem, int noneTimed) {
    if (!problem.isEmpty()) {
      output.error(problem);
    }
    if (host.interrupts().requested()) {
      return ExitCode.INTERRUPTED;
    }
    if (!problem.isEmpty()) {
      return ExitCode.OUTSIDE_PROGRAM_FAILED;
    }
    if (TrialDocument.best(trials) == null) {
      output.error("none of " + trials.size() + " trials was timed");
      return noneTimed;
    }
    return ExitCode.OK;
  }
}
