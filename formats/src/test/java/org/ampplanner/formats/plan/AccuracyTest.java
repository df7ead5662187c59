package org.ampplanner.formats.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.ampplanner.formats.plan.Accuracy.Pair;
import org.junit.jupiter.api.Test;

class AccuracyTest {
  @Test
  void figuresAreThoseWorkedOutByHand() {
    Accuracy a =
        Accuracy.of(List.of(new Pair(1, 2), new Pair(2, 1.6), new Pair(3, 4), new Pair(4, 5)));
    assertThat(a.n()).isEqualTo(4);
    // errors 0.5, 0.25, 0.25, 0.2
    assertThat(a.mape()).isCloseTo(0.3, within(1e-12));
    assertThat(a.medianError()).isCloseTo(0.25, within(1e-12));
    // ranks 1 2 3 4 against 2 1 3 4: 1 - 6 * 2 / (4 * 15)
    assertThat(a.spearman()).isCloseTo(0.8, within(1e-12));
    assertThat(a.regret1()).isCloseTo(2 / 1.6, within(1e-12));
    assertThat(a.regret5()).isEqualTo(1);
    assertThat(a.regret10()).isEqualTo(1);
  }

  @Test
  void onePairHasNoRankCorrelation() {
    Accuracy a = Accuracy.of(List.of(new Pair(1, 2)));
    assertThat(a.spearman()).isNaN();
    assertThat(a.regret1()).isEqualTo(1);
  }
}
