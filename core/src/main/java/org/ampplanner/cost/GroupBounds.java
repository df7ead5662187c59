package org.ampplanner.cost;

/**
 * What every sequence of node groups and every partition of a strategy takes at least, in a form
 * that the order of groups and the cuts can be chosen by: the closed form itself, or a bound on a
 * simulated step.
 */
public sealed interface GroupBounds permits GroupCosts, StepBounds {

  /** Returns the number of kinds of group. */
  int kinds();

  /** Returns the number of layers. */
  int layers();

  /**
   * Returns a lower bound over all sequences and partitions, in seconds; infinite if nothing fits.
   *
   * @param available how many groups of each kind
   * @param groups how many groups the pipeline takes
   * @param stagesPerGroup stages of each
   */
  double seconds(int[] available, int groups, int stagesPerGroup);

  /** Returns by layer what both passes take on a kind of group. */
  double[] layerSeconds(int kind);
}
