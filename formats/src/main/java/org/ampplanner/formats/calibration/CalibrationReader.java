package org.ampplanner.formats.calibration;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ampplanner.collective.Collectives;
import org.ampplanner.cost.predictive.Calibration;
import org.ampplanner.formats.source.Fields;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Range;
import org.ampplanner.formats.source.Schema;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.source.Sources;

/** Reads calibration files, {@code amp-calibration/1}; a factor that is left out is 1. */
public final class CalibrationReader {
  private final Problems problems;

  /** Makes a reader that records what is wrong. */
  public CalibrationReader(Problems problems) {
    this.problems = problems;
  }

  /** Reads a file; empty if something is wrong with it. */
  public Optional<Calibration> read(SourceFile file) {
    return Sources.readMapping(file, "a calibration", problems)
        .flatMap(mapping -> read(new Fields(mapping, "a calibration", problems)));
  }

  private Optional<Calibration> read(Fields fields) {
    int before = problems.count();
    Schema.require(fields, "amp-calibration", 1);
    Map<String, Double> devices = new TreeMap<>();
    Optional<Fields> times = fields.mapping("device_time", "the factors by device type");
    times.ifPresent(t ->
        t.keys()
            .forEach(device ->
                t.number(device, Range.POSITIVE).ifPresent(factor -> devices.put(device, factor))));
    times.ifPresent(Fields::end);
    double host = factor(fields, "host_time");
    Collectives.Factors links =
        new Collectives.Factors(
            factor(fields, "intra_bandwidth"),
            factor(fields, "inter_bandwidth"),
            factor(fields, "latency"));
    double stall = fields.number("stall_s", Range.NOT_NEGATIVE).orElse(0);
    double below = fields.number("stall_below_bytes", Range.NOT_NEGATIVE).orElse(0);
    double fixed = fields.number("fixed_s", Range.NOT_NEGATIVE).orElse(0);
    double memory = factor(fields, "memory");
    fields.node("fitted"); // how it came about, for people
    fields.end();
    return problems.count() > before
        ? Optional.empty()
        : fields.build(() ->
            new Calibration(
                devices, host, links, new Calibration.Stall(stall, below), fixed, memory));
  }

  private static double factor(Fields fields, String key) {
    return fields.number(key, Range.POSITIVE).orElse(1);
  }
}
