package org.ampplanner.trials.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.predictive.Calibration;
import org.ampplanner.trials.calibration.CalibrationResult;
import org.ampplanner.trials.calibration.Calibrator;
import org.ampplanner.trials.calibration.MeasuredRun;
import org.junit.jupiter.api.Test;

class CalibrationOfAmpRunsTest {

  static List<MeasuredRun> homogeneous() {
    AmpRuns runs = new AmpRuns();
    return Facts.builtInTable("amp/trials.csv").stream()
        .filter(row -> row.text("experiment").equals("homogeneous") && row.has("measured_s"))
        .map(row -> runs.asked(row, new Problems()).measured(row.number("measured_s")))
        .toList();
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
