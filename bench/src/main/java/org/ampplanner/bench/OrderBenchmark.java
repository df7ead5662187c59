package org.ampplanner.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.ampplanner.partition.LayerTables.Memory;
import org.ampplanner.partition.OrderAssignment;
import org.ampplanner.partition.OrderSolver;
import org.ampplanner.partition.OrderTables;
import org.ampplanner.partition.OrderTables.StageClass;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The exact order and layer assignment on 98 layers of nearly equal time, classes of different
 * speed and memory, links that differ by pair of classes, and synchronisation. Ticks are
 * nanoseconds.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class OrderBenchmark {
  private static final int LAYERS = 98;

  /** Stages of each class. */
  @Param({"8+8", "32+32", "21+21+22", "12+12+12+12"})
  private String stages;

  /** How much of the memory that stages of average size need there is, in percent. */
  @Param({"400", "130"})
  private int memoryPercent;

  private OrderTables tables;

  /** Makes the instance. */
  @Setup
  public void makeInstance() {
    int[] counts = Arrays.stream(stages.split("\\+", -1)).mapToInt(Integer::parseInt).toArray();
    int all = Arrays.stream(counts).sum();
    SplittableRandom random = new SplittableRandom(1);
    long[] base = random.longs(LAYERS, 9_000_000, 11_000_000).toArray();
    long[] parameters = random.longs(LAYERS, 11_000_000, 13_000_000).toArray();
    long[] staticBytes = prefix(random.longs(LAYERS, 900, 1100).toArray());
    long[] activationBytes = prefix(random.longs(LAYERS, 40, 60).toArray());
    long needed = (staticBytes[LAYERS] + all / 2 * activationBytes[LAYERS]) / all;
    List<StageClass> classes = new ArrayList<>();
    long[] caps = new long[counts.length];
    long[][][] cut = new long[counts.length][counts.length][];
    for (int c = 0; c < counts.length; c++) {
      int speed = 10 + 6 * c;
      long[] time = Arrays.stream(base).map(t -> t * speed / 10 + random.nextInt(99_999)).toArray();
      long[] inside = new long[LAYERS];
      classes.add(new StageClass(counts[c], prefix(time), prefix(parameters), inside));
      caps[c] = needed * memoryPercent / 100 * (10 + 2 * c) / 10;
      for (int d = 0; d < counts.length; d++) {
        int link = c == d ? 1 : 4;
        cut[c][d] = random.longs(LAYERS, 400_000, 600_000).map(v -> v * link).toArray();
      }
    }
    int microBatches = 4 * all;
    Memory memory =
        new Memory(staticBytes, activationBytes, Memory.inFlight1F1B(all, microBatches), caps);
    tables = new OrderTables(microBatches, 1, classes, cut, List.of(), memory);
  }

  private static long[] prefix(long[] values) {
    long[] sums = new long[values.length + 1];
    for (int i = 0; i < values.length; i++) {
      sums[i + 1] = sums[i] + values[i];
    }
    return sums;
  }

  /** Solves the instance. */
  @Benchmark
  public OrderAssignment solve() {
    return OrderSolver.solve(tables);
  }
}
