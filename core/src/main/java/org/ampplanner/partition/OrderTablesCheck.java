package org.ampplanner.partition;

import static org.ampplanner.partition.LayerTablesCheck.require;

import java.util.List;
import org.ampplanner.partition.LayerTables.Memory;
import org.ampplanner.partition.LayerTables.Tie;
import org.ampplanner.partition.OrderTables.StageClass;
import org.jspecify.annotations.Nullable;

/** What {@link OrderTables} requires of its arrays, in O(classes² · layers). */
final class OrderTablesCheck {
  private OrderTablesCheck() {}

  static void check(
      int microBatches,
      int block,
      List<StageClass> classes,
      long[][][] cut,
      List<Tie> tied,
      @Nullable Memory memory) {
    require(!classes.isEmpty(), "classes", 0, "must be at least 1");
    require(block >= 1, "block", block, "must be at least 1");
    int stages = counts(block, classes);
    int count = classes.size();
    require(cut.length == count, "rows of cut", cut.length, "must be as many as classes");
    for (long[][] from : cut) {
      require(from.length == count, "rows of cut", from.length, "must be as many as classes");
    }
    if (memory != null) {
      require(
          memory.inFlight().length == stages,
          "entries of inFlight",
          memory.inFlight().length,
          "must be as many as stages");
      require(
          memory.capBytes().length == count,
          "entries of capBytes",
          memory.capBytes().length,
          "must be as many as classes");
      int layers = classes.getFirst().time().length - 1;
      for (int inFlight : memory.inFlight()) {
        LayerTablesCheck.requireNoMemoryOverflow(memory, inFlight, layers);
      }
    }
    asLayerTables(microBatches, classes, cut, tied, memory);
    overflow(microBatches, stages, classes, cut);
  }

  private static int counts(int block, List<StageClass> classes) {
    long stages = 0;
    long states = 1;
    for (StageClass c : classes) {
      require(
          c.stages() >= 0 && c.stages() % block == 0,
          "stages of a class",
          c.stages(),
          "must be a multiple of the block");
      stages += c.stages();
      states = Math.min(states * (c.stages() / block + 1L), Integer.MAX_VALUE);
    }
    require(stages >= 1 && stages <= 1 << 20, "stages", stages, "must be 1 to 2^20");
    require(
        states <= OrderTables.MOST_STATES,
        "count vectors of classes",
        states,
        "are too many\nMaybe merge classes that differ little.");
    return (int) stages;
  }

  /** Lets {@link LayerTables} check every row: as if each class were one stage. */
  private static void asLayerTables(
      int microBatches,
      List<StageClass> classes,
      long[][][] cut,
      List<Tie> tied,
      @Nullable Memory memory) {
    int count = classes.size();
    long[][] time = classes.stream().map(StageClass::time).toArray(long[][]::new);
    long[][] sync = classes.stream().map(StageClass::sync).toArray(long[][]::new);
    Memory byClass =
        memory == null
            ? null
            : new Memory(
                memory.staticBytes(), memory.activationBytes(), new int[count], memory.capBytes());
    for (int c = 0; c < count; c++) {
      long[][] rows = new long[count - 1][];
      for (int b = 0; b < count - 1; b++) {
        rows[b] = cut[c][b < c ? b : b + 1];
      }
      new LayerTables(microBatches, time, rows, sync, tied, byClass);
      long[][] own = {cut[c][c], classes.get(c).cutInside()};
      new LayerTables(
          1,
          new long[][] {time[c], time[c], time[c]},
          own,
          new long[][] {sync[c], sync[c], sync[c]},
          List.of(),
          null);
    }
  }

  private static void overflow(
      int microBatches, int stages, List<StageClass> classes, long[][][] cut) {
    int layers = classes.getFirst().time().length - 1;
    var budget = new LayerTablesCheck.Budget();
    budget.spendTimes(classes.stream().map(StageClass::time).toArray(long[][]::new), microBatches);
    long longest = 0;
    long dearest = 0;
    for (int c = 0; c < classes.size(); c++) {
      StageClass stage = classes.get(c);
      longest = Math.max(longest, stage.sync()[layers]);
      for (int i = 1; i < layers; i++) {
        dearest = Math.max(dearest, stage.cutInside()[i]);
        for (long[] row : cut[c]) {
          dearest = Math.max(dearest, row[i]);
        }
      }
    }
    budget.spend("synchronisation of all layers", longest, 1);
    budget.spend("cost of a cut", dearest, stages - 1L);
  }
}
