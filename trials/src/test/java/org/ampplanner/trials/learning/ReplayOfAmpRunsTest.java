package org.ampplanner.trials.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayOfAmpRunsTest {

  private static Replayed recorded(String experiment, String costModel, String engine) {
    return RecordedRuns.read(
            "amp-" + experiment,
            Map.of("cost_model", costModel, "engine", engine),
            "validation/amp/" + experiment.replace('-', '_') + ".csv")
        .replayed(experiment);
  }

  @ParameterizedTest
  @CsvSource({
    "homogeneous, amp, any",
    "homogeneous, predictive, any",
    "homogeneous, predictive, deepspeed",
    "homogeneous, predictive, megatron",
    "het-cluster, amp, any",
    "het-cluster, predictive, any",
    "het-cluster, predictive, deepspeed",
    "het-cluster, predictive, megatron"
  })
  void fiveTrialsFindTheBestMeasuredStrategy(String experiment, String costModel, String engine) {
    Replayed runs = recorded(experiment, costModel, engine);

    for (Replayed recorded : List.of(runs, runs.withoutCauses())) {
      List<Double> regrets = recorded.regrets(new ExpectedImprovement(recorded.candidates()), 5);

      assertThat(regrets.get(4)).isEqualTo(1.0);
    }
  }

  @Test
  void theOrderOfTheRowsAndTheirNoiseHardlyMatter() {
    Replayed runs = recorded("homogeneous", "predictive", "deepspeed");
    int near = 0;
    for (int draw = 0; draw < 6; draw++) {
      Random random = new Random(draw);
      List<Integer> rows = new ArrayList<>();
      IntStream.range(0, runs.outcomes().size())
          .filter(i -> random.nextInt(4) > 0)
          .forEach(rows::add);
      java.util.Collections.shuffle(rows, random);
      Replayed some = runs.select(rows).noisy(0.02, random);
      double regret = some.regrets(new ExpectedImprovement(some.candidates()), 5).get(4);
      near += regret < 1.05 ? 1 : 0;
    }
    assertThat(near).as("draws of 6 within 5 %% of the best").isGreaterThanOrEqualTo(5);
  }

  @Test
  void equalTrialsGiveEqualChoices() {
    Replayed runs = recorded("het-cluster", "predictive", "any");

    assertThat(runs.regrets(new ExpectedImprovement(runs.candidates()), 4))
        .isEqualTo(runs.regrets(new ExpectedImprovement(runs.candidates()), 4));
  }
}
