package org.ampplanner.trials.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.ampplanner.cost.predictive.Calibration;
import org.ampplanner.operator.Constants;
import org.ampplanner.trials.calibration.CalibrationResult;
import org.ampplanner.trials.calibration.Calibrator;
import org.ampplanner.trials.calibration.MeasuredRun;
import org.junit.jupiter.api.Test;

class CalibrationOfAmpRunsTest {

  static List<MeasuredRun> homogeneous() {
    AmpRuns runs = new AmpRuns();
    return Facts.builtInTable("amp/trials.csv").stream()
        .filter(row -> row.text("experiment").equals("homogeneous") && row.has("measured_s"))
        .map(row -> AmpRuns.measured(runs.run(row), Constants.standard()))
        .toList();
  }

  @Test
  void tenRunsPredictTheOtherThirtySevenWithinFivePercent() {
    List<MeasuredRun> runs = homogeneous();
    double[] errors = new double[20];
    for (int draw = 0; draw < errors.length; draw++) {
      List<MeasuredRun> shuffled = new ArrayList<>(runs);
      Collections.shuffle(shuffled, new Random(draw));
      Calibration c = Calibrator.fit(shuffled.subList(0, 10), Calibration.NONE).calibration();
      errors[draw] = Calibrator.error(shuffled.subList(10, shuffled.size()), c);
    }
    Arrays.sort(errors);
    assertThat(errors[10]).as("median error of 20 draws").isLessThan(0.05);
  }

  @Test
  void aDeviceThatIsSlowerThanItsDataSheetIsFound() {
    List<MeasuredRun> slow =
        homogeneous().subList(0, 12).stream()
            .map(r ->
                new MeasuredRun(
                    r.inputs(),
                    r.options(),
                    r.strategy(),
                    r.placement(),
                    r.partition(),
                    1.3 * r.predictedSeconds(Calibration.NONE)))
            .toList();

    CalibrationResult result = Calibrator.fit(slow, Calibration.NONE);

    assertThat(result.accepted()).isTrue();
    assertThat(result.errorLeftOut()).isLessThan(0.1);
    assertThat(result.calibration().deviceTime("T4")).isGreaterThan(1.15);
  }
}
