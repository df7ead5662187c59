package org.ampplanner.formats.strategy;

import java.util.Arrays;
import java.util.Optional;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.partition.Partition;

/** Reads {@code layer_cuts}: as many numbers as stages and one more, from 0 to the layers. */
final class CutsReader {
  private static final String COLUMN = "layer_cuts";

  private CutsReader() {}

  static Optional<Partition> read(Node.Scalar cell, int stages, int layers, Problems problems) {
    String[] words = cell.text().split("\\s+", -1);
    if (!Arrays.stream(words).allMatch(w -> w.matches("\\d{1,9}"))) {
      problems.value(
          cell,
          COLUMN,
          "are not whole numbers separated by blanks",
          "`0 7 14 20 30`, for instance");
      return Optional.empty();
    }
    int[] cuts = Arrays.stream(words).mapToInt(Integer::parseInt).toArray();
    int before = problems.count();
    if (cuts.length != stages + 1L) {
      problems.value(
          cell,
          COLUMN,
          "are " + cuts.length + " numbers, " + stages + " stages need " + (stages + 1L),
          null);
    }
    if (cuts[0] != 0 || cuts[cuts.length - 1] != layers) {
      problems.value(
          cell, COLUMN, "do not cover the model: the first is 0, the last " + layers, null);
    }
    for (int s = 1; s < cuts.length; s++) {
      if (cuts[s] <= cuts[s - 1]) {
        problems.value(cell, COLUMN, "must ascend: stage " + (s - 1) + " has no layer", null);
        break;
      }
    }
    return problems.count() > before ? Optional.empty() : Optional.of(new Partition(cuts));
  }
}
