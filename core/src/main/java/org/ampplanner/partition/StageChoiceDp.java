package org.ampplanner.partition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ampplanner.partition.StageChoiceTables.Choice;
import org.jspecify.annotations.Nullable;

/**
 * The least {@code Σ t_s + Σ c_b} over pipelines of any length and configurations under caps on
 * time and synchronisation.
 *
 * <p>Memory in flight depends on the stages that come after, so pipelines grow from the back.
 * State: stages so far q, units used by class u, first layer held i. {@code B_{q+1}[u + units][i] =
 * min over j of P(j) - P(i) + cut(j) + B_q[u][j]}, j in the window of the choice; windows slide as
 * in {@link CapDp}. Only layers from which the units left can still reach the front are kept.
 *
 * <p>Complexity: O(maxStages · vectors of units · choices · layers).
 */
final class StageChoiceDp implements CapSearch.Evaluator<StageChoiceDp.Solution> {
  private static final long NONE = CapDp.NONE;

  /** Choices and cuts, front to back. */
  @SuppressWarnings("ArrayRecordComponent") // passed on at once, never compared
  record Solution(long sum, long maxTime, long maxSync, int[] choices, int[] cuts)
      implements CapSearch.Solution {}

  private final StageChoiceTables tables;
  private final OrderLattice lattice;
  private final int layers;
  private final int most;
  private final long[] fastestBefore;
  private final int[][][] furthest; // [choice][stages after][first layer] -> last layer
  private final int[][] reach; // [stages after][units] -> how far the stages before can reach
  private final long[][][] best; // [stages][units] -> [first layer], null where nothing is reached
  private final int[] window;
  private final long[] windowValue;
  private long sumCap;

  StageChoiceDp(StageChoiceTables tables) {
    this.tables = tables;
    this.layers = tables.layers();
    this.most = Math.min(tables.maxStages(), layers);
    this.lattice = new OrderLattice(tables.unitsPerClass(), Integer.MAX_VALUE);
    this.furthest = new int[tables.choices().size()][most][layers + 1];
    this.reach = new int[most + 1][lattice.states()];
    this.best = new long[most + 1][lattice.states()][];
    this.window = new int[layers + 1];
    this.windowValue = new long[layers + 1];
    this.fastestBefore = fastestBefore(tables);
  }

  /** Returns, by number of layers, the least time of the layers before. */
  static long[] fastestBefore(StageChoiceTables tables) {
    long[] sums = new long[tables.layers() + 1];
    for (int l = 0; l < tables.layers(); l++) {
      long fastest = Long.MAX_VALUE;
      for (Choice choice : tables.choices()) {
        fastest = Math.min(fastest, choice.time()[l + 1] - choice.time()[l]);
      }
      sums[l + 1] = sums[l] + fastest;
    }
    return sums;
  }

  @Override
  public @Nullable Solution solve(long timeCap, long syncCap, long newSumCap) {
    sumCap = Math.min(newSumCap, NONE - 1);
    if (!reaches(timeCap, syncCap)) {
      return null;
    }
    for (long[][] byUnits : best) {
      Arrays.fill(byUnits, null);
    }
    long[] end = new long[layers + 1];
    Arrays.fill(end, NONE);
    end[layers] = 0;
    best[0][0] = end;
    for (int q = 0; q < most; q++) {
      for (int u = 0; u < lattice.states(); u++) {
        for (int x = 0; best[q][u] != null && x < tables.choices().size(); x++) {
          Choice choice = tables.choices().get(x);
          int next = lattice.after(u, choice.deviceClass(), choice.units());
          if (next >= 0) {
            extend(best[q][u], q, x, choice, next);
          }
        }
      }
    }
    return backtrack();
  }

  /** Computes windows, and how far stages from the front reach; false if not to the end. */
  boolean reaches(long timeCap, long syncCap) {
    for (int x = 0; x < tables.choices().size(); x++) {
      for (int q = 0; q < most; q++) {
        window(tables.choices().get(x), q, timeCap, syncCap, furthest[x][q]);
      }
    }
    Arrays.fill(reach[most], 0);
    for (int q = most - 1; q >= 0; q--) {
      for (int u = 0; u < lattice.states(); u++) {
        reach[q][u] = 0;
        for (int x = 0; x < tables.choices().size(); x++) {
          Choice choice = tables.choices().get(x);
          int next = lattice.after(u, choice.deviceClass(), choice.units());
          if (next >= 0) {
            reach[q][u] = Math.max(reach[q][u], furthest[x][q][reach[q + 1][next]]);
          }
        }
      }
    }
    return reach[0][0] == layers;
  }

  private void window(Choice choice, int after, long timeCap, long syncCap, int[] far) {
    int j = 0;
    for (int i = 0; i <= layers; i++) {
      j = Math.max(i, j);
      while (j < layers
          && choice.time()[j + 1] - choice.time()[i] <= timeCap
          && choice.sync()[j + 1] - choice.sync()[i] <= syncCap
          && tables.fits(choice, after, i, j + 1)) {
        j++;
      }
      far[i] = j;
    }
  }

  /** Puts a stage of a choice before all pipelines of a state. */
  private void extend(long[] from, int q, int x, Choice choice, int next) {
    long[] to = best[q + 1][next];
    int[] far = furthest[x][q];
    int high = Math.min(layers - q - 1, reach[q + 1][next]);
    int head = 0;
    int tail = 0;
    for (int i = layers - 1; i >= 0; i--) {
      int j = i + 1;
      if (from[j] < NONE) {
        long value = from[j] + choice.time()[j] + (j < layers ? tables.cut()[j] : 0);
        while (tail > head && windowValue[tail - 1] > value) {
          tail--;
        }
        window[tail] = j;
        windowValue[tail++] = value;
      }
      while (head < tail && window[head] > far[i]) {
        head++;
      }
      if (head < tail && i <= high) {
        long value = windowValue[head] - choice.time()[i];
        if (value <= sumCap - fastestBefore[i]) {
          if (to == null) {
            to = new long[layers + 1];
            Arrays.fill(to, NONE);
            best[q + 1][next] = to;
          }
          to[i] = Math.min(to[i], value);
        }
      }
    }
  }

  private @Nullable Solution backtrack() {
    long sum = NONE;
    int stages = 0;
    int units = 0;
    for (int q = 1; q <= most; q++) {
      for (int u = 0; u < lattice.states(); u++) {
        long[] row = best[q][u];
        if (row != null && row[0] < sum) {
          sum = row[0];
          stages = q;
          units = u;
        }
      }
    }
    return sum >= NONE ? null : trace(stages, units, sum);
  }

  private Solution trace(int stages, int units, long sum) {
    int[] choices = new int[stages];
    int[] cuts = new int[stages + 1];
    long maxTime = 0;
    long maxSync = 0;
    int u = units;
    long value = sum;
    for (int s = 0; s < stages; s++) {
      List<Integer> step = step(stages - 1 - s, u, cuts[s], value);
      Choice choice = tables.choices().get(step.get(0));
      choices[s] = step.get(0);
      cuts[s + 1] = step.get(1);
      u = step.get(2);
      long time = choice.time()[cuts[s + 1]] - choice.time()[cuts[s]];
      value -= time + (cuts[s + 1] < layers ? tables.cut()[cuts[s + 1]] : 0);
      maxTime = Math.max(maxTime, time);
      maxSync = Math.max(maxSync, choice.sync()[cuts[s + 1]] - choice.sync()[cuts[s]]);
    }
    return new Solution(sum, maxTime, maxSync, choices, cuts);
  }

  /** Finds a choice, its end and the units of the stages after that explain a value. */
  private List<Integer> step(int after, int u, int i, long value) {
    for (int x = 0; x < tables.choices().size(); x++) {
      Choice choice = tables.choices().get(x);
      int before = lattice.after(u, choice.deviceClass(), -choice.units());
      long[] row = before < 0 ? null : best[after][before];
      for (int j = i + 1; row != null && j <= furthest[x][after][i]; j++) {
        long cut = j < layers ? tables.cut()[j] : 0;
        if (row[j] < NONE && row[j] + cut + choice.time()[j] - choice.time()[i] == value) {
          return new ArrayList<>(List.of(x, j, before));
        }
      }
    }
    throw new AssertionError("no choice explains " + value + " at layer " + i);
  }
}
