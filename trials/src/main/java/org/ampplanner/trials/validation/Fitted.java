package org.ampplanner.trials.validation;

import java.util.Arrays;

/** Whether constants were fitted on a data set, as {@code validation/fitted.csv} says. */
enum Fitted {
  /** The least squares over published runs. */
  LEAST_SQUARES("least squares"),
  /** Some constants were chosen on it by hand. */
  BY_HAND("by hand"),
  /** No constant has seen it. */
  NO("no");

  private final String id;

  Fitted(String id) {
    this.id = id;
  }

  /** Returns how it is called in files. */
  String id() {
    return id;
  }

  /** Returns what was fitted on a data set; nothing on one that is not listed. */
  static Fitted of(String dataset) {
    String set = dataset.equals("dense/vtrain-multi") ? "dense" : dataset;
    return Facts.builtInTable("fitted.csv").stream()
        .filter(row -> row.text("dataset").equals(set))
        .flatMap(row -> Arrays.stream(values()).filter(f -> f.id.equals(row.text("fitted"))))
        .findFirst()
        .orElse(NO);
  }
}
