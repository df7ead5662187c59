package org.ampplanner.formats.source;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the names that a misspelt one may stand for. */
public final class Nearest {
  private static final int LONGEST = 64;

  private Nearest() {}

  /** Returns the candidates close to a name, nearest first, at most {@code limit}. */
  public static List<String> of(String name, Collection<String> candidates, int limit) {
    String wanted = plain(name);
    if (wanted.isEmpty() || wanted.length() > LONGEST) {
      return List.of();
    }
    int tolerance = wanted.length() < 4 ? 1 : Math.max(2, wanted.length() / 3);
    record Scored(String name, int score, int edits) {}
    return candidates.stream()
        .map(c -> new Scored(c, score(wanted, plain(c)), distance(wanted, plain(c))))
        .filter(s -> s.score <= tolerance)
        .sorted(
            Comparator.comparingInt(Scored::score)
                .thenComparingInt(Scored::edits)
                .thenComparing(Scored::name))
        .limit(limit)
        .map(Scored::name)
        .toList();
  }

  /** Returns a name in the form in which spellings are compared: lower case, without separators. */
  public static String plain(String name) {
    StringBuilder out = new StringBuilder();
    name.toLowerCase(Locale.ROOT)
        .codePoints()
        .filter(Character::isLetterOrDigit)
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  private static int score(String wanted, String candidate) {
    boolean part = contains(wanted, candidate) || contains(candidate, wanted);
    return part ? 1 : distance(wanted, candidate);
  }

  private static boolean contains(String whole, String part) {
    int at = part.length() >= 3 ? whole.indexOf(part) : -1;
    int end = at + part.length();
    boolean insideNumber =
        at >= 0
            && end < whole.length()
            && Character.isDigit(whole.charAt(end))
            && Character.isDigit(whole.charAt(end - 1)); // A10 is no part of A100
    return at >= 0 && !insideNumber;
  }

  /** Counts insertions, deletions, replacements and swaps of neighbours between two words. */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int replace = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(replace, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
