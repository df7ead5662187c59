package org.ampplanner.model;

/** The optimizer of a training run. */
public enum Optimizer {
  /** Adam or AdamW: two moments per parameter. */
  ADAM("adam"),
  /** Stochastic gradient descent without momentum. */
  SGD("sgd");

  private final String id;

  Optimizer(String id) {
    this.id = id;
  }

  /** Returns the name in files. */
  public String id() {
    return id;
  }
}
