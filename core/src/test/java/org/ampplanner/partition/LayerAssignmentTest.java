package org.ampplanner.partition;

import static org.ampplanner.fixtures.PlainAssignment.INFEASIBLE;
import static org.ampplanner.fixtures.PlainAssignment.objective;
import static org.ampplanner.fixtures.PlainAssignment.prefix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.ampplanner.partition.LayerTables.Memory;
import org.ampplanner.partition.LayerTables.Tie;
import org.junit.jupiter.api.Test;

class LayerAssignmentTest {
  private static final long SEED = 4711;

  @Test
  void findsTheOptimumThatBruteForceFinds() {
    SplittableRandom random = new SplittableRandom(SEED);
    int infeasible = 0;
    for (int i = 0; i < 20_000; i++) {
      LayerTables tables = random(random);
      long best = bruteForce(tables);
      LayerAssignment.Result result = LayerAssignment.solve(tables);
      if (best == INFEASIBLE) {
        infeasible++;
        assertThat(result).as(label(i)).isInstanceOf(LayerAssignment.Infeasible.class);
      } else {
        LayerAssignment.Assigned assigned = (LayerAssignment.Assigned) result;
        assertThat(assigned.objective()).as(label(i)).isEqualTo(best);
        assertThat(objective(tables, assigned.partition().cuts())).as(label(i)).isEqualTo(best);
      }
    }
    assertThat(infeasible).isBetween(1000, 15_000);
  }

  @Test
  void aCutoffIsInclusive() {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    for (int i = 0; i < 3000; i++) {
      LayerTables tables = random(random);
      long best = bruteForce(tables);
      if (best != INFEASIBLE) {
        assertThat(LayerAssignment.solve(tables, best))
            .isInstanceOfSatisfying(
                LayerAssignment.Assigned.class, a -> assertThat(a.objective()).isEqualTo(best));
        assertThat(LayerAssignment.solve(tables, best - 1))
            .isInstanceOf(LayerAssignment.NoneUpToCutoff.class);
      }
    }
  }

  @Test
  void scalingAllTimesScalesTheOptimum() {
    SplittableRandom random = new SplittableRandom(SEED + 2);
    for (int i = 0; i < 2000; i++) {
      LayerTables tables = random(random);
      long q = 1_000_000_007L;
      LayerTables scaled =
          new LayerTables(
              tables.microBatches(),
              scale(tables.time(), q),
              scale(tables.cut(), q),
              scale(tables.sync(), q),
              tables.tied().stream()
                  .map(t -> new Tie(t.first(), t.second(), scale(t.discount(), q)))
                  .toList(),
              tables.memory());
      long best = bruteForce(tables);
      if (best != INFEASIBLE) {
        LayerAssignment.Assigned assigned =
            (LayerAssignment.Assigned) LayerAssignment.solve(scaled);
        assertThat(assigned.objective()).as(label(i)).isEqualTo(best * q);
      }
    }
  }

  @Test
  void moreMemoryIsNeverWorse() {
    SplittableRandom random = new SplittableRandom(SEED + 3);
    for (int i = 0; i < 2000; i++) {
      LayerTables tables = random(random);
      LayerTables unlimited =
          new LayerTables(
              tables.microBatches(),
              tables.time(),
              tables.cut(),
              tables.sync(),
              tables.tied(),
              null);
      LayerAssignment.Assigned free = (LayerAssignment.Assigned) LayerAssignment.solve(unlimited);
      if (LayerAssignment.solve(tables) instanceof LayerAssignment.Assigned tight) {
        assertThat(free.objective()).as(label(i)).isLessThanOrEqualTo(tight.objective());
      }
    }
  }

  @Test
  void aReversedChainOfEqualStagesCostsTheSame() {
    SplittableRandom random = new SplittableRandom(SEED + 4);
    for (int i = 0; i < 2000; i++) {
      int layers = 1 + random.nextInt(12);
      int stages = 1 + random.nextInt(layers);
      long[] times = random.longs(layers, 0, 50).toArray();
      long[] reversed = times.clone();
      for (int l = 0; l < layers; l++) {
        reversed[l] = times[layers - 1 - l];
      }
      int microBatches = 1 + random.nextInt(9);
      assertThat(plain(times, stages, microBatches))
          .as(label(i))
          .isEqualTo(plain(reversed, stages, microBatches));
    }
  }

  @Test
  void answersTheSmallestInstanceOnWhichAmpIsWrong() {
    LayerTables tables =
        new LayerTables(
            4,
            new long[][] {prefix(7, 6, 4, 2), prefix(7, 6, 4, 2)},
            new long[][] {{0, 4, 0, 8}},
            new long[2][5],
            List.of(),
            null);
    LayerAssignment.Assigned assigned = (LayerAssignment.Assigned) LayerAssignment.solve(tables);
    assertThat(assigned.objective()).isEqualTo(58);
    assertThat(assigned.partition()).hasToString("0 2 4");
  }

  @Test
  void refusesTimesThatWouldOverflow() {
    long huge = Long.MAX_VALUE / 16;
    assertThatThrownBy(() ->
            new LayerTables(
                8, new long[][] {{0, huge}}, new long[0][], new long[1][2], List.of(), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("too large");
  }

  private static String label(int i) {
    return "seed " + SEED + " case " + i;
  }

  private static long plain(long[] times, int stages, int microBatches) {
    long[][] rows = new long[stages][];
    Arrays.fill(rows, prefix(times));
    LayerTables tables =
        new LayerTables(
            microBatches,
            rows,
            new long[stages - 1][times.length],
            new long[stages][times.length + 1],
            List.of(),
            null);
    return ((LayerAssignment.Assigned) LayerAssignment.solve(tables)).objective();
  }

  private static LayerTables random(SplittableRandom random) {
    int layers = 1 + random.nextInt(9);
    int stages = 1 + random.nextInt(layers);
    int spread = 1 + random.nextInt(30);
    long[][] classes = new long[1 + random.nextInt(3)][];
    Arrays.setAll(classes, c -> prefix(random.longs(layers, 0, spread).toArray()));
    long[] parameters = random.longs(layers, 0, 12).toArray();
    long[][] time = new long[stages][];
    long[][] sync = new long[stages][];
    long[] discount = new long[stages];
    Tie tie = new Tie(0, layers - 1, discount);
    for (int s = 0; s < stages; s++) {
      time[s] = classes[random.nextInt(classes.length)];
      long coefficient = random.nextInt(4);
      sync[s] = prefix(Arrays.stream(parameters).map(p -> p * coefficient).toArray());
      discount[s] = Math.min(parameters[0], parameters[layers - 1]) * coefficient;
    }
    long[][] cut = new long[stages - 1][];
    boolean free = random.nextInt(3) == 0;
    Arrays.setAll(
        cut, b -> free ? new long[layers] : random.longs(layers, 0, 2L * spread).toArray());
    return new LayerTables(
        1 + random.nextInt(7),
        time,
        cut,
        sync,
        layers > 1 && random.nextBoolean() ? List.of(tie) : List.of(),
        random.nextInt(4) == 0 ? null : memory(random, layers, stages));
  }

  private static Memory memory(SplittableRandom random, int layers, int stages) {
    int[] inFlight = new int[stages];
    Arrays.setAll(inFlight, s -> Math.min(stages - s, 1 + random.nextInt(4)));
    return new Memory(
        prefix(random.longs(layers, 0, 10).toArray()),
        prefix(random.longs(layers, 0, 6).toArray()),
        inFlight,
        random.longs(stages, 5, 20L * layers / stages + 20).toArray());
  }

  private static long[][] scale(long[][] rows, long q) {
    return Arrays.stream(rows).map(row -> scale(row, q)).toArray(long[][]::new);
  }

  private static long[] scale(long[] row, long q) {
    return Arrays.stream(row).map(v -> v * q).toArray();
  }

  private static long bruteForce(LayerTables tables) {
    int[] cuts = new int[tables.stages() + 1];
    cuts[tables.stages()] = tables.layers();
    return bruteForce(tables, cuts, 1);
  }

  private static long bruteForce(LayerTables tables, int[] cuts, int at) {
    if (at == tables.stages()) {
      return objective(tables, cuts);
    }
    long best = INFEASIBLE;
    for (int c = cuts[at - 1] + 1; c <= tables.layers() - (tables.stages() - at); c++) {
      cuts[at] = c;
      best = Math.min(best, bruteForce(tables, cuts, at + 1));
    }
    return best;
  }
}
