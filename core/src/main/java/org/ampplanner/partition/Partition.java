package org.ampplanner.partition;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A cut of layers into consecutive stages: {@code k+1} ascending positions from 0 to L. */
public final class Partition implements Comparable<Partition> {
  private final int[] cuts;

  /**
   * Makes a partition.
   *
   * @param cuts first 0, strictly ascending, last the number of layers
   * @throws IllegalArgumentException if the cuts are not of that form
   */
  public Partition(int[] cuts) {
    if (cuts.length < 2 || cuts[0] != 0) {
      throw new IllegalArgumentException(
          "layer_cuts (" + spaced(cuts) + ") must start with 0 and name the end of every stage");
    }
    for (int s = 1; s < cuts.length; s++) {
      if (cuts[s] <= cuts[s - 1]) {
        throw new IllegalArgumentException(
            "layer_cuts (" + spaced(cuts) + ") must ascend: stage " + (s - 1) + " has no layer");
      }
    }
    this.cuts = cuts.clone();
  }

  /**
   * Returns the even split: {@code layers / stages} each, the first stages one more where it does
   * not divide.
   */
  public static Partition uniform(int layers, int stages) {
    int[] cuts = new int[stages + 1];
    for (int s = 0; s < stages; s++) {
      cuts[s + 1] = cuts[s] + layers / stages + (s < layers % stages ? 1 : 0);
    }
    return new Partition(cuts);
  }

  /** Returns the number of stages. */
  public int stages() {
    return cuts.length - 1;
  }

  /** Returns the number of layers. */
  public int layers() {
    return cuts[cuts.length - 1];
  }

  /** Returns how many layers the stage has that has fewest. */
  public int leastLayers() {
    return IntStream.range(0, stages()).map(s -> to(s) - from(s)).min().orElseThrow();
  }

  /** Returns the first layer of a stage. */
  public int from(int stage) {
    return cuts[stage];
  }

  /** Returns the layer after the last one of a stage. */
  public int to(int stage) {
    return cuts[stage + 1];
  }

  /** Returns a copy of the positions. */
  public int[] cuts() {
    return cuts.clone();
  }

  /** Orders by the positions, lexicographically. */
  @Override
  public int compareTo(Partition other) {
    return Arrays.compare(cuts, other.cuts);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Partition p && Arrays.equals(cuts, p.cuts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(cuts);
  }

  /** Returns the positions separated by blanks, as strategy files write them. */
  @Override
  public String toString() {
    return spaced(cuts);
  }

  private static String spaced(int[] cuts) {
    return IntStream.of(cuts).mapToObj(Integer::toString).collect(Collectors.joining(" "));
  }
}
