package org.ampplanner.strategy;

/** Which activations are computed again in the backward pass instead of being kept. */
public enum Recompute {
  /** All are kept. */
  NONE("none"),
  /** The attention core is computed again (Korthikanti et al. 2022, arXiv 2205.05198). */
  SELECTIVE("selective"),
  /** Only the input of every block is kept (Chen et al. 2016, arXiv 1604.06174). */
  FULL("full");

  private final String id;

  Recompute(String id) {
    this.id = id;
  }

  /** Returns the name in files. */
  public String id() {
    return id;
  }
}
