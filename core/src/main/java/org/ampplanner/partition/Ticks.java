package org.ampplanner.partition;

import java.util.IdentityHashMap;
import java.util.function.Function;
import org.ampplanner.model.Model.TiedPair;
import org.ampplanner.partition.LayerTables.Tie;

/**
 * Seconds as whole ticks of a power of two, so small that rounding stays below 1e-12 of a step, so
 * large that the worst objective stays within a long. Makes the tables of which {@link
 * LayerTables}, {@link OrderTables} and {@link StageChoiceTables} consist.
 *
 * @param perSecond ticks per second
 */
public record Ticks(double perSecond) {
  private static final double LARGEST = 1L << 58;

  /** Returns ticks for a problem in which nothing takes longer than {@code worstSeconds}. */
  public static Ticks forWorst(double worstSeconds) {
    double worst = Math.max(worstSeconds, 1e-9);
    return new Ticks(Math.scalb(1.0, Math.getExponent(LARGEST / 16 / worst)));
  }

  /** Returns the largest of the times, 0 where there are none. */
  public static double largest(double[] seconds) {
    double largest = 0;
    for (double each : seconds) {
      largest = Math.max(largest, each);
    }
    return largest;
  }

  /**
   * Returns an inclusive cut-off that rounding cannot make too small; where there is none, the
   * largest objective.
   */
  public long cutoff(double seconds) {
    return Double.isFinite(seconds)
        ? (long) Math.min(seconds * perSecond * (1 + 1e-12) + 1, LARGEST)
        : LayerTables.LARGEST_OBJECTIVE;
  }

  /** Returns the nearest number of ticks. */
  public long of(double seconds) {
    return Math.round(seconds * perSecond);
  }

  /** Returns how long so many ticks are. */
  public double seconds(long ticks) {
    return ticks / perSecond;
  }

  /** Returns prefix sums of times. */
  public long[] prefix(double[] seconds) {
    long[] sums = new long[seconds.length + 1];
    for (int l = 0; l < seconds.length; l++) {
      sums[l + 1] = sums[l] + of(seconds[l]);
    }
    return sums;
  }

  /** Returns prefix sums of rows; rows that are one and the same array stay so. */
  public long[][] prefixes(double[][] rows) {
    return each(rows, this::prefix);
  }

  /** Returns prefix sums of a time per parameter. */
  public long[] prefix(long[] parameters, double secondsPerParameter) {
    double ticks = secondsPerParameter * perSecond;
    long[] sums = new long[parameters.length + 1];
    for (int l = 0; l < parameters.length; l++) {
      sums[l + 1] = sums[l] + Math.round(parameters[l] * ticks);
    }
    return sums;
  }

  /** Returns prefix sums of several times per parameter; neighbours that are equal share a row. */
  public long[][] prefixes(long[] parameters, double[] secondsPerParameter) {
    long[][] sums = new long[secondsPerParameter.length][];
    for (int r = 0; r < sums.length; r++) {
      boolean same = r > 0 && secondsPerParameter[r] == secondsPerParameter[r - 1];
      sums[r] = same ? sums[r - 1] : prefix(parameters, secondsPerParameter[r]);
    }
    return sums;
  }

  /** Turns costs of cutting after a layer into costs of cutting before the next. */
  public long[] before(double[] secondsAfter) {
    long[] before = new long[secondsAfter.length + 1];
    for (int l = 0; l < secondsAfter.length; l++) {
      before[l + 1] = of(secondsAfter[l]);
    }
    return before;
  }

  /** Does so with rows; rows that are one and the same array stay so. */
  public long[][] before(double[][] rows) {
    return each(rows, this::before);
  }

  /** Does so with rows by what is before and what after the cut. */
  public long[][][] before(double[][][] tables) {
    long[][][] before = new long[tables.length][][];
    for (int g = 0; g < before.length; g++) {
      before[g] = before(tables[g]);
    }
    return before;
  }

  private static long[][] each(double[][] rows, Function<double[], long[]> made) {
    IdentityHashMap<double[], long[]> known = new IdentityHashMap<>();
    long[][] all = new long[rows.length][];
    for (int r = 0; r < all.length; r++) {
      all[r] = known.computeIfAbsent(rows[r], made);
    }
    return all;
  }

  /**
   * Ties layers that share parameters: a stage with both saves what the cheaper one costs, as it is
   * rounded in the prefix sums.
   *
   * @param sync prefix sums of synchronisation, by stage or class
   * @param staticBytes that a stage with both saves, rounded down
   */
  public static Tie tie(TiedPair pair, long[][] sync, double staticBytes) {
    long[] discount = new long[sync.length];
    for (int s = 0; s < discount.length; s++) {
      long first = sync[s][pair.first() + 1] - sync[s][pair.first()];
      long second = sync[s][pair.second() + 1] - sync[s][pair.second()];
      discount[s] = Math.min(first, second);
    }
    return new Tie(pair.first(), pair.second(), discount, (long) Math.floor(staticBytes));
  }
}
