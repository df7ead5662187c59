package org.ampplanner.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.job.Job;
import org.ampplanner.trials.calibration.CalibrationFile;
import org.ampplanner.trials.calibration.CalibrationResult;
import org.ampplanner.trials.calibration.CsvRuns;
import org.ampplanner.trials.calibration.HistoryRuns;
import org.ampplanner.trials.calibration.MeasuredRuns;
import org.ampplanner.trials.calibration.MeasuredSource;
import org.ampplanner.unit.Figures;
import org.ampplanner.workbench.Workbench;
import org.ampplanner.workbench.trial.Calibrations;
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
    Job job = Inputs.job(host, jobOptions, output).job();
    Calibrations calibrations = new Calibrations(job);
    MeasuredRuns runs = calibrations.runs(sources());
    runs.warnings().forEach(output::warning);
    CalibrationResult result = calibrations.fit(runs);
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

  private List<MeasuredSource> sources() {
    Workbench workbench = Inputs.workbench(host);
    List<MeasuredSource> sources = new ArrayList<>();
    data.forEach(file -> sources.add(new CsvRuns(workbench.file(file))));
    histories.forEach(file -> sources.add(new HistoryRuns(workbench.file(file))));
    return sources;
  }

  private static String refused(CalibrationResult result) {
    return String.format(
        Locale.ROOT,
        "not accepted: with it, runs that were left out are predicted with an error of %s, without"
            + " it %s;%n  nothing is written%n  Maybe more runs, of strategies that differ more",
        Figures.percent(result.errorLeftOut()),
        Figures.percent(result.errorBefore()));
  }
}
