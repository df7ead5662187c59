package org.ampplanner.formats.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.ampplanner.plan.PlanDoubt;
import org.ampplanner.unit.Units;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.jspecify.annotations.Nullable;

/** How sure a prediction is, by column: the interval that 80 % of measurements are expected in. */
public final class DoubtCells {
  /** The columns, in order. */
  static final List<String> COLUMNS =
      List.of("iteration_s_low", "iteration_s_high", "memory_gib_high", "fits_probability");

  private static final NormalDistribution STANDARD = new NormalDistribution();

  private DoubtCells() {}

  /** Returns the cells; null where the cost model does not know its error. */
  public static Map<String, @Nullable Object> of(@Nullable PlanDoubt doubt) {
    Map<String, @Nullable Object> cells = new LinkedHashMap<>();
    if (doubt == null) {
      COLUMNS.forEach(column -> cells.put(column, null));
      return cells;
    }
    OptionalDouble high = doubt.highBytes();
    OptionalDouble fits = fitsProbability(doubt);
    cells.put("iteration_s_low", doubt.lowSeconds());
    cells.put("iteration_s_high", doubt.highSeconds());
    cells.put("memory_gib_high", high.isPresent() ? high.getAsDouble() / Units.GIB : null);
    cells.put("fits_probability", fits.isPresent() ? fits.getAsDouble() : null);
    return cells;
  }

  /** Returns how likely a plan fits in memory, by the measured error of predicted peaks. */
  public static OptionalDouble fitsProbability(PlanDoubt doubt) {
    OptionalDouble room = doubt.roomDeviations();
    return room.isPresent()
        ? OptionalDouble.of(STANDARD.cumulativeProbability(room.getAsDouble()))
        : room;
  }
}
