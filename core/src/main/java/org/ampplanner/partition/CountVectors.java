package org.ampplanner.partition;

/**
 * Numbers the vectors {@code 0 ≤ n ≤ most}, componentwise, so that a vector comes after all that it
 * exceeds.
 */
final class CountVectors {
  private final int components;
  private final int[] stride;
  private final boolean[] has;
  private final int[] totals;

  CountVectors(int[] most) {
    this.components = most.length;
    this.stride = new int[components];
    int size = 1;
    for (int c = 0; c < components; c++) {
      stride[c] = size;
      size = Math.multiplyExact(size, most[c] + 1);
    }
    this.has = new boolean[Math.multiplyExact(size, components)];
    this.totals = new int[size];
    for (int vector = 0; vector < size; vector++) {
      for (int c = 0; c < components; c++) {
        int count = vector / stride[c] % (most[c] + 1);
        has[vector * components + c] = count != 0;
        totals[vector] += count;
      }
    }
  }

  /** Returns how many vectors there are; the last one is the largest. */
  int size() {
    return totals.length;
  }

  /** Returns whether a component of the vector with a number is not 0. */
  boolean has(int vector, int component) {
    return has[vector * components + component];
  }

  /** Returns the number of the vector that is one less in a component, which must not be 0. */
  int without(int vector, int component) {
    return vector - stride[component];
  }

  /** Returns the sum of the components. */
  int total(int vector) {
    return totals[vector];
  }
}
