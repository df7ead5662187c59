package org.ampplanner.strategy;

/** The order of forward and backward passes in a pipeline. */
public enum Schedule {
  /** All forward passes, then all backward passes (Huang et al. 2019, arXiv 1811.06965). */
  GPIPE("gpipe"),
  /** One forward, one backward in the steady state (Narayanan et al. 2019, 2021). */
  ONE_FORWARD_ONE_BACKWARD("1f1b"),
  /** 1F1B over several model chunks per device (Narayanan et al. 2021, arXiv 2104.04473). */
  INTERLEAVED("interleaved"),
  /** Backward split into input and weight gradients (Qi et al. 2023, arXiv 2401.10241). */
  ZERO_BUBBLE("zero_bubble"),
  /**
   * 1F1B with as many forward passes again ahead, so that transfers are hidden behind them, for
   * about twice the activations (Zhuang et al. 2022, arXiv 2211.05322, section 4).
   */
  EAGER_ONE_FORWARD_ONE_BACKWARD("eager_1f1b");

  private final String id;

  Schedule(String id) {
    this.id = id;
  }

  /** Returns the name in files. */
  public String id() {
    return id;
  }
}
