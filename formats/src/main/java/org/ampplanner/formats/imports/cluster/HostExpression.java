package org.ampplanner.formats.imports.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Wording;
import org.jspecify.annotations.Nullable;

/**
 * SLURM's short form of many host names: {@code node[001-004,007],login1}. Numbers keep the width
 * of the first; several brackets in one name stand for every combination.
 */
final class HostExpression {
  /** The most hosts of one expression. */
  static final int MAX_HOSTS = 1_000_000;

  /** Names in the order of people: n2 before n10. */
  static final Comparator<String> NATURAL =
      Comparator.<String, String>comparing(HostExpression::head)
          .thenComparingInt(String::length)
          .thenComparing(Comparator.naturalOrder());

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final Pattern WHOLE =
      Pattern.compile("[A-Za-z0-9._-]*(\\[[0-9,-]+\\][A-Za-z0-9._-]*)+(,.*)?");
  private static final Pattern RANGE = Pattern.compile("(\\d{1,18})(?:-(\\d{1,18}))?");

  private HostExpression() {}

  /** Returns whether a text is an expression with brackets rather than a name. */
  static boolean matches(String text) {
    return WHOLE.matcher(text).matches();
  }

  /** Returns whether a text can be the name of a host. */
  static boolean isName(String text) {
    return text.length() <= 255 && NAME.matcher(text).matches();
  }

  /** Returns the names in order, or records what is wrong. */
  static Optional<List<String>> expand(String text, Location at, Problems problems) {
    List<String> names = new ArrayList<>();
    for (String part : parts(text)) {
      String wrong = expand(part, names);
      if (wrong != null) {
        problems.error(
            at,
            Wording.shown(part) + " is not a list of hosts: " + wrong,
            "`node[001-004,007]`, as SLURM writes it");
        return Optional.empty();
      }
    }
    return Optional.of(names);
  }

  /** Splits at commas outside brackets. */
  private static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '[' ? 1 : c == ']' ? -1 : 0;
      if (c == ',' && depth == 0) {
        parts.add(text.substring(start, i).strip());
        start = i + 1;
      }
    }
    parts.add(text.substring(start).strip());
    return parts;
  }

  private static @Nullable String expand(String part, List<String> into) {
    List<String> heads = List.of("");
    int from = 0;
    while (from < part.length()) {
      int open = part.indexOf('[', from);
      String plain = part.substring(from, open < 0 ? part.length() : open);
      int close = open < 0 ? part.length() : part.indexOf(']', open);
      if (close < 0) {
        return "a bracket is not closed";
      }
      List<String> numbers = new ArrayList<>();
      if (open < 0) {
        numbers.add("");
      } else {
        String wrong = numbers(part.substring(open + 1, close), numbers);
        if (wrong != null) {
          return wrong;
        }
      }
      if ((long) heads.size() * numbers.size() + into.size() > MAX_HOSTS) {
        return "it stands for more than " + MAX_HOSTS + " hosts";
      }
      List<String> longer = new ArrayList<>(heads.size() * numbers.size());
      heads.forEach(head -> numbers.forEach(number -> longer.add(head + plain + number)));
      heads = longer;
      from = close + 1;
    }
    if (heads.stream().anyMatch(name -> !isName(name))) {
      return "it is not a name";
    }
    into.addAll(heads);
    return null;
  }

  private static @Nullable String numbers(String list, List<String> into) {
    for (String item : list.split(",", -1)) {
      Matcher m = RANGE.matcher(item);
      if (!m.matches()) {
        return "`" + Wording.shown(item) + "` is no number and no range";
      }
      long first = Long.parseLong(m.group(1));
      long last = m.group(2) == null ? first : Long.parseLong(m.group(2));
      if (last < first) {
        return "the range " + Wording.shown(item) + " runs backwards";
      }
      if (last - first >= MAX_HOSTS || into.size() + last - first >= MAX_HOSTS) {
        return "it stands for more than " + MAX_HOSTS + " hosts";
      }
      int width = m.group(1).length();
      for (long n = first; n <= last; n++) {
        String digits = Long.toString(n);
        into.add("0".repeat(Math.max(0, width - digits.length())) + digits);
      }
    }
    return null;
  }

  /** Returns names in SLURM's short form, in their order: a run of numbers becomes a range. */
  static String shorten(List<String> names) {
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < names.size()) {
      String head = head(names.get(i));
      String first = names.get(i).substring(head.length());
      int j = i + 1;
      while (j < names.size() && !first.isEmpty() && next(names.get(j - 1), names.get(j), head)) {
        j++;
      }
      out.append(out.isEmpty() ? "" : ",");
      String last = names.get(j - 1).substring(head.length());
      out.append(j - i == 1 ? names.get(i) : head + "[" + first + "-" + last + "]");
      i = j;
    }
    return out.toString();
  }

  private static String head(String name) {
    int end = name.length();
    while (end > 0 && name.length() - end < 17 && Character.isDigit(name.charAt(end - 1))) {
      end--;
    }
    return name.substring(0, end);
  }

  private static boolean next(String before, String name, String head) {
    if (!head(name).equals(head) || !head(before).equals(head) || name.equals(head)) {
      return false;
    }
    String a = before.substring(head.length());
    String b = name.substring(head.length());
    boolean sameWidth = a.length() == b.length() || (!a.startsWith("0") && !b.startsWith("0"));
    return sameWidth && Long.parseLong(b) == Long.parseLong(a) + 1;
  }
}
