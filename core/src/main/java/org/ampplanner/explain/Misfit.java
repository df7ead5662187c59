package org.ampplanner.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ampplanner.cost.MemoryCategory;
import org.ampplanner.cost.StageMemory;
import org.ampplanner.plan.Plan;
import org.ampplanner.unit.Units;

/**
 * Why a plan does not fit in memory, and what would.
 *
 * @param stage the stage that lacks most
 * @param memory what that stage needs, by category
 * @param stagesTooFull how many stages lack some
 * @param ways changes that fit, the fastest first; all of as few choices as it takes; empty if
 *     nothing on this cluster fits
 */
public record Misfit(int stage, StageMemory memory, int stagesTooFull, List<Way> ways) {

  /**
   * A change that fits.
   *
   * @param changes choices with their new values, such as {@code recompute=full}
   * @param plan the changed plan with its prediction
   */
  public record Way(List<String> changes, Plan plan) {
    /** Copies the list. */
    public Way {
      changes = List.copyOf(changes);
    }

    /** Returns the changes in words. */
    public String text() {
      return String.join(", ", changes);
    }
  }

  /** Copies the list. */
  public Misfit {
    ways = List.copyOf(ways);
  }

  /** Returns how many bytes are missing on each device of the stage. */
  public double missingBytes() {
    return memory.total() - memory.limitBytes();
  }

  /** Returns where it does not fit and by how much, in words. */
  public String text() {
    List<Map.Entry<MemoryCategory, Double>> largest = new ArrayList<>(memory.bytes().entrySet());
    largest.sort(Map.Entry.<MemoryCategory, Double>comparingByValue(Comparator.reverseOrder()));
    return String.format(
        Locale.ROOT,
        "stage %d needs %.1f GiB of %.1f GiB, %.1f GiB too much%s; most is %s (%.1f GiB)",
        stage,
        memory.total() / Units.GIB,
        memory.limitBytes() / Units.GIB,
        missingBytes() / Units.GIB,
        stagesTooFull > 1 ? " (" + stagesTooFull + " stages lack some)" : "",
        largest.get(0).getKey().id().replace('_', ' '),
        largest.get(0).getValue() / Units.GIB);
  }
}
