package org.ampplanner.engine;

/** What "selective" recomputation means to a training software. */
public enum SelectiveRecompute {
  /** The core of attention and activation functions (Korthikanti et al. 2022, section 5). */
  ATTENTION_CORE("attention_core"),
  /** Every other matrix product and all that is not one; attention's result is kept. */
  ALTERNATE_PRODUCTS("alternate_products");

  private final String id;

  SelectiveRecompute(String id) {
    this.id = id;
  }

  /** Returns the name in files. */
  public String id() {
    return id;
  }
}
