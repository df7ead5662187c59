package org.ampplanner.report;

import java.util.ArrayList;
import java.util.List;

/** Numbers of micro-batches of replicas, in a word. */
final class Shares {
  private Shares() {}

  /** Returns the number of all, or each with how often it comes. */
  static String of(List<Integer> microBatches) {
    List<String> runs = new ArrayList<>();
    int from = 0;
    for (int r = 1; r <= microBatches.size(); r++) {
      if (r == microBatches.size() || !microBatches.get(r).equals(microBatches.get(from))) {
        runs.add(
            r - from == 1
                ? "" + microBatches.get(from)
                : (r - from) + "x" + microBatches.get(from));
        from = r;
      }
    }
    return runs.size() == 1 ? String.valueOf(microBatches.get(0)) : String.join(" ", runs);
  }
}
