package org.ampplanner.formats.source;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.ampplanner.unit.InvalidValueException;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong and what is worth a warning while files are read. */
public final class Problems {
  private final Set<Problem> errors = new LinkedHashSet<>();
  private final Set<Problem> warnings = new LinkedHashSet<>();

  /** Makes a collection of nothing as yet. */
  public Problems() {}

  /** Records an error. */
  public void error(Location at, String message, @Nullable String maybe) {
    errors.add(new Problem(at.source(), at.line(), message, maybe));
  }

  /**
   * Records an error about a value: {@code subject (value) what}. Where an option names subject and
   * value itself they are not said twice.
   */
  public void value(Node node, String subject, String what, @Nullable String maybe) {
    error(node.at(), optionSaysIt(node) ? what : node.named(subject) + " " + what, maybe);
  }

  private static boolean optionSaysIt(Node node) {
    String option = node.at().source();
    return node.at().option()
        && node instanceof Node.Scalar scalar
        && (option.endsWith("=" + scalar.text()) || option.endsWith("(" + scalar.text() + ")"));
  }

  /** Records a warning. */
  public void warning(Location at, String message, @Nullable String maybe) {
    warnings.add(new Problem(at.source(), at.line(), message, maybe));
  }

  /**
   * Reads what stands at a place. Whatever a constructor rejects on the way, however deep, becomes
   * an error there.
   */
  public <T> Optional<T> reading(Location at, Supplier<Optional<T>> reader) {
    try {
      return reader.get();
    } catch (InvalidValueException e) {
      e.violations().forEach(v -> error(at, v.message(), v.maybe()));
    } catch (ArithmeticException e) {
      error(at, "holds numbers that are too large to compute with", null);
    }
    return Optional.empty();
  }

  /** Records all of these with others. */
  public void copyTo(Problems others) {
    others.errors.addAll(errors);
    others.warnings.addAll(warnings);
  }

  /** Returns whether there are errors. */
  public boolean any() {
    return !errors.isEmpty();
  }

  /** Returns the number of errors. */
  public int count() {
    return errors.size();
  }

  /** Returns the errors, files in the order in which they first went wrong, then by line. */
  public List<Problem> errors() {
    return sorted(errors);
  }

  /** Returns the warnings, in the same order. */
  public List<Problem> warnings() {
    return sorted(warnings);
  }

  /**
   * Ends the reading.
   *
   * @throws ProblemsException if there are errors
   */
  public void throwIfAny() {
    if (any()) {
      throw new ProblemsException(errors());
    }
  }

  private static List<Problem> sorted(Set<Problem> problems) {
    List<String> files = problems.stream().map(Problem::file).distinct().toList();
    List<Problem> sorted = new ArrayList<>(problems);
    sorted.sort(
        Comparator.<Problem>comparingInt(p -> files.indexOf(p.file()))
            .thenComparingInt(Problem::line));
    return List.copyOf(sorted);
  }
}
