package org.ampplanner.partition;

import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.ampplanner.partition.StageChoiceTables.Choice;
import org.jspecify.annotations.Nullable;

/**
 * The least {@code Σ t_s + Σ c_b} over pipelines of any length and configurations under caps on
 * peak and synchronisation.
 *
 * <p>Memory in flight depends on the stages that come after, so pipelines grow from the back.
 * State: stages so far q, units used by class u, meeting of the first stage m, first layer held i.
 * {@code B_{q+1}[u + units][m][i] = min over j of P(j) - P(i) + min over n of (cut_mn(j) +
 * B_q[u][n][j])}, j in the window of the choice; windows slide as in {@link CapDp}. Only layers
 * from which the units left can still reach the front are kept.
 *
 * <p>Complexity: O(stages · vectors of units · (choices + meetings²) · layers).
 */
final class StageChoiceDp implements CapSearch.Evaluator<StageChoiceDp.Solution> {
  static final long NONE = CapDp.NONE;

  /** Choices and cuts, front to back. */
  @SuppressWarnings("ArrayRecordComponent") // passed on at once, never compared
  record Solution(long sum, long maxTime, long maxSync, int[] choices, int[] cuts)
      implements CapSearch.Solution {}

  private final StageChoiceTables tables;
  private final BooleanSupplier stop;
  private final OrderLattice lattice;
  private final int layers;
  private final int most;
  private final int meetings;
  private final long[] fastestBefore;
  private final int[][][] memoryEnd; // [choice][stages after][first layer] -> last layer
  private final int[][][] furthest; // the same under the caps too
  private final int[][] reach; // [stages after][units] -> how far the stages before can reach
  private final long[][][][] best; // [stages][units][meeting] -> [first layer], null if not reached
  private final long[][] behind; // [meeting before] -> [cut], the rest behind it, of one state
  private final WindowMinimum window;
  private long sumCap;

  StageChoiceDp(StageChoiceTables tables, BooleanSupplier stop) {
    this.tables = tables;
    this.stop = stop;
    this.layers = tables.layers();
    this.most = tables.maxStages();
    this.meetings = tables.cut().length;
    this.lattice = new OrderLattice(tables.unitsPerClass(), Integer.MAX_VALUE);
    this.memoryEnd = memoryEnds(tables, most);
    this.furthest = new int[tables.choices().size()][most][layers + 1];
    this.reach = new int[most + 1][lattice.states()];
    this.best = new long[most + 1][lattice.states()][][];
    this.behind = new long[meetings][layers + 1];
    this.window = new WindowMinimum(layers + 1);
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

  private static int[][][] memoryEnds(StageChoiceTables tables, int most) {
    int[][][] ends = new int[tables.choices().size()][most][];
    for (int x = 0; x < ends.length; x++) {
      StageChoiceTables.Memory memory = tables.choices().get(x).memory();
      for (int q = 0; q < most; q++) {
        int after = q;
        ends[x][q] =
            q > 0 && memory.inFlight()[q] == memory.inFlight()[q - 1]
                ? ends[x][q - 1]
                : Windows.ends(tables.layers(), (i, j) -> memory.fits(after, i, j));
      }
    }
    return ends;
  }

  @Override
  public @Nullable Solution solve(long timeCap, long syncCap, long newSumCap) {
    return fill(timeCap, syncCap, newSumCap) ? backtrack() : null;
  }

  /** Computes the least sums of all states under caps; false if none reaches the front. */
  boolean fill(long timeCap, long syncCap, long newSumCap) {
    sumCap = Math.min(newSumCap, NONE - 1);
    if (!reaches(timeCap, syncCap)) {
      return false;
    }
    for (long[][][] byUnits : best) {
      Arrays.fill(byUnits, null);
    }
    long[][] end = new long[meetings][layers + 1];
    for (long[] row : end) {
      Arrays.fill(row, NONE);
      row[layers] = 0;
    }
    best[0][0] = end;
    for (int q = 0; q < most; q++) {
      for (int u = 0; u < lattice.states(); u++) {
        if (best[q][u] != null && !stop.getAsBoolean()) {
          extend(q, u);
        }
      }
    }
    return !stop.getAsBoolean();
  }

  private void extend(int q, int u) {
    for (int m = 0; m < meetings; m++) {
      for (int j = 0; j <= layers; j++) {
        behind[m][j] = behind(q, u, m, j);
      }
    }
    for (int x = 0; x < tables.choices().size(); x++) {
      Choice choice = tables.choices().get(x);
      int next = lattice.after(u, choice.deviceClass(), choice.units());
      if (next >= 0) {
        extend(behind[choice.meeting()], q, x, choice, next);
      }
    }
  }

  /** Returns the least sum of q stages from a layer on, with the cut before them. */
  long behind(int q, int u, int meetingBefore, int j) {
    long[][] rows = best[q][u];
    if (rows == null) {
      return NONE;
    }
    if (j == layers) {
      return q == 0 ? 0 : NONE;
    }
    long least = NONE;
    for (int n = 0; n < meetings; n++) {
      if (rows[n] != null && rows[n][j] < NONE) {
        least = Math.min(least, rows[n][j] + tables.cut()[meetingBefore][n][j]);
      }
    }
    return least;
  }

  /**
   * Computes windows, and how far stages from the front reach; false if not to the end. Where it is
   * stopped nobody knows, and it is true.
   */
  boolean reaches(long timeCap, long syncCap) {
    for (int x = 0; x < tables.choices().size(); x++) {
      for (int q = 0; q < most; q++) {
        window(x, q, timeCap, syncCap);
      }
    }
    Arrays.fill(reach[most], 0);
    for (int q = most - 1; q >= 0; q--) {
      if (stop.getAsBoolean()) {
        return true;
      }
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

  private void window(int x, int after, long timeCap, long syncCap) {
    Choice choice = tables.choices().get(x);
    long[] peak = choice.peak()[after];
    int[] fits = memoryEnd[x][after];
    int[] far = furthest[x][after];
    int j = 0;
    for (int i = 0; i <= layers; i++) {
      j = Math.max(i, j);
      while (j < fits[i]
          && peak[j + 1] - peak[i] <= timeCap
          && choice.sync()[j + 1] - choice.sync()[i] <= syncCap) {
        j++;
      }
      far[i] = j;
    }
  }

  /** Puts a stage of a choice before all pipelines of a state. */
  private void extend(long[] from, int q, int x, Choice choice, int next) {
    int[] far = furthest[x][q];
    int high = Math.min(layers - q - 1, reach[q + 1][next]);
    window.clear();
    for (int i = layers - 1; i > 0; i--) {
      int j = i + 1;
      if (from[j] < NONE) {
        window.add(j, from[j] + choice.time()[j]);
      }
      window.dropAbove(far[i]);
      if (!window.isEmpty() && i <= high) {
        keep(q + 1, next, choice.meeting(), i, window.value() - choice.time()[i]);
      }
    }
    if (tables.allowedStages()[q + 1]) {
      for (int j = 1; j <= far[0]; j++) {
        if (from[j] < NONE) {
          keep(q + 1, next, choice.meeting(), 0, from[j] + choice.time()[j] + choice.first()[j]);
        }
      }
    }
  }

  private void keep(int q, int u, int meeting, int i, long value) {
    if (value > sumCap - fastestBefore[i]) {
      return;
    }
    if (best[q][u] == null) {
      best[q][u] = new long[meetings][];
    }
    long[] row = best[q][u][meeting];
    if (row == null) {
      row = new long[layers + 1];
      Arrays.fill(row, NONE);
      best[q][u][meeting] = row;
    }
    row[i] = Math.min(row[i], value);
  }

  /**
   * Returns the least sum of whole pipelines of so many stages and units; NONE if there is none.
   */
  long whole(int stages, int units) {
    long least = NONE;
    long[][] rows = best[stages][units];
    for (int m = 0; rows != null && m < meetings; m++) {
      least = Math.min(least, rows[m] == null ? NONE : rows[m][0]);
    }
    return least;
  }

  private @Nullable Solution backtrack() {
    long sum = NONE;
    int stages = 0;
    int units = 0;
    for (int q = 1; q <= most; q++) {
      for (int u = 0; u < lattice.states(); u++) {
        if (whole(q, u) < sum) {
          sum = whole(q, u);
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
    int meetingBefore = -1;
    long value = sum;
    for (int s = 0; s < stages; s++) {
      Step step = step(stages - 1 - s, u, meetingBefore, cuts[s], value);
      Choice choice = tables.choices().get(step.choice);
      choices[s] = step.choice;
      cuts[s + 1] = step.end;
      u = step.units;
      value = step.rest;
      meetingBefore = choice.meeting();
      long[] peak = choice.peak()[stages - 1 - s];
      maxTime = Math.max(maxTime, peak[step.end] - peak[cuts[s]]);
      maxSync = Math.max(maxSync, choice.sync()[step.end] - choice.sync()[cuts[s]]);
    }
    return new Solution(sum, maxTime, maxSync, choices, cuts);
  }

  private record Step(int choice, int end, int units, long rest) {}

  /** Finds a choice, its end and the units of the stages after that explain a value. */
  private Step step(int after, int u, int meetingBefore, int i, long value) {
    for (int x = 0; x < tables.choices().size(); x++) {
      Choice choice = tables.choices().get(x);
      int rest = lattice.after(u, choice.deviceClass(), -choice.units());
      if (rest < 0) {
        continue;
      }
      long cut = i == 0 ? 0 : tables.cut()[meetingBefore][choice.meeting()][i];
      for (int j = i + 1; j <= furthest[x][after][i]; j++) {
        long own = cut + choice.time()[j] - choice.time()[i] + (i == 0 ? choice.first()[j] : 0);
        long behind = behind(after, rest, choice.meeting(), j);
        if (behind < NONE && own + behind == value) {
          return new Step(x, j, rest, behind);
        }
      }
    }
    throw new AssertionError("no choice explains " + value + " at layer " + i);
  }

  OrderLattice lattice() {
    return lattice;
  }

  /** Returns how far a choice may reach from a layer under the caps. */
  int furthest(int choice, int after, int from) {
    return furthest[choice][after][from];
  }
}
