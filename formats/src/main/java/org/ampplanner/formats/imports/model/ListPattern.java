package org.ampplanner.formats.imports.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lists of zeros and ones as Megatron takes them for blocks: {@code ([0]*3+[1]*58)}, {@code
 * ([0,1]*24)}, {@code [1,0,0]}; sums and products of lists in Python's notation.
 */
final class ListPattern {
  private static final int LONGEST = 100_000;
  private static final int DEPTH = 30;

  private final String text;
  private int at;
  private int depth;

  private ListPattern(String text) {
    this.text = text;
  }

  /** Returns the list; empty where the text has no such form. */
  static Optional<List<Integer>> of(String text) {
    ListPattern pattern = new ListPattern(text.replaceAll("[\\s\"'\\\\]", ""));
    List<Integer> list = pattern.sum();
    return list == null || pattern.at < pattern.text.length()
        ? Optional.empty()
        : Optional.of(list);
  }

  private boolean takes(char c) {
    boolean there = at < text.length() && text.charAt(at) == c;
    at += there ? 1 : 0;
    return there;
  }

  private @Nullable List<Integer> sum() {
    List<Integer> all = new ArrayList<>();
    do {
      List<Integer> next = product();
      if (next == null || all.size() + next.size() > LONGEST) {
        return null;
      }
      all.addAll(next);
    } while (takes('+'));
    return all;
  }

  private @Nullable List<Integer> product() {
    int times = 1;
    int before = number();
    if (before >= 0) {
      if (!takes('*')) {
        return null;
      }
      times = before;
    }
    List<Integer> list = single();
    while (list != null && takes('*')) {
      int more = number();
      if (more < 0) {
        return null;
      }
      times = (int) Math.min(LONGEST, (long) times * more);
    }
    if (list == null || (long) list.size() * times > LONGEST) {
      return null;
    }
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      all.addAll(list);
    }
    return all;
  }

  private @Nullable List<Integer> single() {
    if (takes('(')) {
      List<Integer> inner = ++depth > DEPTH ? null : sum();
      return inner != null && takes(')') ? inner : null;
    }
    if (!takes('[')) {
      return null;
    }
    List<Integer> items = new ArrayList<>();
    do {
      int item = number();
      if (item < 0) {
        return null;
      }
      items.add(item);
    } while (takes(','));
    return takes(']') ? items : null;
  }

  /** Returns a whole number of at most six digits, -1 for none. */
  private int number() {
    int start = at;
    while (at < text.length() && Character.isDigit(text.charAt(at)) && at - start < 6) {
      at++;
    }
    return at == start ? -1 : Integer.parseInt(text.substring(start, at));
  }
}
