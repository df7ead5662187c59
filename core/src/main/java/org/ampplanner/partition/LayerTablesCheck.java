package org.ampplanner.partition;

import java.util.Arrays;
import java.util.List;
import org.ampplanner.partition.LayerTables.Memory;
import org.ampplanner.partition.LayerTables.Tie;
import org.jspecify.annotations.Nullable;

/** What {@link LayerTables} requires of its arrays, in O(stages · layers). */
final class LayerTablesCheck {
  private LayerTablesCheck() {}

  static void check(
      int microBatches,
      long[][] time,
      long[][] cut,
      long[][] sync,
      List<Tie> tied,
      @Nullable Memory memory) {
    require(microBatches >= 1, "microBatches", microBatches, "must be at least 1");
    require(time.length >= 1, "stages", time.length, "must be at least 1");
    int stages = time.length;
    int layers = time[0].length - 1;
    require(layers >= 1, "layers", layers, "must be at least 1");
    require(cut.length == stages - 1, "rows of cut", cut.length, "must be one less than stages");
    require(sync.length == stages, "rows of sync", sync.length, "must be as many as stages");
    prefixRows("time", time, layers);
    prefixRows("sync", sync, layers);
    cuts(cut, layers);
    for (Tie tie : tied) {
      tie(tie, stages, layers);
    }
    if (memory != null) {
      memory(memory, stages, layers);
    }
    ties(tied, sync, memory, layers);
    requireNoOverflow(microBatches, time, cut, sync);
  }

  static void require(boolean holds, String where, long value, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(where + " (" + value + ") " + problem);
    }
  }

  private static void prefixRows(String name, long[][] rows, int layers) {
    for (int s = 0; s < rows.length; s++) {
      if (s == 0 || rows[s] != rows[s - 1]) {
        prefix(name + "[" + s + "]", rows[s], layers);
      }
    }
  }

  /** Requires prefix sums of values that are not negative. */
  static void prefix(String name, long[] row, int layers) {
    require(row.length == layers + 1, name + ".length", row.length, "must be layers + 1");
    require(row[0] == 0, name + "[0]", row[0], "must be 0: prefix sums");
    for (int i = 1; i <= layers; i++) {
      if (row[i] < row[i - 1]) {
        throw new IllegalArgumentException(
            name + "[" + i + "] (" + row[i] + ") must not be below the entry before it");
      }
    }
  }

  private static void cuts(long[][] cut, int layers) {
    for (int b = 0; b < cut.length; b++) {
      long[] row = cut[b];
      if (b > 0 && row == cut[b - 1]) {
        continue;
      }
      if (row.length < layers) {
        throw new IllegalArgumentException(
            "cut[" + b + "].length (" + row.length + ") must be at least the number of layers");
      }
      for (int i = 1; i < layers; i++) {
        if (row[i] < 0) {
          throw new IllegalArgumentException(
              "cut[" + b + "][" + i + "] (" + row[i] + ") must not be negative");
        }
      }
    }
  }

  private static void tie(Tie tie, int stages, int layers) {
    require(tie.first() >= 0, "first layer of a tie", tie.first(), "must not be negative");
    require(
        tie.second() > tie.first() && tie.second() < layers,
        "second layer of a tie",
        tie.second(),
        "must come after the first and be a layer");
    require(
        tie.discount().length == stages,
        "discounts of a tie",
        tie.discount().length,
        "must be as many as stages");
    for (long discount : tie.discount()) {
      require(discount >= 0, "discount of a tie", discount, "must not be negative");
    }
    require(tie.staticBytes() >= 0, "staticBytes of a tie", tie.staticBytes(), "is negative");
  }

  private static void memory(Memory memory, int stages, int layers) {
    prefix("staticBytes", memory.layers().fixed(), layers);
    prefix("activationBytes", memory.layers().activation(), layers);
    require(
        memory.inFlight().length == stages && memory.capBytes().length == stages,
        "entries of inFlight",
        memory.inFlight().length,
        "and those of capBytes must be as many as stages");
    for (int count : memory.inFlight()) {
      requireNoMemoryOverflow(memory.layers(), count, layers);
    }
  }

  /** Requires that the bytes of all layers with so many micro-batches in flight fit a long. */
  static void requireNoMemoryOverflow(LayerBytes bytes, int inFlight, int layers) {
    require(inFlight >= 0, "inFlight", inFlight, "must not be negative");
    long activation = bytes.activation()[layers];
    require(
        Math.multiplyHigh(activation, inFlight) == 0
            && activation * inFlight >= 0
            && activation * inFlight <= Long.MAX_VALUE - bytes.fixed()[layers],
        "activationBytes",
        activation,
        "times " + inFlight + " in flight overflows");
  }

  /** A layer must cost at least what it saves, whichever end of a stage it is added to. */
  private static void ties(List<Tie> tied, long[][] sync, @Nullable Memory memory, int layers) {
    if (tied.isEmpty()) {
      return;
    }
    for (int s = 0; s < sync.length; s++) {
      int stage = s;
      long[] saved = tied.stream().mapToLong(tie -> tie.discount()[stage]).toArray();
      monotone("synchronisation", tied, saved, sync[s], layers);
    }
    if (memory != null) {
      long[] saved = tied.stream().mapToLong(Tie::staticBytes).toArray();
      monotone("static bytes", tied, saved, memory.layers().fixed(), layers);
    }
  }

  private static void monotone(
      String what, List<Tie> tied, long[] saved, long[] prefix, int layers) {
    long[] forward = new long[layers];
    long[] backward = new long[layers];
    for (int t = 0; t < saved.length; t++) {
      int first = tied.get(t).first();
      int second = tied.get(t).second();
      forward[first] = Math.addExact(forward[first], saved[t]);
      backward[second] = Math.addExact(backward[second], saved[t]);
    }
    for (int i = 0; i < layers; i++) {
      long most = Math.max(forward[i], backward[i]);
      if (most > prefix[i + 1] - prefix[i]) {
        throw new IllegalArgumentException(
            what + " saved by the ties of layer " + i + " (" + most + ") exceed what it costs");
      }
    }
  }

  private static void requireNoOverflow(
      int microBatches, long[][] time, long[][] cut, long[][] sync) {
    int layers = time[0].length - 1;
    Budget budget = new Budget();
    budget.spendTimes(time, microBatches);
    long[] previous = {};
    long dearest = 0;
    for (long[] row : cut) {
      if (row != previous) {
        dearest = layers < 2 ? 0 : Arrays.stream(row, 1, layers).max().getAsLong();
        previous = row;
      }
      budget.spend("cost of a cut", dearest, 1);
    }
    long longest = Arrays.stream(sync).mapToLong(row -> row[layers]).max().getAsLong();
    budget.spend("synchronisation of all layers", longest, 1);
  }

  /** Adds up the worst case of an objective and refuses what exceeds the largest one. */
  static final class Budget {
    private long left = LayerTables.LARGEST_OBJECTIVE;

    /** Spends the slowest stage's time and the sum of all, over any assignment to the rows. */
    void spendTimes(long[][] time, int microBatches) {
      int layers = time[0].length - 1;
      long slowest = 0;
      for (long[] row : time) {
        slowest = Math.max(slowest, row[layers]);
      }
      spend("time of all layers", slowest, microBatches - 1L);
      for (int i = 0; i < layers; i++) {
        long most = 0;
        long[] previous = {};
        for (long[] row : time) {
          most = row == previous ? most : Math.max(most, row[i + 1] - row[i]);
          previous = row;
        }
        spend("time of a layer", most, 1);
      }
    }

    void spend(String where, long value, long times) {
      long product = value * times;
      if (Math.multiplyHigh(value, times) != 0 || product < 0 || product > left) {
        throw new IllegalArgumentException(
            where
                + " ("
                + value
                + (times == 1 ? "" : ", times " + times)
                + ") is too large: an objective could exceed "
                + LayerTables.LARGEST_OBJECTIVE
                + "\nMaybe use a coarser tick.");
      }
      left -= product;
    }
  }
}
