package org.ampplanner.formats.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
  @Test
  void countsEditsAndSwaps() {
    assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Nearest.distance("ab", "ba")).isEqualTo(1);
    assertThat(Nearest.distance("", "abc")).isEqualTo(3);
  }

  @Test
  void ignoresCaseAndSeparators() {
    assertThat(Nearest.of("Tensor-Parallel", List.of("tensor_parallel", "data_parallel"), 3))
        .containsExactly("tensor_parallel");
    assertThat(Nearest.of("xyz", List.of("tensor_parallel"), 3)).isEmpty();
    assertThat(Nearest.of("", List.of("a"), 3)).isEmpty();
    assertThat(Nearest.of("x".repeat(1000), List.of("x".repeat(1000)), 3)).isEmpty();
  }
}
