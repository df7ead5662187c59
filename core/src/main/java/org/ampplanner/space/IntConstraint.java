package org.ampplanner.space;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/** Which values a whole-numbered choice may take. */
public sealed interface IntConstraint {

  /** Returns whether the constraint allows a value. */
  boolean allows(int value);

  /** No restriction. */
  record Any() implements IntConstraint {
    @Override
    public boolean allows(int value) {
      return true;
    }
  }

  /**
   * A list of values.
   *
   * @param values at least one
   */
  record OneOf(Set<Integer> values) implements IntConstraint {
    /** Copies the set. */
    public OneOf {
      values = java.util.Collections.unmodifiableSet(new TreeSet<>(values));
    }

    @Override
    public boolean allows(int value) {
      return values.contains(value);
    }
  }

  /**
   * A range, both ends included.
   *
   * @param min the least value
   * @param max the greatest value
   */
  record Range(int min, int max) implements IntConstraint {
    @Override
    public boolean allows(int value) {
      return value >= min && value <= max;
    }
  }

  /** Returns a constraint to the given values. */
  static IntConstraint oneOf(Integer... values) {
    return new OneOf(new TreeSet<>(Arrays.asList(values)));
  }
}
