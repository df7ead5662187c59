package org.ampplanner.formats.plan;

import java.util.List;
import java.util.Map;
import org.ampplanner.formats.source.Fields;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Wording;
import org.jspecify.annotations.Nullable;

/**
 * Whether a plan of a file agrees with itself: it is written anew from its strategy, placement,
 * cuts and terms, and whatever the file says otherwise is a contradiction.
 */
final class PlanConsistency {
  /** How far numbers may be apart that were rounded when they were written. */
  private static final double ROUNDED = 1e-6;

  /** What follows from formulas that another version may have changed. */
  private static final String OF_VERSION = "mfu";

  private final Problems problems;

  PlanConsistency(Problems problems) {
    this.problems = problems;
  }

  /** Compares a plan with what follows from it; keys that the file lacks are passed over. */
  void check(Fields file, Map<String, @Nullable Object> derived) {
    derived.forEach((key, value) -> {
      if (!key.equals(OF_VERSION)) {
        file.node(key).ifPresent(node -> compare(node, value, key));
      }
    });
    if (!derived.containsKey("idle")) {
      file.node("idle").ifPresent(node -> compare(node, List.of(), "idle"));
    }
  }

  /** Returns whether they agree; says the first place where they do not. */
  private boolean compare(Node node, @Nullable Object derived, String what) {
    return switch (node) {
      case Node.Mapping mapping when derived instanceof Map<?, ?> tree ->
          tree.entrySet().stream()
              .allMatch(e -> {
                Node.Entry entry = mapping.entries().get(String.valueOf(e.getKey()));
                return entry == null
                    || compare(entry.value(), e.getValue(), what + "." + e.getKey());
              });
      case Node.Sequence list when derived instanceof List<?> items -> {
        if (list.items().size() != items.size()) {
          yield contradiction(node, what + " has " + list.items().size(), items.size());
        }
        boolean same = true;
        for (int i = 0; i < items.size() && same; i++) {
          same = compare(list.items().get(i), items.get(i), what + "[" + i + "]");
        }
        yield same;
      }
      case Node.Scalar scalar when same(scalar, derived) -> true;
      case Node.Scalar scalar ->
          contradiction(node, what + " (" + Wording.shown(scalar.text()) + ")", shown(derived));
      case Node.Mapping m -> contradiction(node, what + " (a mapping)", shown(derived));
      case Node.Sequence s -> contradiction(node, what + " (a list)", shown(derived));
    };
  }

  private boolean contradiction(Node node, String what, Object derived) {
    problems.error(
        node.at(),
        what + " contradicts the rest of the plan, which makes it " + derived,
        PlanReader.WRITE_AGAIN);
    return false;
  }

  private static boolean same(Node.Scalar scalar, @Nullable Object derived) {
    if (derived == null) {
      return scalar.isNull();
    }
    if (derived instanceof Number number) {
      try {
        double value = Double.parseDouble(scalar.text());
        double expected = number.doubleValue();
        double scale = Math.max(Math.abs(value), Math.abs(expected));
        return Math.abs(value - expected) <= ROUNDED * scale;
      } catch (NumberFormatException e) {
        return false;
      }
    }
    return !scalar.isNull() && scalar.text().equals(String.valueOf(derived));
  }

  private static Object shown(@Nullable Object derived) {
    return switch (derived) {
      case null -> "null";
      case List<?> list -> "a list of " + list.size();
      case Map<?, ?> map -> "a mapping";
      default -> Wording.shown(derived.toString());
    };
  }
}
