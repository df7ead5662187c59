package org.ampplanner.unit;

import java.util.Locale;

/** Numbers as people read them: about four significant digits, with a unit. */
public final class Figures {
  private Figures() {}

  /** Writes a duration in s, ms or µs (written us); a dash for what is not finite. */
  public static String seconds(double seconds) {
    if (!Double.isFinite(seconds)) {
      return "-";
    }
    if (seconds < 0) {
      return "-" + seconds(-seconds);
    }
    if (seconds >= 1 || seconds == 0) {
      return significant(seconds) + " s";
    }
    return seconds >= 1e-3
        ? significant(seconds * 1e3) + " ms"
        : significant(seconds * 1e6) + " us";
  }

  /**
   * Writes a duration and where it is expected to lie, such as {@code 55.62 s (51 to 63)}; the
   * bounds are in the same unit.
   */
  public static String seconds(double seconds, double low, double high) {
    String text = seconds(seconds);
    if (!Double.isFinite(seconds) || seconds <= 0) {
      return text;
    }
    double unit = seconds >= 1 ? 1 : seconds >= 1e-3 ? 1e-3 : 1e-6;
    return text + " (" + rounded(low / unit) + " to " + rounded(high / unit) + ")";
  }

  private static String rounded(double value) {
    int decimals = value >= 30 ? 0 : value >= 3 ? 1 : 2;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  /** Writes a number with four significant digits, without exponents up to a million. */
  public static String significant(double value) {
    double size = Math.abs(value);
    int decimals = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  /** Writes a share between 0 and 1 in percent. */
  public static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** Writes a count with a noun in the right number. */
  public static String count(long n, String noun) {
    return String.format(Locale.ROOT, "%,d %s", n, n == 1 ? noun : plural(noun));
  }

  private static String plural(String noun) {
    return noun.endsWith("y")
        ? noun.substring(0, noun.length() - 1) + "ies"
        : noun + (noun.endsWith("ch") ? "es" : "s");
  }
}
