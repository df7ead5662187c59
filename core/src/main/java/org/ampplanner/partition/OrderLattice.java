package org.ampplanner.partition;

/**
 * Vectors of groups used by kind, numbered in mixed radix, so that a vector has a larger number
 * than every vector below it.
 */
final class OrderLattice {
  /** The most vectors that are numbered. */
  static final int MOST_STATES = 1 << 20;

  private final int[] stride;
  private final int[] limit;
  private final int states;
  private final short[] used;
  private final int[] next;

  OrderLattice(int[] available, int groups) {
    stride = new int[available.length];
    limit = new int[available.length];
    long product = 1;
    for (int c = 0; c < available.length; c++) {
      limit[c] = Math.min(available[c], groups);
      stride[c] = (int) product;
      product *= limit[c] + 1;
      if (product > MOST_STATES) {
        throw new IllegalArgumentException("too many kind counts: " + product);
      }
    }
    states = (int) product;
    used = new short[states];
    next = new int[states * limit.length];
    int[] count = new int[limit.length];
    for (int n = 0; n < states; n++) {
      int sum = 0;
      for (int c = 0; c < limit.length; c++) {
        sum += count[c];
        next[n * limit.length + c] = count[c] < limit[c] ? n + stride[c] : -1;
      }
      used[n] = (short) sum;
      for (int c = 0; c < limit.length && ++count[c] > limit[c]; c++) {
        count[c] = 0;
      }
    }
  }

  /** Returns whether the vectors are few enough to be numbered. */
  static boolean isPossible(int[] available, int groups) {
    double states = 1;
    for (int members : available) {
      states *= Math.min(members, groups) + 1.0;
    }
    return states <= MOST_STATES;
  }

  /** Returns how many vectors there are. */
  int states() {
    return states;
  }

  /** Returns how many groups of a kind a vector uses. */
  int count(int n, int c) {
    return n / stride[c] % (limit[c] + 1);
  }

  /** Returns how many groups a vector uses. */
  int used(int n) {
    return used[n];
  }

  /** Returns the vector with one more of a kind, or -1 if there are no more. */
  int after(int n, int c) {
    return next[n * limit.length + c];
  }

  /** Returns the vector with so many more of a kind, or -1 if there are not as many. */
  int after(int n, int c, int more) {
    return count(n, c) + more <= limit[c] && count(n, c) + more >= 0 ? n + more * stride[c] : -1;
  }

  /** Returns the vector with one fewer of a kind, or -1 if it uses none. */
  int before(int n, int c) {
    return count(n, c) > 0 ? n - stride[c] : -1;
  }
}
