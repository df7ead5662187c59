package org.ampplanner.formats.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ampplanner.unit.InvalidValueException;
import org.ampplanner.unit.Printable;
import org.ampplanner.unit.Violation;
import org.jspecify.annotations.Nullable;

/**
 * A mapping read field by field. Asking for a key makes it known; {@link #end} reports the keys
 * that nobody asked for. Whatever is wrong is recorded, and an empty result returned.
 */
public final class Fields {
  /** How many unknown keys are named one by one. */
  private static final int SPELT_OUT = 50;

  private final Node.Mapping node;
  private final String what;
  private final Problems problems;
  private final Set<String> known = new LinkedHashSet<>();
  private final Set<String> bad = new HashSet<>();
  private final Map<String, String> confusions = new HashMap<>();
  private final Map<String, @Nullable String> missing = new LinkedHashMap<>();

  /**
   * Starts reading a mapping.
   *
   * @param node the mapping
   * @param what it is, with an article
   * @param problems where to record what is wrong
   */
  public Fields(Node.Mapping node, String what, Problems problems) {
    this.node = node;
    this.what = what;
    this.problems = problems;
  }

  /** Starts reading a node if it is a mapping; records a problem if not. */
  public static Optional<Fields> of(Node node, String subject, String what, Problems problems) {
    if (node instanceof Node.Mapping mapping) {
      return Optional.of(new Fields(mapping, what, problems));
    }
    if (node instanceof Node.Scalar scalar && scalar.isNull()) {
      problems.error(node.at(), subject + " has no value", null);
    } else if (node instanceof Node.Scalar) {
      problems.value(node, subject, "is not a mapping", null);
    } else {
      problems.error(node.at(), subject + " is " + node.kind() + ", not a mapping", null);
    }
    return Optional.empty();
  }

  /** Returns where the mapping starts. */
  public Location at() {
    return node.at();
  }

  /** Returns where problems are recorded. */
  public Problems problems() {
    return problems;
  }

  /**
   * Returns the keys in the order of the file, for mappings whose keys are the user's own; records
   * those that do not print, and leaves them out.
   */
  public List<String> keys() {
    known.addAll(node.entries().keySet());
    List<String> printable = new ArrayList<>();
    node.entries()
        .forEach((key, entry) -> {
          if (Printable.is(key)) {
            printable.add(key);
          } else {
            problems.error(entry.keyAt(), Wording.shown(key) + " " + Scalars.UNPRINTABLE, null);
          }
        });
    return List.copyOf(printable);
  }

  /** Names the right key for a wrong one, for what spelling cannot tell. */
  public void confusion(String wrong, String right) {
    confusions.put(wrong, right);
  }

  /** Returns whether a key is given. */
  public boolean has(String key) {
    known.add(key);
    return node.entries().containsKey(key);
  }

  /** Returns a value as it stands. */
  public Optional<Node> node(String key) {
    known.add(key);
    return Optional.ofNullable(node.entries().get(key)).map(Node.Entry::value);
  }

  /** Returns where a key's value stands, or the mapping if it is missing. */
  public Location at(String key) {
    return node(key).map(Node::at).orElse(node.at());
  }

  /**
   * Requires a key. That it is missing is recorded in the end, and not if an unknown key was
   * clearly meant for it.
   */
  public void require(String key, @Nullable String maybe) {
    if (!has(key)) {
      missing.put(key, maybe);
      bad.add(key);
    }
  }

  /** Returns a text. */
  public Optional<String> text(String key) {
    return read(key, n -> Scalars.text(n, key, problems));
  }

  /** Returns a number. */
  public OptionalDouble number(String key, Range range) {
    return number(key, range, Plausible.of(key));
  }

  /** Returns a factor on a prediction, 1 if it changes nothing. */
  public OptionalDouble factor(String key) {
    return number(key, Range.POSITIVE, Optional.of(Plausible.factor()));
  }

  private OptionalDouble number(String key, Range range, Optional<Plausible> plausible) {
    Optional<Double> value =
        read(
            key,
            n ->
                boxed(Scalars.number(n, key, range, problems))
                    .filter(
                        v -> plausible.isEmpty() || plausible.get().takes(n, key, v, problems)));
    return value.isPresent() ? OptionalDouble.of(value.get()) : OptionalDouble.empty();
  }

  private static Optional<Double> boxed(OptionalDouble value) {
    return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
  }

  /** Returns a number that must be given; {@code fallback} if it is not, or not valid. */
  public double required(String key, Range range, double fallback) {
    require(key, null);
    return number(key, range).orElse(fallback);
  }

  /** Returns a whole number. */
  public OptionalLong whole(String key, Range range, long max) {
    Optional<Long> value =
        read(
            key,
            n -> {
              OptionalLong v = Scalars.whole(n, key, range, max, problems);
              return v.isPresent() ? Optional.of(v.getAsLong()) : Optional.empty();
            });
    return value.isPresent() ? OptionalLong.of(value.get()) : OptionalLong.empty();
  }

  /** Returns a whole number. */
  public OptionalInt wholeInt(String key, Range range, int max) {
    OptionalLong value = whole(key, range, max);
    return value.isPresent() ? OptionalInt.of((int) value.getAsLong()) : OptionalInt.empty();
  }

  /** Returns a whole number that must be given; {@code fallback} if it is not, or not valid. */
  public int requiredInt(String key, Range range, int max, int fallback) {
    require(key, null);
    return wholeInt(key, range, max).orElse(fallback);
  }

  /** Returns true or false. */
  public Optional<Boolean> flag(String key) {
    return read(key, n -> Scalars.flag(n, key, problems));
  }

  /** Returns the one of {@code values} that is named. */
  public <E> Optional<E> choice(String key, E[] values, Function<E, String> id) {
    return read(key, n -> Scalars.choice(n, key, values, id, problems));
  }

  /** Returns a mapping. */
  public Optional<Fields> mapping(String key, String itsWhat) {
    return read(key, n -> of(n, key, itsWhat, problems));
  }

  /** Returns the items of a list; empty where it is not given or no list. */
  public List<Node> items(String key) {
    Optional<List<Node>> items =
        read(
            key,
            n -> {
              if (n instanceof Node.Sequence list) {
                return Optional.of(list.items());
              }
              problems.value(n, key, "is not a list", null);
              return Optional.empty();
            });
    return items.orElse(List.of());
  }

  private <T> Optional<T> read(String key, Function<Node, Optional<T>> reader) {
    Optional<Node> value = node(key);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    Optional<T> read = reader.apply(value.get());
    if (read.isEmpty()) {
      bad.add(key);
    }
    return read;
  }

  /**
   * Constructs a record of these fields; what its constructor objects to is recorded at the field
   * that it names. Fields that are known to be wrong already are not reported again.
   */
  public <T> Optional<T> build(Supplier<T> constructor) {
    try {
      return Optional.of(constructor.get());
    } catch (InvalidValueException e) {
      e.violations().forEach(this::record);
      return Optional.empty();
    }
  }

  /** Records a violation at the field that it names. */
  public void record(Violation violation) {
    String field = violation.field();
    if (bad.contains(field)) {
      return;
    }
    Node value = Optional.ofNullable(node.entries().get(field)).map(Node.Entry::value).orElse(null);
    if (value instanceof Node.Scalar) {
      problems.value(value, field, violation.problem(), violation.maybe());
    } else {
      problems.error(
          value == null ? node.at() : value.at(), violation.message(), violation.maybe());
    }
  }

  /** Records the keys that nobody asked for, and those that are missing. */
  public void end() {
    List<String> unknown =
        node.entries().keySet().stream().filter(key -> !known.contains(key)).toList();
    for (String key : unknown.subList(0, Math.min(SPELT_OUT, unknown.size()))) {
      Node.Entry entry = Objects.requireNonNull(node.entries().get(key));
      problems.error(
          entry.keyAt(), Wording.shown(key) + " is not a key of " + what, maybe(key, entry));
    }
    if (unknown.size() > SPELT_OUT) {
      int more = unknown.size() - SPELT_OUT;
      problems.error(node.at(), "has " + more + " more keys that are not keys of " + what, null);
    }
    missing.forEach((key, maybe) -> problems.error(node.at(), key + " is missing", maybe));
  }

  private String maybe(String key, Node.Entry entry) {
    boolean bare = entry.value() instanceof Node.Scalar s && s.isNull();
    if (bare && key.matches("\\d+")) {
      return "a decimal point instead of a comma in the number before it";
    }
    Optional<String> meant = meant(key);
    meant.ifPresent(right -> {
      missing.remove(right);
      bad.add(right);
    });
    return meant.map(Units::withNote).orElseGet(() -> "one of " + Wording.list(known));
  }

  private Optional<String> meant(String key) {
    List<String> unused = known.stream().filter(k -> !node.entries().containsKey(k)).toList();
    return Optional.ofNullable(confusions.get(key))
        .or(() -> Units.suggestKey(key, unused))
        .or(() -> Nearest.of(key, unused, 1).stream().findFirst())
        .or(() -> Units.suggestKey(key, known))
        .or(() -> Nearest.of(key, known, 1).stream().findFirst());
  }
}
