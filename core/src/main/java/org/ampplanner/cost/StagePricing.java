package org.ampplanner.cost;

import org.ampplanner.placement.Placement;
import org.ampplanner.strategy.Strategy;

/**
 * Prices single stages on their own devices, in additive form: what a search over stages of
 * different degrees is bounded by. Belongs to one thread.
 */
public interface StagePricing {

  /**
   * What the layers of a stage cost at least, by layer.
   *
   * @param forward forward pass of one micro-batch, in seconds
   * @param backward backward pass
   * @param sync exposed synchronisation of gradients
   * @param update of the optimizer
   * @param memory what must fit
   */
  @SuppressWarnings("ArrayRecordComponent") // tables, compared by nobody
  record Terms(
      double[] forward,
      double[] backward,
      double[] sync,
      double[] update,
      StageCosts.Memory memory) {}

  /**
   * Returns the terms of a stage.
   *
   * @param alone what the stage follows, as a pipeline of one stage
   * @param devices of the stage alone
   */
  Terms terms(Strategy alone, Placement devices);

  /** Returns the micro-batches that a stage holds under 1F1B with so many stages after it. */
  int inFlight(int after, int microBatches);

  /** Returns what a step on so many devices is multiplied by, at least 1, never less on more. */
  double factor(int ranks);

  /** Returns what is added to every step, in seconds. */
  double fixedSeconds();
}
