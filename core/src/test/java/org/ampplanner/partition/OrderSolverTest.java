package org.ampplanner.partition;

import static org.ampplanner.fixtures.PlainAssignment.prefix;
import static org.ampplanner.fixtures.PlainOrder.INFEASIBLE;
import static org.ampplanner.fixtures.PlainOrder.bruteForce;
import static org.ampplanner.fixtures.PlainOrder.objective;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.ampplanner.partition.OrderSolver.Ordered;
import org.junit.jupiter.api.Test;

class OrderSolverTest {
  private static final long SEED = 815;

  @Test
  void findsTheOptimumThatBruteForceFinds() {
    SplittableRandom random = new SplittableRandom(SEED);
    int infeasible = 0;
    for (int i = 0; i < 6000; i++) {
      OrderTables tables = random(random);
      long best = bruteForce(tables);
      Optional<Ordered> found = OrderSolver.solve(tables);
      infeasible += best == INFEASIBLE ? 1 : 0;
      assertThat(found.map(Ordered::objective).orElse(INFEASIBLE)).as(label(i)).isEqualTo(best);
      found.ifPresent(o -> requireValue(tables, o, best));
    }
    assertThat(infeasible).isBetween(300, 3000);
  }

  @Test
  void everyStageHoldsAsManyLayersAsItHasChunks() {
    SplittableRandom random = new SplittableRandom(SEED + 8);
    int found = 0;
    for (int i = 0; i < 4000; i++) {
      OrderTables tables = atLeast(random(random), 2 + i % 2);
      long best = bruteForce(tables);
      Optional<Ordered> solved = OrderSolver.solve(tables);
      Optional<Ordered> few = FewOrders.best(tables, LayerTables.LARGEST_OBJECTIVE);
      assertThat(solved.map(Ordered::objective).orElse(INFEASIBLE)).as(label(i)).isEqualTo(best);
      if (solved.isPresent()) {
        found++;
        requireValue(tables, solved.get(), best);
      }
      few.ifPresent(o -> requireValue(tables, o, o.objective()));
    }
    assertThat(found).isGreaterThan(800);
  }

  @Test
  void aCutoffIsInclusive() {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    for (int i = 0; i < 1500; i++) {
      OrderTables tables = random(random);
      long best = bruteForce(tables);
      if (best != INFEASIBLE) {
        assertThat(OrderSolver.solve(tables, best).map(Ordered::objective)).contains(best);
        assertThat(OrderSolver.solve(tables, best - 1)).isEmpty();
      }
    }
  }

  @Test
  void scalingAllTimesScalesTheOptimum() {
    SplittableRandom random = new SplittableRandom(SEED + 2);
    long q = 1_000_003;
    for (int i = 0; i < 1500; i++) {
      OrderTables t = random(random);
      OrderTables scaled =
          new OrderTables(
              t.microBatches(),
              t.shape(),
              new OrderTables.Costs(
                  scale(t.costs().time(), q),
                  Arrays.stream(t.costs().cut()).map(r -> scale(r, q)).toArray(long[][][]::new),
                  scale(t.costs().inner(), q),
                  scale(t.costs().sync(), q)),
              t.tied().stream()
                  .map(tie ->
                      new LayerTables.Tie(tie.first(), tie.second(), scale(tie.discount(), q)))
                  .toList(),
              t.memory());
      assertThat(OrderSolver.solve(scaled).map(Ordered::objective))
          .as(label(i))
          .isEqualTo(OrderSolver.solve(t).map(o -> o.objective() * q));
    }
  }

  @Test
  void oneMoreMemberIsNeverWorse() {
    SplittableRandom random = new SplittableRandom(SEED + 3);
    for (int i = 0; i < 1500; i++) {
      OrderTables t = random(random);
      int[] more = t.available().clone();
      more[random.nextInt(more.length)]++;
      OrderTables larger = with(t, more);
      OrderSolver.solve(t)
          .ifPresent(o ->
              assertThat(OrderSolver.solve(larger).orElseThrow().objective())
                  .isLessThanOrEqualTo(o.objective()));
    }
  }

  @Test
  void aFewOrdersAreFeasibleAndNoBetter() {
    SplittableRandom random = new SplittableRandom(SEED + 6);
    int found = 0;
    for (int i = 0; i < 1000; i++) {
      OrderTables t = random(random);
      Optional<Ordered> few = FewOrders.best(t, LayerTables.LARGEST_OBJECTIVE);
      if (few.isPresent()) {
        found++;
        requireValue(t, few.get(), few.get().objective());
        assertThat(few.get().objective())
            .isGreaterThanOrEqualTo(OrderSolver.solve(t).orElseThrow().objective());
      }
    }
    assertThat(found).isGreaterThan(200);
  }

  @Test
  void aClassSplitInTwoEqualOnesChangesNothing() {
    SplittableRandom random = new SplittableRandom(SEED + 4);
    for (int i = 0; i < 800; i++) {
      OrderTables t = random(random);
      assertThat(OrderSolver.solve(doubled(t)).map(Ordered::objective))
          .as(label(i))
          .isEqualTo(
              OrderSolver.solve(with(t, Arrays.stream(t.available()).map(n -> 2 * n).toArray()))
                  .map(Ordered::objective));
    }
  }

  @Test
  void agreesWithTheFixedOrderWhereThereIsOneClass() {
    SplittableRandom random = new SplittableRandom(SEED + 5);
    for (int i = 0; i < 300; i++) {
      int layers = random.nextInt(8, 60);
      int stages = random.nextInt(1, 9);
      long[] time = prefix(random.longs(layers, 1, 1000).toArray());
      long[] cut = random.longs(layers, 0, 300).toArray();
      long[] sync = prefix(random.longs(layers, 0, 300).toArray());
      OrderTables order =
          new OrderTables(
              7,
              new OrderTables.Shape(stages, 1, new int[] {stages}),
              new OrderTables.Costs(
                  new long[][] {time},
                  new long[][][] {{cut}},
                  new long[][] {cut},
                  new long[][] {sync}),
              List.of(),
              null);
      long[][] times = new long[stages][];
      Arrays.fill(times, time);
      long[][] syncs = new long[stages][];
      Arrays.fill(syncs, sync);
      long[][] cuts = new long[stages - 1][];
      Arrays.fill(cuts, cut);
      LayerTables fixed = new LayerTables(7, times, cuts, syncs, List.of(), null);
      LayerAssignment.Assigned expected =
          (LayerAssignment.Assigned) LayerAssignmentSolver.solve(fixed);
      assertThat(OrderSolver.solve(order).map(Ordered::objective)).contains(expected.objective());
    }
  }

  private static void requireValue(OrderTables tables, Ordered o, long value) {
    int[] used = new int[tables.kinds()];
    for (int s = 0; s < tables.stages(); s += tables.stagesPerGroup()) {
      used[o.kinds()[s]]++;
    }
    for (int c = 0; c < used.length; c++) {
      assertThat(used[c]).isLessThanOrEqualTo(tables.available()[c]);
    }
    assertThat(objective(tables, o.kinds(), o.partition().cuts())).isEqualTo(value);
  }

  private static String label(int i) {
    return "seed " + SEED + " case " + i;
  }

  private static OrderTables with(OrderTables t, int[] available) {
    return with(t, new OrderTables.Shape(t.groups(), t.stagesPerGroup(), available));
  }

  private static OrderTables atLeast(OrderTables t, int layers) {
    return with(t, new OrderTables.Shape(t.groups(), t.stagesPerGroup(), t.available(), layers));
  }

  private static OrderTables with(OrderTables t, OrderTables.Shape shape) {
    return new OrderTables(t.microBatches(), shape, t.costs(), t.tied(), t.memory());
  }

  /** Every class twice. */
  private static OrderTables doubled(OrderTables t) {
    int n = t.kinds();
    int[] available = new int[2 * n];
    long[][][] cut = new long[2 * n][2 * n][];
    for (int a = 0; a < 2 * n; a++) {
      available[a] = t.available()[a % n];
      for (int c = 0; c < 2 * n; c++) {
        cut[a][c] = t.costs().cut()[a % n][c % n];
      }
    }
    OrderTables.Memory m = t.memory();
    return new OrderTables(
        t.microBatches(),
        new OrderTables.Shape(t.groups(), t.stagesPerGroup(), available),
        new OrderTables.Costs(
            twice(t.costs().time()), cut, twice(t.costs().inner()), twice(t.costs().sync())),
        t.tied().stream()
            .map(tie -> new LayerTables.Tie(tie.first(), tie.second(), twice(tie.discount())))
            .toList(),
        m == null
            ? null
            : new OrderTables.Memory(
                Stream.of(m.layers(), m.layers())
                    .flatMap(Arrays::stream)
                    .toArray(LayerBytes[]::new),
                m.inFlight(),
                twice(m.capBytes())));
  }

  private static long[][] twice(long[][] rows) {
    long[][] both = Arrays.copyOf(rows, 2 * rows.length);
    System.arraycopy(rows, 0, both, rows.length, rows.length);
    return both;
  }

  private static long[] twice(long[] row) {
    long[] both = Arrays.copyOf(row, 2 * row.length);
    System.arraycopy(row, 0, both, row.length, row.length);
    return both;
  }

  private static OrderTables random(SplittableRandom random) {
    int kinds = 1 + random.nextInt(3);
    int perGroup = 1 + random.nextInt(2) * random.nextInt(2);
    int groups = 1 + random.nextInt(perGroup == 1 ? 4 : 2);
    int stages = groups * perGroup;
    int layers = stages + random.nextInt(5);
    int spread = 1 + random.nextInt(30);
    int[] available = new int[kinds];
    int members = 0;
    while (members < groups + random.nextInt(3)) {
      available[random.nextInt(kinds)]++;
      members++;
    }
    long[][] time = rows(random, kinds, layers, spread);
    long[][][] cut = new long[kinds][kinds][];
    boolean free = random.nextInt(3) == 0;
    for (long[][] rows : cut) {
      Arrays.setAll(rows, c -> free ? new long[layers] : draw(random, layers, 2 * spread));
    }
    long[][] inner = new long[kinds][];
    Arrays.setAll(inner, c -> free ? new long[layers] : draw(random, layers, spread));
    long[] parameters = draw(random, layers, 12);
    long[][] sync = new long[kinds][];
    long[] discount = new long[kinds];
    for (int c = 0; c < kinds; c++) {
      long coefficient = random.nextInt(4);
      sync[c] = prefix(Arrays.stream(parameters).map(p -> p * coefficient).toArray());
      discount[c] = Math.min(parameters[0], parameters[layers - 1]) * coefficient;
    }
    boolean tied = layers > 1 && random.nextBoolean();
    return new OrderTables(
        1 + random.nextInt(7),
        new OrderTables.Shape(groups, perGroup, available),
        new OrderTables.Costs(time, cut, inner, sync),
        tied ? List.of(new LayerTables.Tie(0, layers - 1, discount)) : List.of(),
        random.nextInt(4) == 0 ? null : memory(random, kinds, layers, stages));
  }

  private static OrderTables.Memory memory(
      SplittableRandom random, int kinds, int layers, int stages) {
    int[] inFlight = new int[stages];
    Arrays.setAll(inFlight, s -> Math.min(stages - s, 1 + random.nextInt(4)));
    return new OrderTables.Memory(
        rows(random, kinds, layers, 10),
        rows(random, kinds, layers, 6),
        inFlight,
        random.longs(kinds, 5, 20L * layers / stages + 20).toArray());
  }

  private static long[][] rows(SplittableRandom random, int rows, int layers, int spread) {
    long[][] all = new long[rows][];
    Arrays.setAll(all, r -> prefix(draw(random, layers, spread)));
    return all;
  }

  private static long[] draw(SplittableRandom random, int n, int spread) {
    return random.longs(n, 0, spread).toArray();
  }

  private static long[][] scale(long[][] rows, long q) {
    return Arrays.stream(rows).map(row -> scale(row, q)).toArray(long[][]::new);
  }

  private static long[] scale(long[] row, long q) {
    return Arrays.stream(row).map(v -> v * q).toArray();
  }
}
