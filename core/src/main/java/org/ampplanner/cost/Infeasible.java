package org.ampplanner.cost;

/**
 * A strategy that cannot be run or cannot be priced.
 *
 * @param kind what stands in its way
 * @param reason readable by users
 */
public record Infeasible(Kind kind, String reason) implements Estimate {

  /** What stands in the way of a strategy. */
  public enum Kind {
    /** Degrees, batch, layers or devices do not divide. */
    DIVISIBILITY("divisibility"),
    /** The cost model cannot express it. */
    COST_MODEL("cost_model"),
    /** No measured time is at hand and the cost model needs one. */
    NO_PROFILE("no_profile"),
    /** It does not fit in memory. */
    MEMORY("memory"),
    /** The engine cannot run it. */
    ENGINE("engine");

    private final String id;

    Kind(String id) {
      this.id = id;
    }

    /** Returns the name in files. */
    public String id() {
      return id;
    }
  }
}
