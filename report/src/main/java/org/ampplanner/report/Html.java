package org.ampplanner.report;

import java.util.Locale;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.unit.Figures;

/** Text made safe for a page, and numbers as people read them. */
final class Html {
  private Html() {}

  /** Returns text that may stand between tags and in quoted attributes. */
  static String text(String raw) {
    StringBuilder safe = new StringBuilder(raw.length() + 16);
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        case '\n' -> safe.append("&#10;");
        default -> safe.append(c < ' ' ? ' ' : c);
      }
    }
    return safe.toString();
  }

  /** Returns a tree as JSON that may stand in a script element: nothing in it can end it. */
  static String json(Object tree) {
    return Documents.jsonLine(tree)
        .strip()
        .replace("&", "\\u0026")
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }

  /** Returns a duration as elsewhere, with the signs that a page has. */
  static String seconds(double s) {
    if (s == 0 || !Double.isFinite(s)) {
      return s == 0 ? "0 s" : "\u2013";
    }
    return Figures.seconds(s).replace(" us", " \u00b5s");
  }

  static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  static String gib(double bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / (1L << 30));
  }

  static String parameters(double n) {
    return n >= 1e12
        ? Figures.significant(n / 1e12) + " T"
        : n >= 1e9
            ? Figures.significant(n / 1e9) + " B"
            : n >= 1e6 ? Figures.significant(n / 1e6) + " M" : count((long) n);
  }

  /** Returns a share as a CSS width; a number that no text can change. */
  static String width(double share) {
    return String.format(Locale.ROOT, "%.4f%%", 100 * Math.max(0, Math.min(1, share)));
  }
}
