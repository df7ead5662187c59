package org.ampplanner.formats.source;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What users may mean when a unit is wrong: in a key ({@code memory_gb}), or behind a number
 * ({@code 50 GB/s}). Used for suggestions only; nothing is ever converted silently.
 */
final class Units {
  private static final Pattern NUMBER_AND_UNIT =
      Pattern.compile("([+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?)\\s*([A-Za-zµ/]+)");
  private static final Pattern DECIMAL_COMMA = Pattern.compile("[+-]?\\d+,\\d+");
  private static final Pattern LAST_WORD = Pattern.compile("(.*)_([A-Za-z0-9/]+)");

  /** What the end of a key says about its unit. */
  private static final Map<String, String> NOTES =
      Map.of(
          "gbps", "gigabits per second, 1e9 bits/s; 8 times the GB/s",
          "gib", "GiB, 2^30 bytes",
          "bytes", "a number of bytes",
          "tflops", "TFLOP/s, 1e12 operations per second",
          "us", "microseconds",
          "ms", "milliseconds");

  private static final List<String> UNITS =
      List.of(
          "gb",
          "gib",
          "mb",
          "mib",
          "tb",
          "tib",
          "kb",
          "kib",
          "bytes",
          "byte",
          "gbps",
          "gb/s",
          "mbps",
          "tbps",
          "gbs",
          "gbits",
          "gbit",
          "bps",
          "bandwidth",
          "bw",
          "speed",
          "us",
          "ms",
          "ns",
          "s",
          "sec",
          "seconds",
          "flops",
          "tflops",
          "gflops",
          "pflops",
          "latency");

  /** One unit in terms of another: as written by users (case counts), by the key's unit. */
  private static final Map<String, Map<String, Double>> FACTORS =
      Map.of(
          "gbps",
          Map.of(
              "Gbps", 1.0, "Gb/s", 1.0, "GBps", 8.0, "GB/s", 8.0, "TB/s", 8000.0, "Tbps", 1000.0,
              "Mbps", 1e-3, "Mb/s", 1e-3, "MB/s", 8e-3, "gbps", 1.0),
          "gib",
          Map.of(
              "GiB",
              1.0,
              "GB",
              1e9 / (1L << 30),
              "MiB",
              1.0 / 1024,
              "TiB",
              1024.0,
              "Gi",
              1.0,
              "MB",
              1e6 / (1L << 30),
              "TB",
              1e12 / (1L << 30)),
          "bytes",
          Map.of(
              "B",
              1.0,
              "KB",
              1e3,
              "kB",
              1e3,
              "MB",
              1e6,
              "GB",
              1e9,
              "KiB",
              1024.0,
              "MiB",
              1048576.0,
              "GiB",
              1073741824.0),
          "ms",
          Map.of("ms", 1.0, "s", 1e3, "us", 1e-3, "µs", 1e-3),
          "us",
          Map.of("us", 1.0, "µs", 1.0, "ms", 1e3, "ns", 1e-3),
          "tflops",
          Map.of("TFLOPS", 1.0, "tflops", 1.0, "PFLOPS", 1e3, "GFLOPS", 1e-3, "TFLOP/s", 1.0));

  private Units() {}

  /** Suggests what a text that is no number may mean as the value of a key. */
  static @Nullable String suggestNumber(String key, String text) {
    String trimmed = text.strip();
    if (DECIMAL_COMMA.matcher(trimmed).matches()) {
      return Wording.code(trimmed.replace(',', '.')) + ", with a decimal point";
    }
    if (trimmed.matches("[+-]?\\d+(_\\d+)+")) {
      return Wording.code(trimmed.replace("_", ""));
    }
    if (Scalars.isNumber(trimmed)) {
      return Wording.code(trimmed) + ", without quotes";
    }
    Matcher m = NUMBER_AND_UNIT.matcher(trimmed);
    if (trimmed.length() > 40 || !m.matches()) {
      return null;
    }
    String unit = unitOf(key);
    Double factor = FACTORS.getOrDefault(unit, Map.of()).get(m.group(2));
    String note = NOTES.get(unit);
    if (factor == null) {
      return Wording.code(m.group(1)) + (note == null ? ", without a unit" : ": " + note);
    }
    return Wording.code(times(m.group(1), factor)) + ": " + note;
  }

  private static String times(String number, double factor) {
    if (factor == 1) {
      return number;
    }
    MathContext four = new MathContext(4, RoundingMode.HALF_EVEN);
    BigDecimal value = new BigDecimal(number).multiply(BigDecimal.valueOf(factor), four);
    return value.stripTrailingZeros().toPlainString();
  }

  private static String unitOf(String key) {
    Matcher m = LAST_WORD.matcher(key);
    String last = m.matches() ? m.group(2) : key;
    return last.equals("forward") || last.equals("backward") ? "ms" : last;
  }

  /** Suggests the known key that a key with another unit, or none, stands for. */
  static Optional<String> suggestKey(String unknown, Collection<String> known) {
    String stem = stem(unknown);
    return known.stream()
        .filter(key -> NOTES.containsKey(unitOf(key)) && stem(key).equals(stem))
        .findFirst()
        .or(() ->
            known.stream().filter(key -> !key.equals(unknown) && stem.equals(key)).findFirst());
  }

  /** Returns a key as code, with its unit in words. */
  static String withNote(String key) {
    String note = NOTES.get(unitOf(key));
    return Wording.code(key) + (note == null ? "" : ": " + note);
  }

  private static String stem(String key) {
    String stem = key.toLowerCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
    Matcher m = LAST_WORD.matcher(stem);
    while (m.matches() && UNITS.contains(m.group(2)) && !m.group(2).equals("latency")) {
      stem = m.group(1);
      m = LAST_WORD.matcher(stem);
    }
    return stem;
  }
}
