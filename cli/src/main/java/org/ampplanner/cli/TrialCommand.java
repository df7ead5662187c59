package org.ampplanner.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.job.Job;
import org.ampplanner.search.StrategyEvaluator;
import org.ampplanner.trials.learning.CandidateSet;
import org.ampplanner.trials.learning.ExpectedImprovement;
import org.ampplanner.trials.learning.JobCandidates;
import org.ampplanner.trials.learning.Learning;
import org.ampplanner.trials.learning.RecordedTrials;
import org.ampplanner.trials.learning.Trial;
import org.ampplanner.trials.learning.TrialDocument;
import org.ampplanner.trials.learning.TrialLoop;
import org.ampplanner.trials.learning.TrialPolicy;
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
      "Example:  amp trial amp-homogeneous --budget 5 \\",
      "              --replay validation/amp/homogeneous.csv"
    })
final class TrialCommand implements Callable<Integer> {
  private final Host host;

  @Mixin private JobOptions jobOptions = new JobOptions();

  @Option(
      names = "--replay",
      required = true,
      paramLabel = "FILE",
      description = "A strategies file with a column measured_s: its rows are the candidates.")
  private Path replay = Path.of("");

  @Option(
      names = "--budget",
      paramLabel = "N",
      defaultValue = "5",
      description = "Most trials to run (default: ${DEFAULT-VALUE}).")
  private int budget;

  @Option(
      names = "--strategy",
      paramLabel = "S",
      defaultValue = "learn",
      converter = TrialStrategy.Converter.class,
      completionCandidates = TrialStrategy.Names.class,
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private TrialStrategy strategy = TrialStrategy.LEARN;

  @Mixin private OutputOptions outputOptions = new OutputOptions();

  TrialCommand(Host host) {
    this.host = host;
  }

  @Override
  public Integer call() {
    if (budget < 1) {
      throw new ProblemsException(
          List.of(new Problem("--budget", 0, "(" + budget + ") must be at least 1", null)));
    }
    Output output = new Output(host, outputOptions);
    Job job = Inputs.job(host, jobOptions, output);
    RecordedTrials recorded =
        RecordedTrials.read(
            job,
            new StrategyEvaluator(Inputs.costModel(job)),
            new SourceFile(host.workingDirectory().resolve(replay), replay.toString()));
    recorded.warnings().forEach(output::warning);
    CandidateSet candidates = JobCandidates.of(job, recorded.plans());
    TrialPolicy policy = strategy.policy(candidates);
    List<Trial> trials =
        new TrialLoop(policy, recorded.outcomes()::get, t -> {})
            .run(List.of(), budget, host.interrupts()::requested);
    @Nullable Learning learning =
        policy instanceof ExpectedImprovement learner && !trials.isEmpty()
            ? learner.learning(trials)
            : null;
    TrialDocument document = new TrialDocument(job, recorded.plans(), recorded.rows());
    output.write(
        switch (outputOptions.format) {
          case table ->
              String.join(
                      "\n",
                      new TrialTable(output.terminal(), job, recorded.plans(), recorded.rows())
                          .lines(trials, recorded.best(), learning))
                  + "\n";
          case json ->
              Documents.json(
                  document.tree(strategy.id(), budget, trials, recorded.best(), learning));
          case yaml ->
              Documents.yaml(
                  document.tree(strategy.id(), budget, trials, recorded.best(), learning));
          case csv -> Documents.csv(document.csvRows(trials));
        });
    if (host.interrupts().requested()) {
      return ExitCode.INTERRUPTED;
    }
    if (TrialDocument.best(trials) == null) {
      output.error("none of " + trials.size() + " trials was timed");
      return ExitCode.NOTHING_FEASIBLE;
    }
    return ExitCode.OK;
  }
}
