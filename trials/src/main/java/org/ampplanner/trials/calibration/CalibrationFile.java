package org.ampplanner.trials.calibration;

import java.util.Map;
import java.util.TreeMap;
import org.ampplanner.collective.Collectives;
import org.ampplanner.cost.predictive.Calibration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes and reads calibrations as JSON, schema {@code amp-calibration/1}. */
public final class CalibrationFile {
  private static final String SCHEMA = "amp-calibration/1";
  private static final ObjectMapper JSON = new ObjectMapper();

  private CalibrationFile() {}

  /** Returns a calibration as JSON, with what is known of how it came about. */
  public static String write(CalibrationResult result) {
    ObjectNode root = JSON.createObjectNode();
    root.put("schema", SCHEMA);
    Calibration c = result.calibration();
    ObjectNode device = root.putObject("device_time");
    c.deviceTime().forEach(device::put);
    root.put("host_time", c.hostTime());
    root.put("intra_bandwidth", c.links().intraBandwidth());
    root.put("inter_bandwidth", c.links().interBandwidth());
    root.put("latency", c.links().latency());
    root.put("stall_s", c.stall().seconds());
    root.put("stall_below_bytes", c.stall().belowBytes());
    root.put("fixed_s", c.fixedSeconds());
    root.put("memory", c.memory());
    ObjectNode from = root.putObject("fitted");
    from.put("runs", result.runs());
    from.put("accepted", result.accepted());
    from.put("error_before", result.errorBefore());
    from.put("error_fitted", result.errorFitted());
    from.put("error_left_out", result.errorLeftOut());
    ObjectNode factors = from.putObject("factors");
    result
        .factors()
        .forEach((name, f) -> {
          ObjectNode node = factors.putObject(name);
          node.put("value", f.value());
          node.put("low", f.low());
          node.put("high", f.high());
        });
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
  }

  /**
   * Reads a calibration.
   *
   * @throws IllegalArgumentException if the text is not a calibration of a known version
   */
  public static Calibration read(String text) {
    JsonNode root = JSON.readTree(text);
    String schema = root.path("schema").asString("");
    if (!schema.equals(SCHEMA)) {
      throw new IllegalArgumentException("schema (" + schema + ") is not " + SCHEMA);
    }
    Map<String, Double> device = new TreeMap<>();
    JsonNode times = root.path("device_time");
    for (String name : times.propertyNames()) {
      device.put(name, times.get(name).asDouble());
    }
    return new Calibration(
        device,
        root.path("host_time").asDouble(1),
        new Collectives.Factors(
            root.path("intra_bandwidth").asDouble(1),
            root.path("inter_bandwidth").asDouble(1),
            root.path("latency").asDouble(1)),
        new Calibration.Stall(
            root.path("stall_s").asDouble(0), root.path("stall_below_bytes").asDouble(0)),
        root.path("fixed_s").asDouble(0),
        root.path("memory").asDouble(1));
  }
}
