package org.ampplanner.formats.imports.cluster;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.ampplanner.formats.imports.cluster.CollectiveRun.Row;
import org.jspecify.annotations.Nullable;

/**
 * Latency and bandwidth of a link from the times of a collective by size: {@code t = a + c·bytes}.
 *
 * <p>The bandwidth is that of large sizes: the slope over the rows within {@value #DECADES} of the
 * largest, by least squares with relative errors. What the smallest sizes take beyond it is
 * latency, if they are small enough to show one.
 *
 * @param bytesPerSecond bandwidth by the bytes that cross a link
 * @param latencySeconds time of an empty message, or null if no size is small enough to tell
 * @param rows how many rows were used
 */
record LinkFit(double bytesPerSecond, @Nullable Double latencySeconds, int rows) {
  /** Rows at least this part of the largest size tell the bandwidth. */
  private static final double DECADES = 1.0 / 64;

  /** A row tells the latency if no more than this part of its time is for its bytes. */
  private static final double MOSTLY_LATENCY = 0.1;

  /**
   * Fits a run.
   *
   * @param rows by size
   * @param share bytes that cross a link for each byte of a row's size
   * @param steps messages one after another
   */
  static Optional<LinkFit> of(List<Row> rows, double share, int steps) {
    List<Row> filled =
        rows.stream()
            .filter(r -> r.bytes() > 0 && r.seconds() > 0)
            .sorted(Comparator.comparingDouble(Row::bytes))
            .toList();
    if (filled.isEmpty()) {
      return Optional.empty();
    }
    double largest = filled.get(filled.size() - 1).bytes();
    List<Row> large = filled.stream().filter(r -> r.bytes() >= largest * DECADES).toList();
    double slope = slope(large);
    double[] latencies =
        filled.stream()
            .filter(r -> r.bytes() * slope <= MOSTLY_LATENCY * r.seconds())
            .mapToDouble(r -> r.seconds() - r.bytes() * slope)
            .sorted()
            .toArray();
    Double latency = latencies.length == 0 ? null : latencies[latencies.length / 2] / steps;
    return Optional.of(new LinkFit(share / slope, latency, filled.size()));
  }

  /** Returns the seconds per byte; where rows don't tell a slope, those of the largest row. */
  private static double slope(List<Row> rows) {
    double w = 0;
    double wx = 0;
    double wy = 0;
    double wxx = 0;
    double wxy = 0;
    for (Row r : rows) {
      double weight = 1 / (r.seconds() * r.seconds());
      w += weight;
      wx += weight * r.bytes();
      wy += weight * r.seconds();
      wxx += weight * r.bytes() * r.bytes();
      wxy += weight * r.bytes() * r.seconds();
    }
    Row last = rows.get(rows.size() - 1);
    double plain = last.seconds() / last.bytes();
    double spread = w * wxx - wx * wx;
    double slope = (w * wxy - wx * wy) / spread;
    boolean sensible = spread > 0 && slope > plain / 4 && slope <= plain * 1.0001;
    return sensible ? slope : plain;
  }
}
