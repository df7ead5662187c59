package org.ampplanner.predictive;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.cost.Spread;
import org.ampplanner.model.FeedForward;
import org.ampplanner.model.LayerKind;
import org.ampplanner.operator.Architecture;
import org.ampplanner.predictive.PredictiveCostModel.Options;

/**
 * How far predictions of the predictive model are off, by kind of hardware, software and model: the
 * resource {@code spreads.csv}, which is estimated from published runs of sources that the
 * constants had not seen, and never written by hand.
 *
 * <p>All standard deviations are wider where no run of the fit had the generation of the device, or
 * the software, and where there are experts; narrower where layers are profiled.
 */
public final class Spreads {
  /** The standard spreads. */
  public static final Spreads STANDARD = new Spreads(read());

  /**
   * Share of a device type's own uncertainty that it has in common with other types; assumed, as
   * few published runs have several.
   */
  private static final double IN_COMMON = 0.5;

  private final Map<String, Double> values;

  /** Makes spreads of values by name. */
  public Spreads(Map<String, Double> values) {
    this.values = new TreeMap<>(values);
  }

  private static Map<String, Double> read() {
    Map<String, Double> values = new TreeMap<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(Spreads.class.getResourceAsStream("spreads.csv")),
                StandardCharsets.UTF_8))) {
      reader
          .lines()
          .skip(1)
          .map(line -> line.split(",", 3))
          .forEach(cells -> values.put(cells[0], Double.parseDouble(cells[1])));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return values;
  }

  private double get(String name) {
    return Objects.requireNonNull(values.get(name), name);
  }

  /** Returns how far predictions of a job are off. */
  public Spread of(CostInputs inputs, Options options) {
    List<String> names = CalibrationFactors.of(inputs, options.calibration()).names();
    Kind kind = kind(inputs, options);
    Optional<Calibration.Learnt> learnt =
        options.calibration().learnt().filter(known -> known.factors().equals(names));
    return new Spread(
        names,
        learnt
            .map(known ->
                known.covariance().stream()
                    .map(row -> row.stream().mapToDouble(Double::doubleValue).toArray())
                    .toArray(double[][]::new))
            .orElseGet(() -> covariance(names, wider(kind))),
        learnt.map(Calibration.Learnt::residual).orElse(get("residual") * wider(kind)),
        learnt.isPresent() ? 0 : get(kind.unseen() ? "bias.unseen" : "bias.seen"),
        new Spread.Quantiles(get("quantile.low"), get("quantile.high")),
        peak());
  }

  /** Returns how far predicted peaks of memory are off. */
  public Spread.Peak peak() {
    return new Spread.Peak(get("memory.bias"), get("memory.deviation"), get("memory.high"));
  }

  /** Returns what kind of run it is, as far as that matters for how well it is predicted. */
  public Kind kind(CostInputs inputs, Options options) {
    return new Kind(
        inputs.layout().cluster().deviceTypes().stream()
            .map(DeviceType::id)
            .map(Architecture::of)
            .allMatch(a -> values.containsKey("hardware." + a.id())),
        values.containsKey("software." + options.software().id()),
        inputs.model().layers().stream()
            .anyMatch(l ->
                l.kind() instanceof LayerKind.Block b
                    && b.feedForward() instanceof FeedForward.Experts),
        !inputs.profile().measurements().isEmpty());
  }

  /**
   * What kind of run it is.
   *
   * @param hardware whether constants were fitted on this generation of devices
   * @param software whether constants were fitted on this software
   * @param experts whether the model has experts
   * @param profiled whether times of its layers were measured
   */
  public record Kind(boolean hardware, boolean software, boolean experts, boolean profiled) {
    /** Returns whether constants were fitted without runs of this hardware or software. */
    public boolean unseen() {
      return !hardware || !software;
    }
  }

  private double wider(Kind kind) {
    return (kind.hardware ? 1 : get("wider.hardware"))
        * (kind.software ? 1 : get("wider.software"))
        * (kind.experts ? get("wider.experts") : 1)
        * (kind.profiled ? get("wider.profiled") : 1);
  }

  /** What all factors have in common scales every term of a step: times up and bandwidths down. */
  private double[][] covariance(List<String> names, double wider) {
    int n = names.size();
    double[][] covariance = new double[n][n];
    for (int j = 0; j < n; j++) {
      for (int k = 0; k < n; k++) {
        boolean devices = type(names.get(j)).equals(type(names.get(k)));
        double own = get("factor." + type(names.get(j)));
        double shared = j == k ? 1 : devices ? IN_COMMON : 0;
        covariance[j][k] =
            wider
                * wider
                * (own * own * shared
                    + get("common")
                        * get("common")
                        * direction(names.get(j))
                        * direction(names.get(k)));
      }
    }
    return covariance;
  }

  private static String type(String factor) {
    return factor.startsWith("device_time.") ? "device_time" : factor;
  }

  /** Returns 1 for a factor that makes steps longer, -1 for one that makes them shorter. */
  public static int direction(String factor) {
    return factor.endsWith("bandwidth") ? -1 : 1;
  }
}
