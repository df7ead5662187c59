package org.ampplanner.trials.validation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneRunTeachesTest {

  /** On data sets that no constant was fitted on. */
  @Test
  void oneMeasuredRunBringsTheOtherLayoutsOfAJobMuchCloser() {
    OneRunTeaches one = OneRunTeaches.unseen(1);

    assertThat(one.groups()).isGreaterThanOrEqualTo(10);
    assertThat(one.after()).isLessThan(0.12).isLessThan(one.before());
    assertThat(one.inside()).isBetween(0.7, 1.0);
    assertThat(OneRunTeaches.markdown(java.util.List.of(one))).contains("| not fitted | 1 run |");
  }
}
