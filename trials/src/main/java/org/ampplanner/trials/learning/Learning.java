package org.ampplanner.trials.learning;

import java.util.ArrayList;
import java.util.List;

/**
 * What some trials taught.
 *
 * @param hypotheses how likely each is by now, most likely first
 * @param factors of the most likely one: its corrections
 */
public record Learning(List<Belief> hypotheses, List<Factor> factors) {

  /**
   * A hypothesis.
   *
   * @param name its name
   * @param probability how likely it is
   */
  public record Belief(String name, double probability) {}

  /**
   * A correction.
   *
   * @param name of the factor
   * @param value 1 is none
   */
  public record Factor(String name, double value) {}

  /** Copies the lists. */
  public Learning {
    hypotheses = List.copyOf(hypotheses);
    factors = List.copyOf(factors);
  }

  /** Returns a learning that has the factors of the most likely of some hypotheses. */
  static Learning of(List<Hypothesis> hypotheses, Beliefs beliefs, List<double[]> logFactors) {
    List<Belief> all = new ArrayList<>();
    int likeliest = 0;
    for (int h = 0; h < hypotheses.size(); h++) {
      all.add(new Belief(hypotheses.get(h).name(), beliefs.weight(h)));
      likeliest = beliefs.weight(h) > beliefs.weight(likeliest) ? h : likeliest;
    }
    all.sort((a, b) -> Double.compare(b.probability, a.probability));
    List<String> names = hypotheses.get(likeliest).model().names();
    List<Factor> factors = new ArrayList<>();
    for (int j = 0; j < names.size(); j++) {
      factors.add(new Factor(names.get(j), Math.exp(logFactors.get(likeliest)[j])));
    }
    return new Learning(all, factors);
  }
}
