package org.ampplanner.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.job.CostModelChoice;
import org.ampplanner.job.Job;
import org.ampplanner.predictive.Calibration;
import org.ampplanner.trials.calibration.CalibrationFile;
import org.ampplanner.trials.calibration.CalibrationResult;
import org.ampplanner.trials.calibration.Calibrator;
import org.ampplanner.trials.calibration.CsvRuns;
import org.ampplanner.trials.calibration.HistoryRuns;
import org.ampplanner.trials.calibration.MeasuredRuns;
import org.ampplanner.trials.calibration.MeasuredSource;
import org.ampplanner.unit.Figures;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code amp calibrate}: fits the factors that measured runs teach. */
@Command(
    name = "calibrate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Fit a calibration of the cost model predictive on measured runs of a job.",
      "--out writes the file that `--calibration` takes; nothing is written where",
      "runs that were left out are predicted worse with it than without."
    },
    footer = {
      "",
      "Example:  amp calibrate amp-homogeneous --data validation/amp/homogeneous.csv \\",
      "              --out cal.json",
      "          amp plan amp-homogeneous --cost-model predictive \\",
      "              --calibration cal.json"
    })
final class CalibrateCommand implements Callable<Integer> {
  private final Host host;

  @Mixin private JobOptions jobOptions = new JobOptions();

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "Strategies with a column measured_s, a run a row; repeatable.")
  private List<Path> data = new ArrayList<>();

  @Option(
      names = "--history",
      paramLabel = "FILE",
      description = "A trial history of this job, as `amp trial` keeps it; repeatable.")
  private List<Path> histories = new ArrayList<>();

  @Mixin private OutputOptions outputOptions = new OutputOptions();

  CalibrateCommand(Host host) {
    this.host = host;
  }

  @Override
  public Integer call() {
    Output output = new Output(host, outputOptions);
    if (jobOptions.costModel == null) {
      jobOptions.costModel = "predictive";
    }
    Job job = Inputs.job(host, jobOptions, output);
    MeasuredRuns runs = runs(job);
    runs.warnings().forEach(output::warning);
    CalibrationResult result = Calibrator.fit(runs.runs(), known(job)).from(runs.origin());
    output.show(
        switch (outputOptions.format) {
          case table ->
              String.join("\n", CalibrationTable.lines(output.terminal(), job, runs, result))
                  + "\n";
          case json -> CalibrationFile.write(result);
          case yaml -> Documents.yaml(CalibrationFile.tree(result));
          case csv -> Documents.csv(CalibrationTable.rows(result));
        });
    if (!result.accepted()) {
      output.error(refused(result));
      return ExitCode.NOTHING_FEASIBLE;
    }
    if (outputOptions.file != null) {
      output.save(outputOptions.file, "--out", CalibrationFile.write(result));
      output.remark("written to " + outputOptions.file);
    }
    return ExitCode.OK;
  }

  private static Calibration known(Job job) {
    return switch (job.costModel()) {
      case CostModelChoice.Predictive predictive -> predictive.calibration();
      case CostModelChoice.Amp amp ->
          throw invalid(
              "--cost-model",
              "(" + amp.id() + ") has no factors to fit",
              "`--cost-model predictive`");
    };
  }

  private MeasuredRuns runs(Job job) {
    if (job.costModel() instanceof CostModelChoice.Amp) {
      known(job);
    }
    List<MeasuredSource> sources = new ArrayList<>();
    data.forEach(file -> sources.add(new CsvRuns(file(file))));
    histories.forEach(file -> sources.add(new HistoryRuns(file(file))));
    if (sources.isEmpty()) {
      throw invalid("command line", "no measured runs are given", "`--data runs.csv`");
    }
    Optional<MeasuredRuns> all = Optional.empty();
    for (MeasuredSource source : sources) {
      MeasuredRuns read = source.read(job);
      all = Optional.of(all.map(before -> before.and(read)).orElse(read));
    }
    MeasuredRuns runs = all.orElseThrow();
    int timed = runs.runs().size();
    if (timed < Calibrator.FEWEST_RUNS) {
      throw invalid(
          runs.origin(),
          String.format(
              Locale.ROOT,
              "holds %s, a calibration needs at least %d",
              Figures.count(timed, "timed run"),
              Calibrator.FEWEST_RUNS),
          runs.untimed() > 0
              ? "measured_s in the " + Figures.count(runs.untimed(), "row") + " without it"
              : "more runs, of different strategies");
    }
    return runs;
  }

  private SourceFile file(Path shown) {
    return new SourceFile(host.workingDirectory().resolve(shown), shown.toString());
  }

  private static String refused(CalibrationResult result) {
    return String.format(
        Locale.ROOT,
        "not accepted: with it, runs that were left out are predicted with an error of %s, without"
            + " it %s;%n  nothing is written%n  Maybe more runs, of strategies that differ more",
        Figures.percent(result.errorLeftOut()),
        Figures.percent(result.errorBefore()));
  }

  private static ProblemsException invalid(String where, String message, String maybe) {
    return new ProblemsException(List.of(new Problem(where, 0, message, maybe)));
  }
}
