package org.ampplanner.formats.source;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.ampplanner.unit.Printable;
import org.jspecify.annotations.Nullable;

/** Turns nodes into values; where that fails it records why, and the result is empty. */
public final class Scalars {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d{1,9})?");
  private static final Pattern NOT_FINITE = Pattern.compile("(?i)[+-]?\\.?(inf(inity)?|nan)");
  private static final Map<String, String> SYNONYMS =
      Map.of(
          "float32", "fp32",
          "float16", "fp16",
          "half", "fp16",
          "bfloat16", "bf16",
          "float8", "fp8",
          "dapple", "1f1b",
          "pipedream", "1f1b");
  private static final int LONGEST_NUMBER = 100;

  /** Beyond these no quantity makes sense in the units of our files. */
  private static final double LARGEST = 1e24;

  static final String UNPRINTABLE = "holds a character that does not print, such as a line break";

  private static final double SMALLEST = 1e-24;

  private Scalars() {}

  static boolean isNumber(String text) {
    return text.length() <= LONGEST_NUMBER && NUMBER.matcher(text).matches();
  }

  /** Returns a finite number. */
  public static OptionalDouble number(Node node, String subject, Range range, Problems problems) {
    Optional<BigDecimal> decimal = decimal(node, subject, range, problems);
    if (decimal.isEmpty()) {
      return OptionalDouble.empty();
    }
    double value = decimal.get().doubleValue();
    double size = Math.abs(value);
    if (size > LARGEST) {
      problems.value(node, subject, "is too large", null);
      return OptionalDouble.empty();
    }
    if (decimal.get().signum() != 0 && size < SMALLEST) {
      problems.value(node, subject, "is too small", null);
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(value);
  }

  /** Returns a whole number up to {@code max}. */
  public static OptionalLong whole(
      Node node, String subject, Range range, long max, Problems problems) {
    Optional<BigDecimal> decimal = decimal(node, subject, range, problems);
    if (decimal.isEmpty()) {
      return OptionalLong.empty();
    }
    BigDecimal value = decimal.get();
    if (value.compareTo(BigDecimal.valueOf(max)) > 0) {
      problems.value(node, subject, "is too large: at most " + max, null);
      return OptionalLong.empty();
    }
    if (value.signum() != 0 && value.stripTrailingZeros().scale() > 0) {
      problems.value(node, subject, "is not a whole number", null);
      return OptionalLong.empty();
    }
    return OptionalLong.of(value.longValue());
  }

  /** Returns a whole number up to {@code max}. */
  public static OptionalInt wholeInt(
      Node node, String subject, Range range, int max, Problems problems) {
    OptionalLong value = whole(node, subject, range, max, problems);
    return value.isPresent() ? OptionalInt.of((int) value.getAsLong()) : OptionalInt.empty();
  }

  private static Optional<BigDecimal> decimal(
      Node node, String subject, Range range, Problems problems) {
    Optional<Node.Scalar> scalar = scalar(node, subject, "a number", problems);
    if (scalar.isEmpty()) {
      return Optional.empty();
    }
    String text = scalar.get().text();
    if (scalar.get().quoted() || !isNumber(text)) {
      problems.value(node, subject, notNumber(scalar.get()), Units.suggestNumber(subject, text));
      return Optional.empty();
    }
    BigDecimal value = new BigDecimal(text);
    if (!range.allows(value.signum())) {
      problems.value(node, subject, range.requirement(), null);
      return Optional.empty();
    }
    return Optional.of(value);
  }

  private static String notNumber(Node.Scalar scalar) {
    if (NOT_FINITE.matcher(scalar.text()).matches()) {
      return "is not a finite number";
    }
    return scalar.quoted() ? "is text, not a number" : "is not a number";
  }

  /** Returns a text that is not blank and holds nothing but what prints. */
  public static Optional<String> text(Node node, String subject, Problems problems) {
    Optional<Node.Scalar> scalar = scalar(node, subject, "a single value", problems);
    if (scalar.isPresent() && scalar.get().text().isBlank()) {
      problems.value(node, subject, "is empty", null);
      return Optional.empty();
    }
    if (scalar.isPresent() && !Printable.is(scalar.get().text())) {
      problems.value(node, subject, UNPRINTABLE, null);
      return Optional.empty();
    }
    return scalar.map(Node.Scalar::text);
  }

  /** Returns true or false. */
  public static Optional<Boolean> flag(Node node, String subject, Problems problems) {
    Optional<Node.Scalar> scalar = scalar(node, subject, "true or false", problems);
    if (scalar.isEmpty()) {
      return Optional.empty();
    }
    String text = scalar.get().text().toLowerCase(Locale.ROOT);
    if (!scalar.get().quoted() && (text.equals("true") || text.equals("false"))) {
      return Optional.of(text.equals("true"));
    }
    String maybe =
        switch (text) {
          case "true", "yes", "on", "1" -> "`true`";
          case "false", "no", "off", "0" -> "`false`";
          default -> null;
        };
    problems.value(node, subject, "is neither true nor false", maybe);
    return Optional.empty();
  }

  /** Returns the one of {@code values} that is named. */
  public static <E> Optional<E> choice(
      Node node, String subject, E[] values, Function<E, String> id, Problems problems) {
    Optional<String> text = text(node, subject, problems);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    List<String> ids = Arrays.stream(values).map(id).toList();
    int index = ids.indexOf(text.get());
    if (index < 0) {
      problems.value(
          node, subject, "is not one of " + String.join(", ", ids), nearest(text.get(), ids));
      return Optional.empty();
    }
    return Optional.of(values[index]);
  }

  private static @Nullable String nearest(String text, List<String> ids) {
    String synonym = SYNONYMS.get(Nearest.plain(text));
    if (synonym != null && ids.contains(synonym)) {
      return Wording.code(synonym);
    }
    List<String> near = Nearest.of(text, ids, 1);
    return near.isEmpty() ? null : Wording.code(near.get(0));
  }

  private static Optional<Node.Scalar> scalar(
      Node node, String subject, String expected, Problems problems) {
    if (node instanceof Node.Scalar scalar) {
      if (!scalar.isNull()) {
        return Optional.of(scalar);
      }
      problems.error(node.at(), subject + " has no value", null);
    } else {
      problems.error(node.at(), subject + " is " + node.kind() + ", not " + expected, null);
    }
    return Optional.empty();
  }
}
