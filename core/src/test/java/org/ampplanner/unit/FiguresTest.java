package org.ampplanner.unit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiguresTest {

  @Test
  void numbersKeepFourSignificantDigits() {
    assertThat(Figures.seconds(1.08591)).isEqualTo("1.086 s");
    assertThat(Figures.seconds(0.0123456)).isEqualTo("12.35 ms");
    assertThat(Figures.seconds(0.00000271)).isEqualTo("2.710 us");
    assertThat(Figures.seconds(Double.POSITIVE_INFINITY)).isEqualTo("-");
    assertThat(Figures.significant(27768.4)).isEqualTo("27,768");
    assertThat(Figures.count(1, "strategy")).isEqualTo("1 strategy");
    assertThat(Figures.count(2345, "strategy")).isEqualTo("2,345 strategies");
  }
}
