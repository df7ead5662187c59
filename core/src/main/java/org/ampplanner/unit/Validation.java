package org.ampplanner.unit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is wrong with one record, so that its constructor can report all of it at once.
 *
 * <p>Use: {@code new Validation().positive("devices", devices).require(...).throwIfInvalid()}.
 */
public final class Validation {
  /** The most characters of a name. */
  public static final int LONGEST_NAME = 256;

  private final List<Violation> violations = new ArrayList<>();

  /** Makes one that nothing was recorded in. */
  public Validation() {}

  /** Requires {@code value} to be finite and greater than zero. */
  public Validation positive(String field, double value) {
    return require(
        value > 0 && Double.isFinite(value), field, plain(value), "must be positive", null);
  }

  /** Requires {@code value} to be finite and not below zero. */
  public Validation notNegative(String field, double value) {
    return require(
        value >= 0 && Double.isFinite(value), field, plain(value), "must not be negative", null);
  }

  /** Requires {@code value} to be greater than zero. */
  public Validation positive(String field, long value) {
    return require(value > 0, field, value, "must be positive", null);
  }

  /** Requires {@code value} not to be below zero. */
  public Validation notNegative(String field, long value) {
    return require(value >= 0, field, value, "must not be negative", null);
  }

  /**
   * Requires {@code value} to be a name: something other than blanks, printable, and not longer
   * than {@value #LONGEST_NAME} characters.
   */
  public Validation named(String field, String value) {
    return require(!value.isBlank(), field, null, "is empty", null)
        .require(
            Printable.is(value),
            field,
            Printable.of(value),
            "holds a character that does not print, such as a line break",
            "a name on one line")
        .require(
            value.length() <= LONGEST_NAME,
            field,
            null,
            "has " + value.length() + " characters; at most " + LONGEST_NAME + " are taken",
            "a shorter name");
  }

  /** Requires {@code values} to hold at least one element. */
  public Validation notEmpty(String field, Collection<?> values) {
    return require(!values.isEmpty(), field, null, "is empty", null);
  }

  /** Records a violation unless {@code holds}. */
  public Validation require(
      boolean holds, String field, @Nullable Object value, String problem, @Nullable String maybe) {
    if (!holds) {
      violations.add(new Violation(field, value, problem, maybe));
    }
    return this;
  }

  /**
   * Ends the validation.
   *
   * @throws InvalidValueException if anything was recorded
   */
  public void throwIfInvalid() {
    if (!violations.isEmpty()) {
      throw new InvalidValueException(violations);
    }
  }

  private static Object plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? (Object) (long) value
        : (Object) value;
  }
}
