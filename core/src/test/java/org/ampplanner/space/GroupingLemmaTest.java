package org.ampplanner.space;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.ampplanner.partition.OrderSolver;
import org.ampplanner.partition.OrderTables;
import org.junit.jupiter.api.Test;

/**
 * The lemma behind {@link Tilings}, against all ways to divide nodes into groups: a group is as
 * slow on every layer, as small and as badly connected as its worst member.
 */
class GroupingLemmaTest {
  private static final long SEED = 61;
  private static final int LAYERS = 5;

  /** What nodes of a class can do, and how many there are. */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  private record Kind(long[] seconds, long cap, long transfer, long sync, int nodes) {}

  private final SplittableRandom random = new SplittableRandom(SEED);

  @Test
  void consecutiveGroupsAreBestWhereClassesAreOrdered() {
    int mixed = 0;
    for (int i = 0; i < 700; i++) {
      int size = 2 + random.nextInt(2);
      List<Kind> kinds = ordered(divided(2 + i % 2, size * (2 + random.nextInt(2))));
      long best = best(groupings(kinds, size), kinds);
      assertThat(best(List.of(consecutive(kinds, size)), kinds)).as("case %d", i).isEqualTo(best);
      mixed += kinds.stream().anyMatch(k -> k.nodes() % size > 0) ? 1 : 0;
    }
    assertThat(mixed).isGreaterThan(300);
  }

  @Test
  void andForTwoClassesInWhateverOrder() {
    for (int i = 0; i < 700; i++) {
      int size = 2 + random.nextInt(3);
      List<Kind> kinds = unordered(divided(2, size * (2 + random.nextInt(2))));
      long best = best(groupings(kinds, size), kinds);
      assertThat(best(List.of(consecutive(kinds, size)), kinds)).as("case %d", i).isEqualTo(best);
    }
  }

  @Test
  void forThreeThatAreNotTheListedWaysHoldTheBest() {
    int worse = 0;
    int ways = 0;
    for (int i = 0; i < 500; i++) {
      int size = 2 + random.nextInt(3);
      List<Kind> kinds = unordered(divided(3, size * (size == 4 ? 2 : 3)));
      long best = best(groupings(kinds, size), kinds);
      List<Map<Integer, Integer>> listed = listed(kinds, size, 0);
      assertThat(best(listed, kinds)).as("case %d", i).isEqualTo(best);
      worse += best(List.of(consecutive(kinds, size)), kinds) > best ? 1 : 0;
      ways = Math.max(ways, listed.size());
    }
    System.out.println("consecutive groups are worse in " + worse + " of 500");
    assertThat(worse).isPositive();
    assertThat(ways).isBetween(3, 8);
  }

  @Test
  void andForFour() {
    for (int i = 0; i < 120; i++) {
      List<Kind> kinds = unordered(divided(4, i % 2 == 0 ? 8 : 9));
      int size = i % 2 == 0 ? 2 : 3;
      long best = best(groupings(kinds, size), kinds);
      assertThat(best(listed(kinds, size, 0), kinds)).as("case %d", i).isEqualTo(best);
    }
  }

  @Test
  void andWhereSomeNodesStayIdle() {
    int worse = 0;
    for (int i = 0; i < 400; i++) {
      int size = 2 + random.nextInt(2);
      int spare = 1 + random.nextInt(size);
      List<Kind> kinds = unordered(divided(2 + random.nextInt(2), size * 2 + spare));
      long best = best(groupings(kinds, size, spare), kinds);
      assertThat(best(listed(kinds, size, 2), kinds, 2)).as("case %d", i).isEqualTo(best);
      worse += best(List.of(consecutive(kinds, size)), kinds, 2) > best ? 1 : 0;
    }
    assertThat(worse).isPositive();
  }

  /** The ways that the product lists, by the classes that groups hold. */
  private static List<Map<Integer, Integer>> listed(List<Kind> kinds, int size, int least) {
    int[] nodes = kinds.stream().mapToInt(Kind::nodes).toArray();
    int groups = least > 0 ? least : Arrays.stream(nodes).sum() / size;
    List<Map<Integer, Integer>> all = new ArrayList<>();
    for (Groupings.Grouping grouping : Groupings.of(nodes, size, groups)) {
      Map<Integer, Integer> supports = new LinkedHashMap<>();
      grouping
          .groups()
          .forEach((held, count) -> {
            int support = 0;
            for (int c = 0; c < held.size(); c++) {
              support |= held.get(c) > 0 ? 1 << c : 0;
            }
            supports.merge(support, count, Integer::sum);
          });
      all.add(supports);
    }
    return all;
  }

  /** All ways to leave some nodes out and to divide the rest. */
  private static List<Map<Integer, Integer>> groupings(List<Kind> kinds, int size, int spare) {
    List<Map<Integer, Integer>> all = new ArrayList<>();
    leaveOut(kinds.stream().mapToInt(Kind::nodes).toArray(), 0, spare, size, all);
    return all.stream().distinct().toList();
  }

  private static void leaveOut(
      int[] left, int c, int spare, int size, List<Map<Integer, Integer>> all) {
    if (c == left.length) {
      if (spare == 0) {
        divide(left, size, Map.of(), all);
      }
      return;
    }
    for (int idle = 0; idle <= Math.min(left[c], spare); idle++) {
      left[c] -= idle;
      leaveOut(left, c + 1, spare - idle, size, all);
      left[c] += idle;
    }
  }

  private int[] divided(int classes, int nodes) {
    int[] counts = new int[classes];
    Arrays.fill(counts, 1);
    for (int n = classes; n < nodes; n++) {
      counts[random.nextInt(classes)]++;
    }
    return counts;
  }

  private List<Kind> unordered(int[] counts) {
    List<Kind> kinds = new ArrayList<>();
    for (int count : counts) {
      long[] seconds = random.longs(LAYERS, 5, 40).toArray();
      kinds.add(
          new Kind(
              seconds, 40 + random.nextInt(120), random.nextInt(30), 1 + random.nextInt(9), count));
    }
    return kinds;
  }

  /** Each class no faster, no larger and no better connected than the one before. */
  private List<Kind> ordered(int[] counts) {
    List<Kind> kinds = new ArrayList<>();
    long[] seconds = random.longs(LAYERS, 5, 40).toArray();
    long cap = 160;
    long transfer = 0;
    long sync = 1;
    for (int count : counts) {
      seconds = Arrays.stream(seconds).map(t -> t + random.nextInt(20)).toArray();
      cap -= random.nextInt(40);
      transfer += random.nextInt(15);
      sync += random.nextInt(4);
      kinds.add(new Kind(seconds, cap, transfer, sync, count));
    }
    return kinds;
  }

  /** A grouping: how many groups there are by the classes that they hold (a set of bits). */
  private static Map<Integer, Integer> consecutive(List<Kind> kinds, int size) {
    Map<Integer, Integer> groups = new LinkedHashMap<>();
    int filled = 0;
    int support = 0;
    for (int c = 0; c < kinds.size(); c++) {
      for (int n = 0; n < kinds.get(c).nodes(); n++) {
        support |= 1 << c;
        if (++filled == size) {
          groups.merge(support, 1, Integer::sum);
          filled = 0;
          support = 0;
        }
      }
    }
    return groups;
  }

  private static List<Map<Integer, Integer>> groupings(List<Kind> kinds, int size) {
    int[] left = kinds.stream().mapToInt(Kind::nodes).toArray();
    List<Map<Integer, Integer>> all = new ArrayList<>();
    divide(left, size, Map.of(), all);
    return all.stream().distinct().toList();
  }

  private static void divide(
      int[] left, int size, Map<Integer, Integer> groups, List<Map<Integer, Integer>> all) {
    int first = 0;
    while (first < left.length && left[first] == 0) {
      first++;
    }
    if (first == left.length) {
      all.add(groups);
      return;
    }
    left[first]--;
    fill(left, first, size - 1, 1 << first, size, groups, all);
    left[first]++;
  }

  private static void fill(
      int[] left,
      int from,
      int open,
      int support,
      int size,
      Map<Integer, Integer> groups,
      List<Map<Integer, Integer>> all) {
    if (open == 0) {
      Map<Integer, Integer> more = new LinkedHashMap<>(groups);
      more.merge(support, 1, Integer::sum);
      divide(left, size, more, all);
      return;
    }
    for (int c = from; c < left.length; c++) {
      if (left[c] > 0) {
        left[c]--;
        fill(left, c, open - 1, support | 1 << c, size, groups, all);
        left[c]++;
      }
    }
  }

  private static long best(List<Map<Integer, Integer>> groupings, List<Kind> kinds) {
    return best(groupings, kinds, 0);
  }

  /** The best pipeline of some of the groups, or of all. */
  private static long best(List<Map<Integer, Integer>> groupings, List<Kind> kinds, int blocks) {
    long best = Long.MAX_VALUE;
    for (Map<Integer, Integer> groups : groupings) {
      best =
          Math.min(
              best,
              OrderSolver.solve(tables(groups, kinds, blocks))
                  .map(OrderSolver.Ordered::objective)
                  .orElse(Long.MAX_VALUE));
    }
    return best;
  }

  private static OrderTables tables(Map<Integer, Integer> groups, List<Kind> kinds, int used) {
    int[] supports = groups.keySet().stream().mapToInt(Integer::intValue).toArray();
    int g = supports.length;
    int all = groups.values().stream().mapToInt(Integer::intValue).sum();
    int blocks = used > 0 ? used : all;
    long[][] time = new long[g][LAYERS + 1];
    long[][] sync = new long[g][LAYERS + 1];
    long[][][] cut = new long[g][g][LAYERS + 1];
    long[][] kept = new long[g][LAYERS + 1];
    long[][] active = new long[g][LAYERS + 1];
    long[] cap = new long[g];
    for (int a = 0; a < g; a++) {
      Kind own = worst(supports[a], kinds);
      cap[a] = own.cap();
      for (int l = 0; l < LAYERS; l++) {
        time[a][l + 1] = time[a][l] + own.seconds()[l];
        sync[a][l + 1] = sync[a][l] + own.sync();
        kept[a][l + 1] = kept[a][l] + 20;
        active[a][l + 1] = active[a][l] + 10;
      }
      for (int b = 0; b < g; b++) {
        Arrays.fill(cut[a][b], Math.max(own.transfer(), worst(supports[b], kinds).transfer()));
      }
    }
    int[] available = groups.values().stream().mapToInt(Integer::intValue).toArray();
    int[] inFlight = new int[blocks];
    Arrays.setAll(inFlight, s -> Math.min(blocks - s, 4));
    return new OrderTables(
        4,
        new OrderTables.Shape(blocks, 1, available),
        new OrderTables.Costs(time, cut, new long[g][LAYERS + 1], sync),
        List.of(),
        new OrderTables.Memory(kept, active, inFlight, cap));
  }

  private static Kind worst(int support, List<Kind> kinds) {
    long[] seconds = new long[LAYERS];
    long cap = Long.MAX_VALUE;
    long transfer = 0;
    long sync = 0;
    for (int c = 0; c < kinds.size(); c++) {
      if ((support >> c & 1) == 1) {
        Kind kind = kinds.get(c);
        for (int l = 0; l < LAYERS; l++) {
          seconds[l] = Math.max(seconds[l], kind.seconds()[l]);
        }
        cap = Math.min(cap, kind.cap());
        transfer = Math.max(transfer, kind.transfer());
        sync = Math.max(sync, kind.sync());
      }
    }
    return new Kind(seconds, cap, transfer, sync, 0);
  }
}
