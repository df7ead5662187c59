package org.ampplanner.workbench.size;

import java.util.List;
import java.util.OptionalDouble;
import org.ampplanner.unit.Validation;

/**
 * What is to be trained until when, or for how much.
 *
 * @param tokens how many tokens
 * @param days the deadline, or empty
 * @param budget the money, or empty; one of the two is there
 * @param nodeTypes what to choose from, ids of the catalogue
 * @param maxNodes how many nodes of a type there can be at most
 * @param failures what failures take
 * @param pue power of the building over that of the nodes, at least 1
 */
public record SizeQuestion(
    double tokens,
    OptionalDouble days,
    OptionalDouble budget,
    List<String> nodeTypes,
    int maxNodes,
    Failures failures,
    double pue) {

  /**
   * Power usage effectiveness where nobody says: the large clouds state 1.1 to 1.2, the mean of all
   * data centres is 1.56 (Uptime Institute 2024).
   */
  public static final double USUAL_PUE = 1.2;

  /** Validates the components. */
  public SizeQuestion {
    nodeTypes = List.copyOf(nodeTypes);
    Validation v = new Validation();
    v.positive("tokens", tokens).positive("max_nodes", maxNodes);
    days.ifPresent(d -> v.positive("days", d));
    budget.ifPresent(b -> v.positive("budget", b));
    v.throwIfInvalid();
    if (days.isEmpty() && budget.isEmpty()) {
      throw new IllegalArgumentException("neither days nor a budget");
    }
    if (pue < 1) {
      throw new IllegalArgumentException("a PUE of " + pue + " is below 1");
    }
  }
}
