package org.ampplanner.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.ampplanner.strategy.Schedule;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class BlockingPipelineTest {

  @Test
  void equalStagesWithoutTransfersTakeAsLongAs1F1B() {
    PassTimes times =
        new PassTimes(4, filled(4, 1), filled(4, 2), new double[4], new double[3], new double[3]);

    double end = Arrays.stream(BlockingPipeline.endTimes(times, 8)).max().orElseThrow();

    assertThat(end).isCloseTo((8 + 3) * 3.0, within(1e-12));
  }

  @RepeatedTest(50)
  void waitingForEachOtherIsNeverFaster(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    int k = 1 + random.nextInt(5);
    int microBatches = k + random.nextInt(8);
    PassTimes times =
        new PassTimes(
            k,
            random.doubles(k, 0.5, 1.5).toArray(),
            random.doubles(k, 1, 3).toArray(),
            new double[k],
            random.doubles(k - 1, 0, 0.3).toArray(),
            random.doubles(k - 1, 0, 0.3).toArray());

    double blocking =
        Arrays.stream(BlockingPipeline.endTimes(times, microBatches)).max().orElseThrow();
    double free =
        PipelineSimulator.makespan(Schedule.ONE_FORWARD_ONE_BACKWARD, times, microBatches);

    assertThat(blocking).isGreaterThanOrEqualTo(free * (1 - 1e-6));
  }

  private static double[] filled(int n, double value) {
    double[] values = new double[n];
    Arrays.fill(values, value);
    return values;
  }
}
