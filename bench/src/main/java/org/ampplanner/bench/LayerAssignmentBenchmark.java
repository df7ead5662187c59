package org.ampplanner.bench;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.ampplanner.partition.LayerAssignment;
import org.ampplanner.partition.LayerAssignmentSolver;
import org.ampplanner.partition.LayerTables;
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
 * The exact layer assignment on layers of nearly equal time, stages of one or three speeds, cut
 * costs, synchronisation and memory caps. Ticks are nanoseconds.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LayerAssignmentBenchmark {

  /** Layers and stages. */
  @Param({"30x16", "98x32", "202x64", "202x128", "402x128"})
  private String size;

  /** Speeds of stages. */
  @Param({"1", "3"})
  private int classes;

  /** How much memory each stage has, in percent of what stages need on average. */
  @Param({"1000", "150"})
  private int memoryPercent;

  private LayerTables tables;

  /** Makes the instance. */
  @Setup
  public void makeInstance() {
    String[] numbers = size.split("x", -1);
    int layers = Integer.parseInt(numbers[0]);
    int stages = Integer.parseInt(numbers[1]);
    SplittableRandom random = new SplittableRandom(1);
    long[][] speeds = new long[classes][];
    for (int c = 0; c < classes; c++) {
      int speed = c + 1;
      speeds[c] = prefix(random.longs(layers, 9_000_000, 11_000_000).map(t -> t * speed).toArray());
    }
    long[] parameters = prefix(random.longs(layers, 11_000_000, 13_000_000).toArray());
    long[] staticBytes = prefix(random.longs(layers, 900, 1100).toArray());
    long[] activationBytes = prefix(random.longs(layers, 40, 60).toArray());
    long needed = (staticBytes[layers] + stages / 2 * activationBytes[layers]) / stages;
    long[][] time = new long[stages][];
    long[][] sync = new long[stages][];
    long[] caps = new long[stages];
    int[] inFlight = new int[stages];
    for (int s = 0; s < stages; s++) {
      time[s] = speeds[s * classes / stages];
      sync[s] = parameters;
      inFlight[s] = stages - s;
      caps[s] = needed * memoryPercent / 100;
    }
    long[][] cut = new long[stages - 1][];
    Arrays.setAll(cut, b -> random.longs(layers, 400_000, 600_000).toArray());
    LayerTables.Memory memory =
        new LayerTables.Memory(staticBytes, activationBytes, inFlight, caps);
    tables = new LayerTables(4 * stages, time, cut, sync, List.of(), memory);
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
  public LayerAssignment solve() {
    return LayerAssignmentSolver.solve(tables);
  }
}
