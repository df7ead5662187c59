package org.ampplanner.trials.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.job.JobReader;
import org.ampplanner.formats.job.JobRequest;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Doubts;
import org.ampplanner.plan.Plan;
import org.ampplanner.predictive.Calibration;
import org.ampplanner.predictive.PredictiveCostModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calibration by the files that users have: AMP's homogeneous runs as a job and a CSV. */
class CsvRunsTest {
  private static final Path HOME = Path.of("..");
  private static final Job JOB =
      new JobReader(Catalog.of(HOME, List.of()))
          .read(
              JobRequest.of("amp-homogeneous", Map.of("cost_model", "predictive"), List.of(), HOME))
          .job();

  private static MeasuredRuns homogeneous() {
    return new CsvRuns(SourceFile.of(HOME.resolve("validation/amp/homogeneous.csv"))).read(JOB);
  }

  private static double errorOfTheOthers(List<MeasuredRun> runs, List<Integer> learnt) {
    List<MeasuredRun> learn = new ArrayList<>();
    List<MeasuredRun> others = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      (learnt.contains(i) ? learn : others).add(runs.get(i));
    }
    Calibration c = Calibrator.fit(learn, Calibration.NONE).calibration();
    return Calibrator.error(others, c);
  }

  @Test
  void tenRunsPredictTheOtherThirtySevenWithinFivePercent() {
    MeasuredRuns measured = homogeneous();
    List<MeasuredRun> runs = measured.runs();
    assertThat(runs).hasSize(47);
    assertThat(measured.untimed()).isEqualTo(6);
    double[] errors = new double[20];
    for (int draw = 0; draw < errors.length; draw++) {
      List<Integer> order =
          new ArrayList<>(java.util.stream.IntStream.range(0, 47).boxed().toList());
      Collections.shuffle(order, new Random(draw));
      errors[draw] = errorOfTheOthers(runs, order.subList(0, 10));
    }
    Arrays.sort(errors);
    assertThat((errors[9] + errors[10]) / 2).as("median of 20 draws").isLessThan(0.05);
    assertThat(errors[19]).as("worst of 20 draws").isLessThan(0.1);
  }

  @Test
  void fiveWellChosenRunsAreWithinFivePercentToo() {
    List<MeasuredRun> runs = homogeneous().runs();
    List<Integer> chosen = InformativeRuns.choose(runs, 5);
    assertThat(chosen).doesNotHaveDuplicates().hasSize(5);
    assertThat(errorOfTheOthers(runs, chosen)).isLessThan(0.05);
  }

  @Test
  void theFirstRunsChosenAreAtLeastAsInformativeAsAnyOneOther() {
    List<MeasuredRun> runs = homogeneous().runs().subList(0, 12);
    assertThat(InformativeRuns.choose(runs, 12))
        .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    assertThat(InformativeRuns.choose(runs, 3))
        .isEqualTo(InformativeRuns.choose(runs, 5).subList(0, 3));
  }

  @Test
  void oneRunIsEnoughAndWhatItLeavesOpenIsWrittenDown(@TempDir Path folder) throws IOException {
    List<MeasuredRun> runs = homogeneous().runs();
    CalibrationResult result = Calibrator.fit(runs.subList(0, 1), Calibration.NONE);
    assertThat(result.accepted()).isTrue();
    assertThat(result.errorFitted()).isLessThan(result.errorBefore());
    Calibration.Learnt learnt = result.calibration().learnt().orElseThrow();
    double narrow = spread(result.calibration());
    assertThat(narrow).isLessThan(spread(Calibration.NONE));
    Path file = folder.resolve("cal.json");
    Files.writeString(file, CalibrationFile.write(result));
    Job again =
        new JobReader(Catalog.of(HOME, List.of()))
            .read(
                JobRequest.of(
                    "amp-homogeneous",
                    Map.of("cost_model", "predictive", "calibration", file.toString()),
                    List.of(),
                    HOME))
            .job();
    assertThat(again.predictive().orElseThrow().options().calibration().learnt()).hasValue(learnt);
  }

  private static double spread(Calibration calibration) {
    PredictiveCostModel model = JOB.bindPredictive(JOB.software(), calibration);
    MeasuredRun run = homogeneous().runs().get(1);
    Plan plan = Plan.priced(model, run.strategy(), run.placement(), run.partition());
    return new Doubts(model).of(plan).orElseThrow().deviation();
  }

  @Test
  void theTimeOfARunMayComeFromWhatItsEnginePrinted(@TempDir Path folder) throws IOException {
    StringBuilder log = new StringBuilder("starting\n");
    for (int step = 1; step <= 10; step++) {
      log.append(" iteration ")
          .append(step)
          .append("/ 10 | consumed samples: 32 |")
          .append(" elapsed time per iteration (ms): ")
          .append(step < 4 ? 9000 : 2500)
          .append(".0 | learning rate: 1 |\n");
    }
    Files.writeString(folder.resolve("run.log"), log.toString());
    Path csv = folder.resolve("runs.csv");
    Files.writeString(csv, "tensor_parallel,data_parallel,pipeline_parallel,log\n1,4,4,run.log\n");
    Job job =
        new JobReader(Catalog.of(HOME, List.of()))
            .read(
                JobRequest.of(
                    "amp-homogeneous",
                    Map.of("cost_model", "predictive", "engine", "megatron"),
                    List.of(),
                    HOME))
            .job();

    assertThat(new CsvRuns(SourceFile.of(csv)).read(job).runs())
        .singleElement()
        .satisfies(run -> assertThat(run.measuredSeconds()).isEqualTo(2.5));
    assertThatThrownBy(() -> new CsvRuns(SourceFile.of(csv)).read(JOB))
        .hasMessageContaining("runs.csv:2")
        .hasMessageContaining("log (run.log) is of an unknown engine");
  }

  @Test
  void measuredPeaksTeachTheFactorOnActivations(@TempDir Path folder) throws IOException {
    List<MeasuredRun> runs = homogeneous().runs().subList(0, 8);
    Calibration larger =
        new Calibration(Map.of(), 1, Calibration.NONE.links(), Calibration.Stall.NONE, 0, 1.4);
    List<MeasuredRun> weighed =
        runs.stream()
            .map(r ->
                new MeasuredRun(
                    r.inputs(),
                    r.options(),
                    r.strategy(),
                    r.placement(),
                    r.partition(),
                    r.predictedSeconds(Calibration.NONE),
                    r.predictedBytes(larger)))
            .toList();
    CalibrationResult result = Calibrator.fit(weighed, Calibration.NONE);
    assertThat(result.calibration().memory())
        .isCloseTo(1.4, org.assertj.core.api.Assertions.within(0.01));
    Path file = folder.resolve("cal.json");
    Files.writeString(file, CalibrationFile.write(result));
    Job calibrated =
        new JobReader(Catalog.of(HOME, List.of()))
            .read(
                JobRequest.of(
                    "amp-homogeneous",
                    Map.of("cost_model", "predictive", "calibration", file.toString()),
                    List.of(),
                    HOME))
            .job();
    assertThat(calibrated.costModel())
        .isInstanceOfSatisfying(
            org.ampplanner.job.CostModelChoice.Predictive.class,
            p -> assertThat(p.calibration()).isEqualTo(result.calibration()));
  }
}
