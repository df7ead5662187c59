package org.ampplanner.arrange;

import java.util.Optional;
import org.ampplanner.partition.Partition;

/**
 * An order of groups and a partition.
 *
 * @param kinds the kind of every group
 * @param partition the cuts
 * @param seconds the step
 */
@SuppressWarnings("ArrayRecordComponent") // read once
record GroupOrder(int[] kinds, Partition partition, double seconds) {

  /**
   * What was found.
   *
   * @param best the best, if any stays within the cut-off
   * @param openSeconds a bound on what was not covered, infinite if all was
   * @param more whether more effort would cover it
   */
  record Result(Optional<GroupOrder> best, double openSeconds, boolean more) {}
}
