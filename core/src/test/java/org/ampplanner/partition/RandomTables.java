package org.ampplanner.partition;

import static org.ampplanner.fixtures.PlainAssignment.prefix;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.ampplanner.partition.LayerTables.Memory;
import org.ampplanner.partition.LayerTables.Tie;
import org.jspecify.annotations.Nullable;

/** Small random layer assignments of every sort. */
final class RandomTables {
  private final SplittableRandom random;

  RandomTables(SplittableRandom random) {
    this.random = random;
  }

  /** Makes tables; now and then with one stage, as many stages as layers, or one micro-batch. */
  LayerTables next(int mostLayers) {
    int layers = 1 + random.nextInt(mostLayers);
    int stages =
        switch (random.nextInt(8)) {
          case 0 -> 1;
          case 1 -> layers;
          default -> 1 + random.nextInt(layers);
        };
    int microBatches = random.nextInt(5) == 0 ? 1 : 1 + random.nextInt(9);
    return of(layers, stages, microBatches);
  }

  LayerTables of(int layers, int stages, int microBatches) {
    int spread = 1 + random.nextInt(30);
    long[][] classes = new long[1 + random.nextInt(3)][];
    Arrays.setAll(classes, c -> prefix(times(layers, spread)));
    long[] parameters = random.longs(layers, 0, 12).toArray();
    long[] coefficients = random.longs(stages, 0, 4).toArray();
    long[][] time = new long[stages][];
    long[][] sync = new long[stages][];
    for (int s = 0; s < stages; s++) {
      long coefficient = coefficients[s];
      time[s] = classes[random.nextInt(classes.length)];
      sync[s] = prefix(Arrays.stream(parameters).map(p -> p * coefficient).toArray());
    }
    long[][] cut = new long[stages - 1][];
    boolean free = random.nextInt(3) == 0;
    Arrays.setAll(
        cut, b -> free ? new long[layers] : random.longs(layers, 0, 2L * spread).toArray());
    long[] staticBytes = random.longs(layers, 0, 10).toArray();
    List<Tie> tied = ties(layers, parameters, coefficients, staticBytes);
    Memory memory = random.nextInt(4) == 0 ? null : memory(staticBytes, stages, microBatches);
    return new LayerTables(microBatches, time, cut, sync, tied, memory);
  }

  /** Times of layers: all equal, some of them zero, or any. */
  private long[] times(int layers, int spread) {
    long equal = random.nextInt(spread);
    int sort = random.nextInt(6);
    return random
        .longs(layers, 0, spread)
        .map(t -> sort == 0 ? equal : sort == 1 && t % 2 == 0 ? 0 : t)
        .toArray();
  }

  /** No tie, a pair, or three layers in a chain. */
  private List<Tie> ties(int layers, long[] parameters, long[] coefficients, long[] staticBytes) {
    int count = Math.min(layers - 1, random.nextInt(3));
    int[] chain = random.ints(count + 1L, 0, layers).sorted().distinct().toArray();
    List<Tie> tied = new ArrayList<>();
    for (int t = 0; t + 1 < chain.length; t++) {
      int first = chain[t];
      int second = chain[t + 1];
      long shared = Math.min(parameters[first], parameters[second]);
      tied.add(
          new Tie(
              first,
              second,
              Arrays.stream(coefficients).map(c -> c * shared).toArray(),
              Math.min(staticBytes[first], staticBytes[second])));
    }
    return tied;
  }

  private @Nullable Memory memory(long[] staticBytes, int stages, int microBatches) {
    int layers = staticBytes.length;
    int[] inFlight =
        random.nextBoolean()
            ? Memory.inFlight1F1B(stages, microBatches)
            : random.ints(stages, 0, 5).toArray();
    return new Memory(
        prefix(staticBytes),
        prefix(random.longs(layers, 0, 6).toArray()),
        inFlight,
        random.longs(stages, 5, 20L * layers / stages + 20).toArray());
  }
}
