package org.ampplanner.partition;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.partition.LayerTables.Memory;
import org.ampplanner.partition.OrderTables.StageClass;
import org.ampplanner.partition.StageWindows.Kind;

/**
 * The windows of every class at every position, and which starts are possible for each multiset of
 * stages that is still to come.
 *
 * <p>Complexity: O(vectors · classes · block) for the furthest starts and a factor log layers more
 * for the earliest. "At least one layer a stage" is kept only by position, so the ranges may be too
 * wide, never too narrow.
 */
final class OrderWindows {
  private static final int NO_START = -1;

  private final OrderTables tables;
  private final int classes;
  private final int stages;
  private final int layers;
  private final CountVectors vectors;
  private final Kind[] kinds;
  private final int[][] capEnds;
  private final StageWindow[][] windows;
  private final int[] furthest;
  private final int[] earliest;

  OrderWindows(OrderTables tables) {
    this.tables = tables;
    this.classes = tables.classes().size();
    this.stages = tables.stages();
    this.layers = tables.layers();
    this.vectors =
        new CountVectors(
            tables.classes().stream().mapToInt(c -> c.stages() / tables.block()).toArray());
    this.kinds = new Kind[classes];
    this.capEnds = new int[classes][layers + 1];
    this.windows = new StageWindow[classes][stages];
    for (int c = 0; c < classes; c++) {
      kinds[c] = kind(tables, c);
      makeWindows(c);
    }
    this.furthest = new int[vectors.size()];
    this.earliest = new int[vectors.size()];
  }

  private static Kind kind(OrderTables tables, int c) {
    StageClass stage = tables.classes().get(c);
    long[] saved = tables.tied().stream().mapToLong(tie -> tie.discount()[c]).toArray();
    return new Kind(stage.time(), stage.sync(), tables.tied(), saved);
  }

  private void makeWindows(int c) {
    long[] time = tables.classes().get(c).time();
    Memory memory = tables.memory();
    Map<Integer, int[]> ends = new HashMap<>();
    for (int p = 0; p < stages; p++) {
      int[] end = null;
      if (memory != null) {
        end = ends.get(memory.inFlight()[p]);
        if (end == null) {
          end = new int[layers + 1];
          StageWindows.fillMemory(
              memory, tables.tied(), memory.inFlight()[p], memory.capBytes()[c], end);
          ends.put(memory.inFlight()[p], end);
        }
      }
      windows[c][p] = new StageWindow(time, capEnds[c], end);
    }
  }

  List<Kind> kinds() {
    return List.of(kinds);
  }

  Kind kind(int c) {
    return kinds[c];
  }

  CountVectors vectors() {
    return vectors;
  }

  StageWindow window(int c, int position) {
    return windows[c][position];
  }

  /** Returns the position of the stage that comes next when so many stages are to come. */
  int position(int vector) {
    return stages - tables.block() * vectors.total(vector);
  }

  /** Returns the largest possible start of what is to come; negative if there is none. */
  int furthest(int vector) {
    return furthest[vector];
  }

  /** Returns the smallest possible start of what is to come; negative if there is none. */
  int earliest(int vector) {
    return earliest[vector];
  }

  /** Sets the caps and computes the furthest starts; false if the stages do not reach the end. */
  boolean reachesTheEnd(long timeCap, long syncCap) {
    for (int c = 0; c < classes; c++) {
      kinds[c].fill(timeCap, syncCap, capEnds[c]);
    }
    Arrays.fill(furthest, NO_START);
    int full = vectors.size() - 1;
    furthest[full] = 0;
    for (int vector = full; vector > 0; vector--) {
      if (furthest[vector] >= 0) {
        int position = position(vector);
        for (int c = 0; c < classes; c++) {
          if (vectors.has(vector, c)) {
            int next = vectors.without(vector, c);
            furthest[next] = Math.max(furthest[next], blockEnd(c, position, furthest[vector]));
          }
        }
      }
    }
    return furthest[0] == layers;
  }

  private int blockEnd(int c, int position, int start) {
    int at = start;
    for (int p = position; p < position + tables.block(); p++) {
      at = stageEnd(c, p, at);
      if (at <= p) {
        return NO_START;
      }
    }
    return at;
  }

  /** Returns how far a stage may reach that leaves every later one a layer. */
  int stageEnd(int c, int position, int start) {
    return Math.min(windows[c][position].end(start), layers - (stages - 1 - position));
  }

  /** Computes the earliest starts; false if the first stage has none. */
  boolean reachesTheStart() {
    int[] low = new int[tables.block() + 1];
    int[] high = new int[tables.block() + 1];
    earliest[0] = layers;
    for (int vector = 1; vector < vectors.size(); vector++) {
      earliest[vector] = NO_START;
      for (int c = 0; c < classes && furthest[vector] >= 0; c++) {
        if (vectors.has(vector, c) && blockRange(vector, c, low, high)) {
          int known = earliest[vector];
          earliest[vector] = known < 0 ? low[0] : Math.min(known, low[0]);
        }
      }
    }
    return earliest[vectors.size() - 1] == 0;
  }

  /**
   * Computes the possible starts inside a block of a class that comes next.
   *
   * @param low receives the smallest start of each stage of the block, then its smallest end
   * @param high receives the largest ones
   * @return whether the block can come next
   */
  boolean blockRange(int vector, int c, int[] low, int[] high) {
    int block = tables.block();
    int position = position(vector);
    int next = vectors.without(vector, c);
    if (furthest[vector] < 0 || furthest[next] < 0 || earliest[next] < 0) {
      return false;
    }
    high[0] = furthest[vector];
    for (int t = 0; t < block; t++) {
      high[t + 1] = stageEnd(c, position + t, high[t]);
      if (high[t + 1] <= position + t) {
        return false;
      }
    }
    low[block] = earliest[next];
    for (int t = block - 1; t >= 0; t--) {
      low[t] = windows[c][position + t].earliest(low[t + 1], position + t, high[t]);
      if (low[t] < 0) {
        return false;
      }
    }
    return true;
  }
}
