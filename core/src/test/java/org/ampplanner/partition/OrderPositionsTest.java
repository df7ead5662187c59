package org.ampplanner.partition;

import static org.ampplanner.fixtures.PlainAssignment.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.ampplanner.partition.OrderSolver.Ordered;
import org.ampplanner.partition.OrderTables.Drain;
import org.ampplanner.partition.OrderTables.Positions;
import org.junit.jupiter.api.Test;

/** Peaks and synchronisation by position, against every order and partition. */
class OrderPositionsTest {
  private static final long SEED = 1611;

  /** An order and a partition with what they cost. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Priced(int[] kinds, int[] cuts, long first, long drained) {}

  @Test
  void isExactWhereOnlyTheFirstStageSynchronises() {
    SplittableRandom random = new SplittableRandom(SEED);
    int feasible = 0;
    for (int i = 0; i < 3000; i++) {
      OrderTables tables = random(random, false);
      Optional<Long> best = all(tables).stream().map(Priced::first).min(Long::compare);
      feasible += best.isPresent() ? 1 : 0;
      assertThat(OrderSolver.solve(tables).map(Ordered::objective)).as(label(i)).isEqualTo(best);
    }
    assertThat(feasible).isGreaterThan(1500);
  }

  @Test
  void laterSynchronisationRaisesTheBoundNotAboveTheLeast() {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    int raised = 0;
    for (int i = 0; i < 3000; i++) {
      OrderTables tables = random(random, true);
      List<Priced> all = all(tables);
      if (all.isEmpty()) {
        assertThat(OrderSolver.solve(tables)).isEmpty();
        continue;
      }
      long first = all.stream().mapToLong(Priced::first).min().orElseThrow();
      long drained = all.stream().mapToLong(Priced::drained).min().orElseThrow();
      long bound = OrderSolver.solve(tables).orElseThrow().objective();
      assertThat(bound).as(label(i)).isBetween(first, drained);
      assertThat(OrderSolver.solve(tables, first - 1)).as(label(i)).isEmpty();
      raised += bound > first ? 1 : 0;
    }
    assertThat(raised).isGreaterThan(200);
  }

  @Test
  void visitsAllWithinTheLimit() {
    SplittableRandom random = new SplittableRandom(SEED + 2);
    for (int i = 0; i < 1000; i++) {
      OrderTables tables = random(random, i % 2 == 0);
      List<Priced> all = all(tables);
      if (all.isEmpty()) {
        continue;
      }
      long least = all.stream().mapToLong(Priced::drained).min().orElseThrow();
      long limit = least + random.nextLong(1 + least / 10);
      List<String> visited = new ArrayList<>();
      boolean done = OrderSolver.visit(tables, visitor(limit, visited));
      assertThat(done).isTrue();
      assertThat(visited).doesNotHaveDuplicates();
      assertThat(visited)
          .as(label(i))
          .containsAll(
              all.stream()
                  .filter(p -> p.drained <= limit)
                  .map(p -> Arrays.toString(p.kinds) + Arrays.toString(p.cuts))
                  .toList());
    }
  }

  private static OrderVisitor visitor(long limit, List<String> visited) {
    return new OrderVisitor() {
      @Override
      public long limit() {
        return limit;
      }

      @Override
      public boolean stopped() {
        return false;
      }

      @Override
      public boolean enter(int stage, int[] kinds, int[] cuts, long before) {
        return true;
      }

      @Override
      public boolean visit(int[] kinds, int[] cuts) {
        visited.add(Arrays.toString(kinds) + Arrays.toString(cuts));
        return true;
      }
    };
  }

  private static List<Priced> all(OrderTables t) {
    List<Priced> all = new ArrayList<>();
    if (t.stages() <= t.layers()) {
      sequences(t, new int[t.stages()], 0, t.available().clone(), all);
    }
    return all;
  }

  private static void sequences(
      OrderTables t, int[] kinds, int group, int[] left, List<Priced> all) {
    if (group == t.groups()) {
      int[] cuts = new int[t.stages() + 1];
      cuts[t.stages()] = t.layers();
      cuts(t, kinds, cuts, 1, all);
      return;
    }
    int b = t.stagesPerGroup();
    for (int c = 0; c < left.length; c++) {
      if (left[c]-- > 0) {
        Arrays.fill(kinds, group * b, (group + 1) * b, c);
        sequences(t, kinds, group + 1, left, all);
      }
      left[c]++;
    }
  }

  private static void cuts(OrderTables t, int[] kinds, int[] cuts, int at, List<Priced> all) {
    if (at == t.stages()) {
      price(t, kinds.clone(), cuts.clone(), all);
      return;
    }
    for (int i = cuts[at - 1] + 1; i <= t.layers() - (t.stages() - at); i++) {
      cuts[at] = i;
      cuts(t, kinds, cuts, at + 1, all);
    }
  }

  /** What {@link Positions} says, term by term. */
  private static void price(OrderTables t, int[] kinds, int[] cuts, List<Priced> all) {
    Positions p = t.positions();
    long largest = Long.MIN_VALUE;
    long sum = 0;
    long synced = 0;
    long syncedBeforeLargest = 0;
    for (int s = 0; s < t.stages(); s++) {
      int c = kinds[s];
      boolean few = cuts[s + 1] - cuts[s] < t.leastLayers();
      if (few || !t.fits(c, s, cuts[s], cuts[s + 1])) {
        return;
      }
      long peak = p.peak()[c][s][cuts[s + 1]] - p.peak()[c][s][cuts[s]] + p.peakConstant()[s];
      sum += t.stageTime(c, cuts[s], cuts[s + 1]);
      sum += s == 0 ? 0 : t.cuts(kinds[s - 1], c, s)[cuts[s]];
      long own = t.stageSync(c, cuts[s], cuts[s + 1]);
      Drain drain = p.drain();
      if (s == 0) {
        synced = own;
      } else if (drain != null) {
        synced = Math.max(synced, own - drain.before()[cuts[s]] - s * drain.cut());
      }
      if (peak >= largest) {
        largest = peak;
        syncedBeforeLargest = synced;
      }
    }
    long first = t.stageSync(kinds[0], 0, cuts[1]);
    long rest = (t.microBatches() - 1) * largest + sum;
    all.add(new Priced(kinds, cuts, rest + first, rest + syncedBeforeLargest));
  }

  private static int[] available(SplittableRandom random, int kinds, int groups) {
    int[] available = new int[kinds];
    for (int b = 0; b < groups; b++) {
      available[random.nextInt(kinds)]++;
    }
    available[random.nextInt(kinds)] += random.nextInt(2);
    return available;
  }

  private static long[][] peaks(SplittableRandom random, int stages, int layers) {
    long[][] peaks = new long[stages][];
    for (int s = 0; s < stages; s++) {
      boolean same = s > 0 && random.nextBoolean();
      peaks[s] = same ? peaks[s - 1] : prefix(random.longs(layers, 0, 300).toArray());
    }
    return peaks;
  }

  private static OrderTables random(SplittableRandom random, boolean drains) {
    int kinds = 1 + random.nextInt(3);
    int perGroup = 1 + random.nextInt(2) * random.nextInt(2);
    int groups = 1 + random.nextInt(perGroup == 1 ? 4 : 2);
    int stages = groups * perGroup;
    int least = 1 + random.nextInt(2) * random.nextInt(2);
    int layers = stages + random.nextInt(5);
    int[] available = available(random, kinds, groups);
    long[][] time = new long[kinds][];
    long[][] inner = new long[kinds][];
    long[][] sync = new long[kinds][];
    long[][][] cut = new long[kinds][kinds][];
    long[][][] peak = new long[kinds][][];
    long[][] fixed = new long[kinds][];
    long[][] kept = new long[kinds][];
    long[] caps = new long[kinds];
    for (int c = 0; c < kinds; c++) {
      time[c] = prefix(random.longs(layers, 0, 100).toArray());
      inner[c] = random.longs(layers, 0, 30).toArray();
      sync[c] = prefix(random.longs(layers, 0, 150).toArray());
      fixed[c] = prefix(random.longs(layers, 0, 10).toArray());
      kept[c] = prefix(random.longs(layers, 0, 10).toArray());
      caps[c] = random.nextInt(40, 140);
      peak[c] = peaks(random, stages, layers);
      for (int a = 0; a < kinds; a++) {
        cut[a][c] = random.longs(layers, 0, 60).toArray();
      }
    }
    int[] inFlight = new int[stages];
    Arrays.setAll(inFlight, s -> stages - s);
    Drain drain = new Drain(prefix(random.longs(layers, 0, 40).toArray()), random.nextInt(10), 0);
    return new OrderTables(
        2,
        new OrderTables.Shape(groups, perGroup, available, least),
        new OrderTables.Costs(time, cut, inner, sync),
        List.of(),
        new OrderTables.Memory(fixed, kept, inFlight, caps),
        new Positions(peak, random.longs(stages, 0, 50).toArray(), drains ? drain : null));
  }

  private static String label(int i) {
    return "seed " + SEED + " case " + i;
  }
}
