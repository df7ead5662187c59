package org.ampplanner.formats.strategy;

import java.util.List;
import java.util.Optional;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.strategy.PipelineStrategy;

/**
 * A row of a strategies file.
 *
 * @param line where it starts in the file
 * @param cells as they are, one for each column that is carried through
 * @param content what they say
 */
public record StrategyRow(int line, List<String> cells, Content content) {

  /** What a row says. */
  public sealed interface Content {}

  /**
   * A strategy, with what the row says beyond it.
   *
   * @param strategy the strategy
   * @param partition the layer cuts, or empty for the best
   * @param placement the devices, or empty for hostfile order
   */
  public record Named(
      PipelineStrategy strategy, Optional<Partition> partition, Optional<Placement> placement)
      implements Content {}

  /**
   * Something that no strategy of this job is.
   *
   * @param error why not, for the column {@code error}
   */
  public record Invalid(String error) implements Content {}

  /** Copies the list. */
  public StrategyRow {
    cells = List.copyOf(cells);
  }
}
