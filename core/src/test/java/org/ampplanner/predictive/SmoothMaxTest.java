package org.ampplanner.predictive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SmoothMaxTest {
  @Test
  void liesBetweenTheMaximumAndTheSum() {
    assertThat(SmoothMax.of(3, 4, 2)).isCloseTo(5, within(1e-12));
    for (double b = 0.01; b < 100; b *= 3) {
      assertThat(SmoothMax.of(1, b, 4)).isBetween(Math.max(1, b), 1 + b);
      assertThat(SmoothMax.of(1, b, 4)).isCloseTo(SmoothMax.of(b, 1, 4), within(1e-12));
    }
  }

  @Test
  void isTheOtherWhereOneTakesNoTime() {
    assertThat(SmoothMax.of(0, 7, 4)).isEqualTo(7);
    assertThat(SmoothMax.of(7, 0, 4)).isEqualTo(7);
  }
}
