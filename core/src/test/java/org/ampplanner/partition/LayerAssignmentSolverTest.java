package org.ampplanner.partition;

import static org.ampplanner.fixtures.PlainAssignment.prefix;
import static org.ampplanner.partition.EveryPartition.INFEASIBLE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.ampplanner.partition.EveryPartition.Optimum;
import org.ampplanner.partition.LayerAssignment.Assigned;
import org.ampplanner.partition.LayerAssignment.Infeasible;
import org.ampplanner.partition.LayerAssignment.NotBelowCutoff;
import org.ampplanner.partition.LayerTables.Memory;
import org.ampplanner.partition.LayerTables.Tie;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerAssignmentSolverTest {

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {4711, 4712, 4713, 4714})
  void findsTheSmallestCutsOfTheOptimumThatBruteForceFinds(long seed) {
    RandomTables random = new RandomTables(new SplittableRandom(seed));
    int infeasible = 0;
    for (int i = 0; i < 5000; i++) {
      LayerTables tables = random.next(9);
      Optimum optimum = EveryPartition.optimum(tables);
      LayerAssignment result = LayerAssignmentSolver.solve(tables);
      if (optimum.objective() == INFEASIBLE) {
        infeasible++;
        assertThat(result).as(label(seed, i)).isInstanceOf(Infeasible.class);
      } else {
        Assigned assigned = (Assigned) result;
        assertThat(assigned.objective()).as(label(seed, i)).isEqualTo(optimum.objective());
        assertThat(assigned.partition().cuts()).as(label(seed, i)).isEqualTo(optimum.cuts());
        assertThat(terms(tables, assigned)).as(label(seed, i)).isEqualTo(optimum.objective());
      }
    }
    assertThat(infeasible).isBetween(300, 4000);
  }

  @Test
  void everyStageHoldsAsManyLayersAsItHasChunks() {
    long seed = 71;
    RandomTables random = new RandomTables(new SplittableRandom(seed));
    int found = 0;
    for (int i = 0; i < 4000; i++) {
      LayerTables t = random.next(11);
      LayerTables tables =
          new LayerTables(
              t.microBatches(), t.time(), t.cut(), t.sync(), t.tied(), t.memory(), 2 + i % 2);
      Optimum optimum = EveryPartition.optimum(tables);
      LayerAssignment result = LayerAssignmentSolver.solve(tables);
      if (optimum.objective() == INFEASIBLE) {
        assertThat(result).as(label(seed, i)).isInstanceOf(Infeasible.class);
        continue;
      }
      found++;
      assertThat(((Assigned) result).objective()).isEqualTo(optimum.objective());
      assertThat(((Assigned) result).partition().cuts()).isEqualTo(optimum.cuts());
      assertThat(LayerAssignmentSolver.solve(tables, optimum.objective()))
          .as(label(seed, i))
          .isEqualTo(new NotBelowCutoff(optimum.objective()));
    }
    assertThat(found).isGreaterThan(800);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {21, 22})
  void findsTheOptimumThatAllPairsOfCapsFind(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 60; i++) {
      int layers = 10 + random.nextInt(9);
      LayerTables tables =
          new RandomTables(random).of(layers, 2 + random.nextInt(6), 1 + random.nextInt(20));
      long best = EveryPartition.byAllCaps(tables);
      LayerAssignment result = LayerAssignmentSolver.solve(tables);
      long found = result instanceof Assigned assigned ? assigned.objective() : INFEASIBLE;
      assertThat(found).as(label(seed, i)).isEqualTo(best);
    }
  }

  @Test
  void onlyWhatIsBelowTheCutoffIsFound() {
    long seed = 31;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 4000; i++) {
      LayerTables tables = new RandomTables(random).next(9);
      Optimum optimum = EveryPartition.optimum(tables);
      long best = optimum.objective();
      if (best == INFEASIBLE) {
        assertThat(LayerAssignmentSolver.solve(tables, random.nextLong(200)))
            .as(label(seed, i))
            .isNotInstanceOf(Assigned.class);
        continue;
      }
      Assigned assigned = (Assigned) LayerAssignmentSolver.solve(tables, best + 1);
      assertThat(assigned.objective()).as(label(seed, i)).isEqualTo(best);
      assertThat(assigned.partition().cuts()).as(label(seed, i)).isEqualTo(optimum.cuts());
      assertThat(LayerAssignmentSolver.solve(tables, best))
          .as(label(seed, i))
          .isEqualTo(new NotBelowCutoff(best));
      long cutoff = random.nextLong(best + 1);
      NotBelowCutoff none = (NotBelowCutoff) LayerAssignmentSolver.solve(tables, cutoff);
      assertThat(none.lowerBound()).as(label(seed, i)).isBetween(cutoff, best);
    }
  }

  @Test
  void scalingAllTimesScalesTheOptimum() {
    long seed = 41;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 3000; i++) {
      LayerTables tables = new RandomTables(random).next(9);
      long q = 1_000_000_007L * (1 + random.nextInt(1000));
      LayerTables scaled =
          new LayerTables(
              tables.microBatches(),
              scale(tables.time(), q),
              scale(tables.cut(), q),
              scale(tables.sync(), q),
              tables.tied().stream()
                  .map(t -> new Tie(t.first(), t.second(), scale(t.discount(), q), t.staticBytes()))
                  .toList(),
              tables.memory());
      if (LayerAssignmentSolver.solve(tables) instanceof Assigned plain) {
        Assigned assigned = (Assigned) LayerAssignmentSolver.solve(scaled);
        assertThat(assigned.objective()).as(label(seed, i)).isEqualTo(plain.objective() * q);
        assertThat(assigned.partition()).as(label(seed, i)).isEqualTo(plain.partition());
      }
    }
  }

  @Test
  void moreMemoryIsNeverWorse() {
    long seed = 51;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 3000; i++) {
      LayerTables tables = new RandomTables(random).next(12);
      Memory memory = tables.memory();
      if (memory != null && LayerAssignmentSolver.solve(tables) instanceof Assigned tight) {
        long[] caps =
            Arrays.stream(memory.capBytes()).map(cap -> cap + random.nextInt(20)).toArray();
        Memory more = new Memory(memory.layers(), memory.inFlight(), caps);
        for (Memory raised : new Memory[] {more, null}) {
          Assigned loose = (Assigned) LayerAssignmentSolver.solve(with(tables, raised));
          assertThat(loose.objective()).as(label(seed, i)).isLessThanOrEqualTo(tight.objective());
        }
      }
    }
  }

  @Test
  void aReversedChainOfEqualStagesCostsTheSame() {
    long seed = 61;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 3000; i++) {
      int layers = 1 + random.nextInt(14);
      int stages = 1 + random.nextInt(layers);
      long[] times = random.longs(layers, 0, 50).toArray();
      long[] cuts = random.longs(layers, 0, 30).toArray();
      int microBatches = 1 + random.nextInt(9);
      long forwards = chain(times, cuts, stages, microBatches);
      long[] cutsBackwards = new long[layers];
      for (int l = 1; l < layers; l++) {
        cutsBackwards[l] = cuts[layers - l];
      }
      assertThat(chain(reversed(times), cutsBackwards, stages, microBatches))
          .as(label(seed, i))
          .isEqualTo(forwards);
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
    Assigned assigned = (Assigned) LayerAssignmentSolver.solve(tables);
    assertThat(assigned.objective()).isEqualTo(58);
    assertThat(assigned.partition()).hasToString("0 2 4");
    assertThat(assigned.maxTime()).isEqualTo(13);
    assertThat(assigned.sumTime()).isEqualTo(19);
    assertThat(assigned.cutCost()).isZero();
  }

  @Test
  void tiedLayersOnOneStageCountOnce() {
    long[] sync = prefix(10, 1, 10);
    Tie tie = new Tie(0, 2, new long[] {10}, 100);
    Memory memory =
        new Memory(prefix(100, 5, 100), prefix(0, 0, 0), new int[] {1}, new long[] {105});
    LayerTables tables =
        new LayerTables(
            2,
            new long[][] {prefix(3, 3, 3)},
            new long[0][],
            new long[][] {sync},
            List.of(tie),
            memory);
    Assigned assigned = (Assigned) LayerAssignmentSolver.solve(tables);
    assertThat(assigned.maxSync()).isEqualTo(11);
    assertThat(assigned.objective()).isEqualTo(9 + 9 + 11);
  }

  @Test
  void saysWhyNothingFits() {
    long[] time = prefix(1, 1, 1, 1);
    Memory memory =
        new Memory(prefix(4, 4, 4, 4), new long[5], new int[] {2, 1}, new long[] {8, 4});
    LayerTables tables =
        new LayerTables(
            2, new long[][] {time, time}, new long[1][4], new long[2][5], List.of(), memory);
    assertThat(LayerAssignmentSolver.solve(tables))
        .isEqualTo(new Infeasible("the stages' memory holds at most 3 of 4 layers"));
    LayerTables short1 =
        new LayerTables(
            2,
            new long[][] {prefix(1), prefix(1)},
            new long[1][1],
            new long[2][2],
            List.of(),
            null);
    assertThat(LayerAssignmentSolver.solve(short1))
        .isEqualTo(new Infeasible("2 stages need at least 2 layers, not 1"));
  }

  private static String label(long seed, int i) {
    return "seed " + seed + " case " + i;
  }

  private static long terms(LayerTables tables, Assigned assigned) {
    long steady = (tables.microBatches() - 1) * assigned.maxTime();
    return steady + assigned.sumTime() + assigned.cutCost() + assigned.maxSync();
  }

  private static LayerTables with(LayerTables t, Memory memory) {
    return new LayerTables(t.microBatches(), t.time(), t.cut(), t.sync(), t.tied(), memory);
  }

  private static long chain(long[] times, long[] cutBefore, int stages, int microBatches) {
    long[][] rows = new long[stages][];
    long[][] cuts = new long[stages - 1][];
    Arrays.fill(rows, prefix(times));
    Arrays.fill(cuts, cutBefore);
    LayerTables tables =
        new LayerTables(
            microBatches, rows, cuts, new long[stages][times.length + 1], List.of(), null);
    return ((Assigned) LayerAssignmentSolver.solve(tables)).objective();
  }

  private static long[] reversed(long[] values) {
    long[] reversed = values.clone();
    for (int i = 0; i < values.length; i++) {
      reversed[i] = values[values.length - 1 - i];
    }
    return reversed;
  }

  private static long[][] scale(long[][] rows, long q) {
    return Arrays.stream(rows).map(row -> scale(row, q)).toArray(long[][]::new);
  }

  private static long[] scale(long[] row, long q) {
    return Arrays.stream(row).map(v -> v * q).toArray();
  }
}
