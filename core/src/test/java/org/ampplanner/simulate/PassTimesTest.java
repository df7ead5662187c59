package org.ampplanner.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PassTimesTest {
  @Test
  void aReceivedTransferIsPartOfThePassThatWaitsForIt() {
    PassTimes times =
        new PassTimes(
            2,
            new double[] {1, 2},
            new double[] {3, 4},
            new double[] {1, 1},
            new double[] {0.5},
            new double[] {0.25});

    PassTimes receiving = times.receiving();

    assertThat(receiving.forward()).containsExactly(1, 2.5);
    assertThat(receiving.backward()).containsExactly(3.25, 4);
    assertThat(receiving.forwardTransfer()).containsExactly(0);
    assertThat(receiving.backwardTransfer()).containsExactly(0);
  }
}
