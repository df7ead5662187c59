package org.ampplanner.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DegreesTest {
  private static Degrees degrees(int tp, int dp, int cp, int ep) {
    return new Degrees(tp, 1, dp, cp, ep, 1);
  }

  @Test
  void expertsDivideReplicasAndThenTensorParallelRanks() {
    assertThat(degrees(4, 8, 1, 4).spreadsExperts()).isTrue();
    assertThat(degrees(4, 4, 2, 8).spreadsExperts()).isTrue();
    assertThat(degrees(4, 8, 1, 16).spreadsExperts()).isTrue();
    assertThat(degrees(4, 8, 1, 32).spreadsExperts()).isTrue();
    assertThat(degrees(4, 8, 1, 64).spreadsExperts()).isFalse();
    assertThat(degrees(4, 6, 1, 4).spreadsExperts()).isFalse();
    assertThat(degrees(4, 6, 1, 8).spreadsExperts()).isFalse();
    assertThat(degrees(4, 8, 1, 16).spreadsExpertsOverTensor()).isTrue();
    assertThat(degrees(4, 8, 1, 8).spreadsExpertsOverTensor()).isFalse();
  }
}
