package org.ampplanner.cost;

import java.util.List;

/**
 * What a cost model knows of its own error.
 *
 * @param spread how far it is off, as measured
 * @param moved the same model with one factor larger by {@code e^step}, by factor
 * @param step logarithm of that
 */
public record ModelDoubt(Spread spread, List<CostModel> moved, double step) {
  /** Copies the list. */
  public ModelDoubt {
    moved = List.copyOf(moved);
  }
}
