package org.ampplanner.partition;

import static org.ampplanner.partition.RandomTables.prefix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.ampplanner.partition.LayerAssignment.Assigned;
import org.ampplanner.partition.LayerTables.Memory;
import org.ampplanner.partition.LayerTables.Tie;
import org.ampplanner.partition.OrderAssignment.Infeasible;
import org.ampplanner.partition.OrderAssignment.NotBelowCutoff;
import org.ampplanner.partition.OrderAssignment.Ordered;
import org.ampplanner.partition.OrderTables.StageClass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderSolverTest {

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {101, 102, 103})
  void findsTheSmallestOptimumThatBruteForceFinds(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int infeasible = 0;
    for (int i = 0; i < 2000; i++) {
      OrderTables tables = random(random);
      EveryOrder.Optimum optimum = EveryOrder.optimum(tables);
      OrderAssignment result = OrderSolver.solve(tables);
      if (optimum.objective() == EveryPartition.INFEASIBLE) {
        infeasible++;
        assertThat(result).as(label(seed, i)).isInstanceOf(Infeasible.class);
      } else {
        Ordered ordered = (Ordered) result;
        assertThat(ordered.assigned().objective())
            .as(label(seed, i))
            .isEqualTo(optimum.objective());
        assertThat(sequence(ordered)).as(label(seed, i)).isEqualTo(optimum.sequence());
        LayerTables fixed = tables.inOrder(order(ordered));
        assertThat(EveryPartition.objective(fixed, ordered.assigned().partition().cuts()))
            .as(label(seed, i))
            .isEqualTo(optimum.objective());
      }
    }
    assertThat(infeasible).isBetween(100, 1500);
  }

  @Test
  void onlyWhatIsBelowTheCutoffIsFound() {
    long seed = 111;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 2000; i++) {
      OrderTables tables = random(random);
      if (OrderSolver.solve(tables) instanceof Ordered best) {
        long optimum = best.assigned().objective();
        Ordered again = (Ordered) OrderSolver.solve(tables, optimum + 1);
        assertThat(again.order()).as(label(seed, i)).isEqualTo(best.order());
        assertThat(again.assigned().partition()).isEqualTo(best.assigned().partition());
        assertThat(OrderSolver.solve(tables, optimum))
            .as(label(seed, i))
            .isEqualTo(new NotBelowCutoff(optimum));
        long cutoff = random.nextLong(optimum + 1);
        NotBelowCutoff none = (NotBelowCutoff) OrderSolver.solve(tables, cutoff);
        assertThat(none.lowerBound()).as(label(seed, i)).isBetween(cutoff, optimum);
      }
    }
  }

  @Test
  void isNeverWorseThanAnyOneOrder() {
    long seed = 121;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 300; i++) {
      OrderTables tables = random(random, 20 + random.nextInt(20), 4);
      Ordered best = OrderSolver.solve(tables) instanceof Ordered o ? o : null;
      for (int t = 0; t < 10; t++) {
        LayerTables fixed = tables.inOrder(anyOrder(tables, random));
        if (LayerAssignmentSolver.solve(fixed) instanceof Assigned one) {
          assertThat(best).as(label(seed, i)).isNotNull();
          assertThat(best.assigned().objective())
              .as(label(seed, i))
              .isLessThanOrEqualTo(one.objective());
        }
      }
      if (best != null) {
        Assigned same = (Assigned) LayerAssignmentSolver.solve(tables.inOrder(order(best)));
        assertThat(same.objective()).as(label(seed, i)).isEqualTo(best.assigned().objective());
      }
    }
  }

  @Test
  void classesThatDoNotDifferMakeOneClass() {
    long seed = 131;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 1000; i++) {
      OrderTables two = random(random, 1 + random.nextInt(8), 1);
      StageClass all = two.classes().getFirst();
      if (all.stages() < 2 * two.block()) {
        continue;
      }
      int some = two.block() * (1 + random.nextInt(all.stages() / two.block() - 1));
      List<StageClass> split =
          List.of(
              new StageClass(some, all.time(), all.sync(), all.cutInside()),
              new StageClass(all.stages() - some, all.time(), all.sync(), all.cutInside()));
      long[] cut = two.cut()[0][0];
      Memory memory = two.memory();
      OrderTables parted =
          new OrderTables(
              two.microBatches(),
              two.block(),
              split,
              new long[][][] {{cut, cut}, {cut, cut}},
              List.of(),
              memory == null
                  ? null
                  : new Memory(
                      memory.staticBytes(),
                      memory.activationBytes(),
                      memory.inFlight(),
                      new long[] {memory.capBytes()[0], memory.capBytes()[0]}));
      OrderTables whole =
          new OrderTables(
              two.microBatches(), two.block(), two.classes(), two.cut(), List.of(), memory);
      assertThat(objective(OrderSolver.solve(parted)))
          .as(label(seed, i))
          .isEqualTo(objective(OrderSolver.solve(whole)));
    }
  }

  @Test
  void refusesClassesThatDoNotComeInBlocks() {
    StageClass three = new StageClass(3, prefix(1, 1, 1), prefix(0, 0, 0), new long[3]);
    assertThatThrownBy(
            () -> new OrderTables(1, 2, List.of(three), new long[1][1][3], List.of(), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("stages of a class (3) must be a multiple of the block");
  }

  @Test
  void refusesMoreCountVectorsThanItCanSearch() {
    StageClass many = new StageClass(4095, prefix(1, 1), prefix(0, 0), new long[2]);
    assertThatThrownBy(() ->
            new OrderTables(1, 1, List.of(many, many, many), new long[3][3][2], List.of(), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("count vectors of classes")
        .hasMessageContaining("Maybe merge classes");
  }

  private static String label(long seed, int i) {
    return "seed " + seed + " case " + i;
  }

  private static long objective(OrderAssignment result) {
    return result instanceof Ordered o ? o.assigned().objective() : EveryPartition.INFEASIBLE;
  }

  private static int[] order(Ordered ordered) {
    return ordered.order().stream().mapToInt(Integer::intValue).toArray();
  }

  private static int[] sequence(Ordered ordered) {
    return EveryOrder.sequence(order(ordered), ordered.assigned().partition().cuts());
  }

  private static int[] anyOrder(OrderTables tables, SplittableRandom random) {
    List<Integer> blocks = new ArrayList<>();
    for (int c = 0; c < tables.classes().size(); c++) {
      for (int n = 0; n < tables.classes().get(c).stages(); n += tables.block()) {
        blocks.add(random.nextInt(blocks.size() + 1), c);
      }
    }
    return blocks.stream()
        .flatMapToInt(c -> java.util.stream.IntStream.generate(() -> c).limit(tables.block()))
        .toArray();
  }

  private static OrderTables random(SplittableRandom random) {
    return random(random, 1 + random.nextInt(8), 3);
  }

  private static OrderTables random(SplittableRandom random, int layers, int mostClasses) {
    int block = random.nextInt(3) == 0 ? 2 : 1;
    int[] counts = new int[1 + random.nextInt(mostClasses)];
    int mostBlocks = Math.max(1, Math.min(6, layers) / block);
    for (int n = 1 + random.nextInt(mostBlocks); n > 0; n--) {
      counts[random.nextInt(counts.length)] += block;
    }
    int spread = 1 + random.nextInt(30);
    long[] parameters = random.longs(layers, 0, 12).toArray();
    long[] coefficients = random.longs(counts.length, 0, 4).toArray();
    boolean free = random.nextInt(3) == 0;
    List<StageClass> classes = new ArrayList<>();
    for (int c = 0; c < counts.length; c++) {
      long coefficient = coefficients[c];
      classes.add(
          new StageClass(
              counts[c],
              prefix(random.longs(layers, 0, spread).toArray()),
              prefix(Arrays.stream(parameters).map(p -> p * coefficient).toArray()),
              cut(random, layers, free, spread)));
    }
    long[][][] cut = new long[counts.length][counts.length][];
    for (long[][] rows : cut) {
      Arrays.setAll(rows, c -> cut(random, layers, free, 2 * spread));
    }
    long[] staticBytes = random.longs(layers, 0, 10).toArray();
    List<Tie> tied = new ArrayList<>();
    if (layers > 1 && random.nextBoolean()) {
      long shared = Math.min(parameters[0], parameters[layers - 1]);
      tied.add(
          new Tie(
              0,
              layers - 1,
              Arrays.stream(coefficients).map(k -> k * shared).toArray(),
              Math.min(staticBytes[0], staticBytes[layers - 1])));
    }
    int stages = Arrays.stream(counts).sum();
    int microBatches = 1 + random.nextInt(8);
    Memory memory =
        random.nextInt(4) == 0
            ? null
            : new Memory(
                prefix(staticBytes),
                prefix(random.longs(layers, 0, 6).toArray()),
                Memory.inFlight1F1B(stages, microBatches),
                random.longs(counts.length, 5, 20L * layers / stages + 20).toArray());
    return new OrderTables(microBatches, block, classes, cut, tied, memory);
  }

  private static long[] cut(SplittableRandom random, int layers, boolean free, int spread) {
    return free ? new long[layers] : random.longs(layers, 0, spread + 1L).toArray();
  }
}
