package org.ampplanner.formats.calibration;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ampplanner.predictive.Calibration;

/** A calibration in the names of its file. */
public final class CalibrationDocument {
  private CalibrationDocument() {}

  /** Returns the tree. */
  public static Map<String, Object> of(Calibration c) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("schema", "amp-calibration/1");
    tree.put("device_time", c.deviceTime());
    tree.put("host_time", c.hostTime());
    tree.put("intra_bandwidth", c.links().intraBandwidth());
    tree.put("inter_bandwidth", c.links().interBandwidth());
    tree.put("latency", c.links().latency());
    tree.put("stall_s", c.stall().seconds());
    tree.put("stall_below_bytes", c.stall().belowBytes());
    tree.put("fixed_s", c.fixedSeconds());
    tree.put("memory", c.memory());
    c.learnt()
        .ifPresent(known -> {
          Map<String, Object> learnt = new LinkedHashMap<>();
          learnt.put("factors", known.factors());
          learnt.put("covariance", known.covariance());
          learnt.put("residual", known.residual());
          tree.put("learnt", learnt);
        });
    return tree;
  }
}
