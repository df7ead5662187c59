package org.ampplanner.arrange;

import java.util.function.BooleanSupplier;

/**
 * What was left of a candidate when its effort was spent: a search goes on with it where most is to
 * be gained. Belongs to one thread at a time.
 */
public interface Rest {

  /** Returns a bound on every plan that is left, in seconds. */
  double boundSeconds();

  /**
   * Goes on.
   *
   * @param limitSeconds plans that take longer are of no interest
   * @param effort passes that may be replayed
   * @param stop whether to end with what there is
   */
  Settled settle(double limitSeconds, long effort, BooleanSupplier stop);
}
