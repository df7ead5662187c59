package org.ampplanner.partition;

/** Receives orders and partitions from {@link OrderSolver#visit}. */
public interface OrderVisitor {

  /** Returns the largest objective that is still of interest; it may fall, not rise. */
  long limit();

  /** Returns whether to go no further. */
  boolean stopped();

  /**
   * Says which stages are fixed: those from {@code stage} on.
   *
   * @param kinds by stage; those before {@code stage} mean nothing
   * @param cuts by stage; those before {@code stage} mean nothing
   * @param prefix the least sum that the stages before it have, the cut to it included
   * @return whether anything of it is still of interest
   */
  boolean enter(int stage, int[] kinds, int[] cuts, long prefix);

  /** Receives a whole order and partition, in arrays that change later; false to stop. */
  boolean visit(int[] kinds, int[] cuts);
}
