package org.ampplanner.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.ampplanner.partition.OrderSolver;
import org.ampplanner.partition.OrderTables;
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
 * The joint order of stages and layers: 98 layers, classes of different speed and memory, links by
 * pair of classes, synchronisation by class.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class OrderBenchmark {
  private static final int LAYERS = 98;

  /** Stages of each class. */
  @Param({"32+32", "21+21+22", "12+12+12+12"})
  private String stages;

  /** Seed of the instance. */
  @Param({"1", "2", "3"})
  private long seed;

  private OrderTables tables;

  /** Makes the instance. */
  @Setup
  public void makeInstance() {
    int[] available = Arrays.stream(stages.split("\\+", -1)).mapToInt(Integer::parseInt).toArray();
    int classes = available.length;
    int k = Arrays.stream(available).sum();
    SplittableRandom random = new SplittableRandom(seed);
    long[] base = random.longs(LAYERS, 9_000_000, 11_000_000).toArray();
    long[] volume = random.longs(LAYERS, 90, 110).toArray();
    long[][] time = new long[classes][];
    long[][] inner = new long[classes][];
    long[][] sync = new long[classes][];
    long[][][] cut = new long[classes][classes][];
    long[] caps = new long[classes];
    long[] parameters = random.longs(LAYERS, 9_000, 11_000).toArray();
    for (int c = 0; c < classes; c++) {
      double speed = random.nextDouble(0.4, 1.6);
      time[c] = prefix(Arrays.stream(base).map(t -> (long) (t * speed)).toArray());
      long coefficient = random.nextInt(500, 2000);
      sync[c] = prefix(Arrays.stream(parameters).map(p -> p * coefficient).toArray());
      inner[c] = Arrays.stream(volume).map(v -> v * 100).toArray();
      for (int d = 0; d < classes; d++) {
        long link = random.nextInt(1000, 5000);
        cut[c][d] = Arrays.stream(volume).map(v -> v * link).toArray();
      }
      caps[c] = random.nextLong(300L * LAYERS, 900L * LAYERS);
    }
    int[] inFlight = new int[k];
    Arrays.setAll(inFlight, s -> k - s);
    long[][] kept = new long[classes][];
    long[][] activations = new long[classes][];
    Arrays.fill(kept, prefix(random.longs(LAYERS, 1000, 2000).toArray()));
    Arrays.fill(activations, prefix(random.longs(LAYERS, 50, 100).toArray()));
    OrderTables.Memory memory = new OrderTables.Memory(kept, activations, inFlight, caps);
    tables =
        new OrderTables(
            4 * k,
            new OrderTables.Shape(k, 1, available),
            new OrderTables.Costs(time, cut, inner, sync),
            List.of(),
            memory);
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
  public Optional<OrderSolver.Ordered> solve() {
    return OrderSolver.solve(tables);
  }
}
