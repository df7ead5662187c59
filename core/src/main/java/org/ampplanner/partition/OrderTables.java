package org.ampplanner.partition;

import java.util.List;
import org.ampplanner.partition.LayerTables.Memory;
import org.ampplanner.partition.LayerTables.Tie;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a layer assignment whose stages are of several classes that may be put in any
 * order, in whole ticks and bytes. The objective is that of {@link LayerTables}.
 *
 * <p>Stages come in blocks: consecutive aligned runs of {@code block} stages that share one node
 * and so one class. The arrays are not copied and must not change.
 *
 * @param microBatches m, at least 1
 * @param block stages of one block, at least 1
 * @param classes the classes of stages
 * @param cut {@code [from][to][i]}: cost of cutting before layer i between a block of class from
 *     and one of class to; entry 0 is unused and rows may be shared
 * @param tied pairs of layers that a stage holding both counts once, with a discount for each class
 * @param memory what must fit, with micro-batches in flight for each position and bytes for each
 *     class, or null if memory is no concern
 */
@SuppressWarnings("ArrayRecordComponent") // tables that are shared, not compared
public record OrderTables(
    int microBatches,
    int block,
    List<StageClass> classes,
    long[][][] cut,
    List<Tie> tied,
    @Nullable Memory memory) {

  /** The most count vectors that are searched; each takes some bytes for every layer. */
  public static final int MOST_STATES = 1 << 22;

  /**
   * A class of equal stages.
   *
   * @param stages how many there are, a multiple of the block
   * @param time {@code [i]}: time of the layers before i, for one micro-batch
   * @param sync {@code [i]}: synchronisation time of the layers before i
   * @param cutInside {@code [i]}: cost of cutting before layer i inside a block
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record StageClass(int stages, long[] time, long[] sync, long[] cutInside) {}

  /**
   * Validates the shapes, that all sums are monotone, and that no value can overflow.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  public OrderTables {
    classes = List.copyOf(classes);
    tied = List.copyOf(tied);
    OrderTablesCheck.check(microBatches, block, classes, cut, tied, memory);
  }

  /** Returns the number of stages. */
  public int stages() {
    return classes.stream().mapToInt(StageClass::stages).sum();
  }

  /** Returns the number of layers. */
  public int layers() {
    return classes.getFirst().time.length - 1;
  }

  /**
   * Returns the assignment that is left once the order is fixed.
   *
   * @param order the class of every stage
   */
  public LayerTables inOrder(int[] order) {
    int stages = order.length;
    long[][] time = new long[stages][];
    long[][] sync = new long[stages][];
    long[][] cuts = new long[stages - 1][];
    for (int s = 0; s < stages; s++) {
      StageClass stage = classes.get(order[s]);
      time[s] = stage.time;
      sync[s] = stage.sync;
      if (s > 0) {
        cuts[s - 1] = s % block == 0 ? cut[order[s - 1]][order[s]] : stage.cutInside;
      }
    }
    List<Tie> ties =
        tied.stream()
            .map(t -> new Tie(t.first(), t.second(), byStage(order, t.discount()), t.staticBytes()))
            .toList();
    Memory m = memory;
    Memory fixed =
        m == null
            ? null
            : new Memory(
                m.staticBytes(), m.activationBytes(), m.inFlight(), byStage(order, m.capBytes()));
    return new LayerTables(microBatches, time, cuts, sync, ties, fixed);
  }

  private static long[] byStage(int[] order, long[] byClass) {
    long[] values = new long[order.length];
    for (int s = 0; s < order.length; s++) {
      values[s] = byClass[order[s]];
    }
    return values;
  }
}
