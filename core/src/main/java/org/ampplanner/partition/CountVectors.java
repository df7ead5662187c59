package org.ampplanner.partition;

/**
 * Numbers the vectors {@code 0 ≤ n ≤ most}, componentwise, so that a vector comes after all that it
 * exceeds.
 */
final class CountVectors {
  private final int[] most;
  private final int[] stride;
  private final int size;

  CountVectors(int[] most) {
    this.most = most.clone();
    this.stride = new int[most.length];
    int product = 1;
    for (int c = 0; c < most.length; c++) {
      stride[c] = product;
      product = Math.multiplyExact(product, most[c] + 1);
    }
    this.size = product;
  }

  /** Returns how many vectors there are; the last one is the largest. */
  int size() {
    return size;
  }

  /** Returns a component of the vector with a number. */
  int count(int vector, int component) {
    return vector / stride[component] % (most[component] + 1);
  }

  /** Returns the number of the vector that is one less in a component, which must not be 0. */
  int without(int vector, int component) {
    return vector - stride[component];
  }

  /** Returns the sum of the components. */
  int total(int vector) {
    int total = 0;
    for (int c = 0; c < most.length; c++) {
      total += count(vector, c);
    }
    return total;
  }
}
