package org.ampplanner.partition;

/**
 * How far stages reach under a condition that fewer layers never break. Both ends of a window only
 * move forward, so that the condition is tested O(layers) times.
 */
final class Windows {
  private Windows() {}

  /** What the layers {@code [from, to)} obey or not. */
  interface Condition {
    boolean holds(int from, int to);
  }

  /** Returns, by first layer i, the largest j such that {@code [i, j)} holds. */
  static int[] ends(int layers, Condition condition) {
    int[] end = new int[layers + 1];
    int j = 0;
    for (int i = 0; i <= layers; i++) {
      j = Math.max(i, j);
      while (j < layers && condition.holds(i, j + 1)) {
        j++;
      }
      end[i] = j;
    }
    return end;
  }

  /** Returns, by the layer after the last one j, the least i such that {@code [i, j)} holds. */
  static int[] starts(int layers, Condition condition) {
    int[] start = new int[layers + 1];
    int i = 0;
    for (int j = 1; j <= layers; j++) {
      while (i < j && !condition.holds(i, j)) {
        i++;
      }
      start[j] = i;
    }
    return start;
  }
}
