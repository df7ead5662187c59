package org.ampplanner.model;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Layers that cost the same, so that tables need one column for all of them: a model has few kinds
 * of layer however deep it is.
 *
 * @param of {@code [layer]}, the column of every layer
 * @param first {@code [column]}, the first layer of every column
 */
@SuppressWarnings("ArrayRecordComponent") // tables, compared by nobody
public record LayerColumns(int[] of, int[] first) {

  /**
   * Puts layers that are alike into one column each, but for those that stand alone.
   *
   * @param firstAlike by layer, the first layer that is alike ({@link Model#firstAlike})
   * @param alone layers with a column of their own
   */
  public static LayerColumns of(int[] firstAlike, BitSet alone) {
    int[] column = new int[firstAlike.length];
    int[] shared = new int[firstAlike.length];
    Arrays.fill(shared, -1);
    int[] first = new int[firstAlike.length];
    int columns = 0;
    for (int l = 0; l < column.length; l++) {
      int known = alone.get(l) ? -1 : shared[firstAlike[l]];
      if (known < 0) {
        known = columns;
        first[columns++] = l;
        if (!alone.get(l)) {
          shared[firstAlike[l]] = known;
        }
      }
      column[l] = known;
    }
    return new LayerColumns(column, Arrays.copyOf(first, columns));
  }

  /** Returns the number of columns. */
  public int count() {
    return first.length;
  }

  /** Returns, by column, how many of the first so many layers it has. */
  public int[] counts(int layers) {
    int[] counts = new int[first.length];
    for (int l = 0; l < layers; l++) {
      counts[of[l]]++;
    }
    return counts;
  }

  /** Returns a row by column spread over the layers. */
  public double[] spread(double[] row) {
    double[] all = new double[of.length];
    for (int l = 0; l < all.length; l++) {
      all[l] = row[of[l]];
    }
    return all;
  }
}
