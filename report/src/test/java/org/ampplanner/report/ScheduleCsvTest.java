package org.ampplanner.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;
import org.junit.jupiter.api.Test;

class ScheduleCsvTest {
  /** PyTorch's own pattern of an action. */
  private static final Pattern ACTION = Pattern.compile("(\\d+)(F|I|B|W)(\\d+)");

  private static String csv(Schedule schedule, int stages, int chunks, int microBatches) {
    Degrees degrees = new Degrees(1, stages, 1, 1, 1, chunks);
    return ScheduleCsv.of(
        new Strategy(degrees, 1, schedule, Recompute.NONE, 0, false), microBatches);
  }

  @Test
  void oneForwardOneBackwardOfTwoStages() {
    assertThat(csv(Schedule.ONE_FORWARD_ONE_BACKWARD, 2, 1, 3))
        .isEqualTo("0F0,0F1,0B0,0F2,0B1,0B2\n1F0,1B0,1F1,1B1,1F2,1B2\n");
  }

  @Test
  void zeroBubbleSplitsTheBackwardPass() {
    assertThat(csv(Schedule.ZERO_BUBBLE, 2, 1, 2))
        .isEqualTo("0F0,0F1,0I0,0W0,0I1,0W1\n1F0,1I0,1F1,1I1,1W0,1W1\n");
  }

  @Test
  void everyActionOfEveryStageStandsOnceOnTheRankOfItsStage() {
    for (Schedule schedule : Schedule.values()) {
      int chunks = schedule == Schedule.INTERLEAVED ? 3 : 1;
      String[] rows = csv(schedule, 4, chunks, 8).split("\n");
      assertThat(rows).hasSize(4);
      Set<String> seen = new HashSet<>();
      for (int rank = 0; rank < rows.length; rank++) {
        for (String cell : rows[rank].split(",")) {
          var action = ACTION.matcher(cell);
          assertThat(action.matches()).as(cell).isTrue();
          assertThat(Integer.parseInt(action.group(1)) % 4).isEqualTo(rank);
          assertThat(seen.add(cell)).as(cell).isTrue();
        }
      }
      assertThat(seen).hasSize((schedule == Schedule.ZERO_BUBBLE ? 3 : 2) * 4 * chunks * 8);
    }
  }
}
