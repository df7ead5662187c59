package org.ampplanner.formats.source;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which numbers a quantity can have, by the unit in the name of its key: what no hardware has is
 * worth a warning; what is so far off that nothing can be computed with it is refused. Sources: the
 * slowest and the fastest things that are sold, with some orders of magnitude to spare (emulated
 * clusters have links of 10 Mbps, a wafer-scale device moves 21 PB/s, data sheets of 2026).
 *
 * @param suffix the end of the key
 * @param least that hardware has
 * @param most that hardware has
 * @param smallest that is taken, where the value is not 0
 * @param largest that is taken
 */
record Plausible(String suffix, double least, double most, double smallest, double largest) {
  private static final List<Plausible> ALL =
      List.of(
          new Plausible("_latency_us", 0, 1e6, 1e-9, 1e12),
          new Plausible("memory_gbps", 1e-1, 1e9, 1e-9, 1e12),
          new Plausible("_gbps", 1e-3, 1e6, 1e-9, 1e12),
          new Plausible("memory_gib", 1e-3, 1e6, 1e-9, 1e12),
          new Plausible("fp32", 1e-6, 1e7, 1e-12, 1e12),
          new Plausible("fp16", 1e-6, 1e7, 1e-12, 1e12),
          new Plausible("bf16", 1e-6, 1e7, 1e-12, 1e12),
          new Plausible("fp8", 1e-6, 1e7, 1e-12, 1e12),
          new Plausible("forward", 0, 1e7, 1e-12, 1e12),
          new Plausible("backward", 0, 1e7, 1e-12, 1e12),
          new Plausible("stall_s", 0, 1e3, 1e-12, 1e9),
          new Plausible("fixed_s", 0, 1e3, 1e-12, 1e9),
          new Plausible("price_per_hour", 0, 1e6, 1e-9, 1e12));

  /** Returns what is plausible for a key. */
  static Optional<Plausible> of(String key) {
    return ALL.stream().filter(p -> key.endsWith(p.suffix)).findFirst();
  }

  /** Returns what is plausible for a factor on a prediction. */
  static Plausible factor() {
    return new Plausible("", 0.02, 50, 1e-6, 1e6);
  }

  /** Returns whether a number is taken; says why not, and what no hardware has. */
  boolean takes(Node node, String subject, double value, Problems problems) {
    if (value > largest || (value != 0 && value < smallest)) {
      problems.value(
          node,
          subject,
          value > largest
              ? "is too large: at most " + plain(largest)
              : "is too small: at least " + plain(smallest),
          null);
      return false;
    }
    if (value > most || value < least) {
      problems.warning(
          node.at(),
          node.named(subject) + " is what no hardware has: " + plain(least) + " to " + plain(most),
          "another unit was meant");
    }
    return true;
  }

  private static String plain(double value) {
    return (value >= 1e-3 && value < 1e7) || value == 0
        ? String.format(Locale.ROOT, value == Math.rint(value) ? "%.0f" : "%s", value)
        : String.format(Locale.ROOT, "%.0e", value);
  }
}
