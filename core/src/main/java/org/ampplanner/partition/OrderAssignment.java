package org.ampplanner.partition;

import java.util.List;

/** What an {@link OrderSolver} found. */
public sealed interface OrderAssignment {

  /**
   * An optimal order and partition; of several, the one whose sequence "class of stage 0, its end,
   * class of stage 1, its end, ..." is lexicographically smallest.
   *
   * @param order the class of every stage
   * @param assigned the partition and its value, as for the fixed order
   */
  record Ordered(List<Integer> order, LayerAssignment.Assigned assigned)
      implements OrderAssignment {
    /** Copies the order. */
    public Ordered {
      order = List.copyOf(order);
    }
  }

  /**
   * No order and partition fit, whatever they cost.
   *
   * @param reason readable by users
   */
  record Infeasible(String reason) implements OrderAssignment {}

  /**
   * None below the cut-off; whether there is one above is not known.
   *
   * @param lowerBound what every order and partition costs at least; not below the cut-off
   */
  record NotBelowCutoff(long lowerBound) implements OrderAssignment {}
}
