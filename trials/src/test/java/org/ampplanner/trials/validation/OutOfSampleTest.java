package org.ampplanner.trials.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OutOfSampleTest {

  @Test
  void calibrationsHoldOnRunsThatTheyHaveNotSeen() {
    List<OutOfSample> figures = OutOfSample.ofAmpRuns();
    assertThat(figures).hasSize(6);
    for (OutOfSample f : figures) {
      if (f.dataset().equals("amp/homogeneous")) {
        assertThat(f.after()).as(f.learnt()).isLessThan(0.05);
      }
      assertThat(f.after()).as("%s, %s", f.dataset(), f.learnt()).isLessThan(0.12);
    }
    assertThat(OutOfSample.markdown(figures))
        .contains("| amp/homogeneous | 10 at random, 20 draws | 37 |");
  }
}
