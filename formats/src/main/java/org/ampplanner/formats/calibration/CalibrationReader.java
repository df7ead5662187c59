package org.ampplanner.formats.calibration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import org.ampplanner.collective.Collectives;
import org.ampplanner.formats.catalog.CatalogEntry;
import org.ampplanner.formats.source.Fields;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Range;
import org.ampplanner.formats.source.Scalars;
import org.ampplanner.formats.source.Schema;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.source.Sources;
import org.ampplanner.formats.source.Wording;
import org.ampplanner.predictive.Calibration;

/** Reads calibration files, {@code amp-calibration/1}; a factor that is left out is 1. */
public final class CalibrationReader {
  private final Function<String, Optional<String>> deviceIds;
  private final Problems problems;

  /**
   * Makes a reader.
   *
   * @param deviceIds turns a name of a device type into its id, if it is known
   * @param problems where to record what is wrong
   */
  public CalibrationReader(Function<String, Optional<String>> deviceIds, Problems problems) {
    this.deviceIds = deviceIds;
    this.problems = problems;
  }

  /** Reads a file; empty if something is wrong with it. */
  public Optional<Calibration> read(SourceFile file) {
    return Sources.readMapping(file, "a calibration", problems)
        .flatMap(mapping -> read(new Fields(mapping, "a calibration", problems)));
  }

  /** Reads a calibration that stands in another file. */
  public Optional<Calibration> read(Fields fields) {
    int before = problems.count();
    CatalogEntry.About.read(fields);
    Schema.require(fields, "amp-calibration", 1);
    Map<String, Double> devices = new TreeMap<>();
    Optional<Fields> times = fields.mapping("device_time", "the factors by device type");
    times.ifPresent(t -> t.keys().forEach(name -> deviceTime(t, name, devices)));
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
    Optional<Calibration.Learnt> learnt =
        fields.mapping("learnt", "what is known of factors").flatMap(this::learnt);
    fields.node("fitted"); // how it came about, for people
    fields.end();
    return problems.count() > before
        ? Optional.empty()
        : fields.build(() ->
            new Calibration(
                devices, host, links, new Calibration.Stall(stall, below), fixed, memory, learnt));
  }

  private Optional<Calibration.Learnt> learnt(Fields fields) {
    int before = problems.count();
    List<String> factors =
        fields.items("factors").stream()
            .flatMap(n -> Scalars.text(n, "factors", problems).stream())
            .toList();
    List<List<Double>> covariance = new ArrayList<>();
    for (Node row : fields.items("covariance")) {
      List<Node> cells = row instanceof Node.Sequence list ? list.items() : List.of();
      covariance.add(
          cells.stream()
              .flatMap(n -> Scalars.number(n, "covariance", Range.ANY, problems).stream().boxed())
              .toList());
    }
    double residual = fields.number("residual", Range.POSITIVE).orElse(1);
    fields.end();
    return problems.count() > before
        ? Optional.empty()
        : fields.build(() -> new Calibration.Learnt(factors, covariance, residual));
  }

  private void deviceTime(Fields times, String name, Map<String, Double> into) {
    Optional<String> id = deviceIds.apply(name);
    OptionalDouble factor = times.factor(name);
    if (id.isEmpty()) {
      problems.warning(
          times.at(name),
          "device_time."
              + Wording.shown(name)
              + " is for no device type of the cluster or the catalogue",
          null);
    }
    if (factor.isPresent() && into.put(id.orElse(name), factor.getAsDouble()) != null) {
      problems.error(
          times.at(name),
          "device_time names " + id.orElse(name) + " twice, in two spellings",
          null);
    }
  }

  private static double factor(Fields fields, String key) {
    return fields.factor(key).orElse(1);
  }
}
