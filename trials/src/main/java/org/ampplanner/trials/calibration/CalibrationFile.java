package org.ampplanner.trials.calibration;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ampplanner.formats.calibration.CalibrationDocument;
import org.ampplanner.formats.plan.Documents;

/** Writes what a calibration learnt as JSON, schema {@code amp-calibration/1}. */
public final class CalibrationFile {
  private CalibrationFile() {}

  /** Returns a calibration as JSON, with how it came about under {@code fitted}. */
  public static String write(CalibrationResult result) {
    return Documents.json(tree(result));
  }

  /** Returns the same as a tree. */
  public static Map<String, Object> tree(CalibrationResult result) {
    Map<String, Object> tree = new LinkedHashMap<>(CalibrationDocument.of(result.calibration()));
    Map<String, Object> fitted = new LinkedHashMap<>();
    fitted.put("data", result.origin());
    fitted.put("runs", result.runs());
    fitted.put("accepted", result.accepted());
    fitted.put("error_before", result.errorBefore());
    fitted.put("error_fitted", result.errorFitted());
    if (Double.isFinite(result.errorLeftOut())) {
      fitted.put("error_left_out", result.errorLeftOut());
    }
    Map<String, Object> factors = new LinkedHashMap<>();
    result
        .factors()
        .forEach((name, f) -> {
          Map<String, Object> factor = new LinkedHashMap<>();
          factor.put("value", f.value());
          factor.put("low", f.low());
          factor.put("high", f.high());
          factor.put("told_by_data", f.toldByData());
          factors.put(name, factor);
        });
    fitted.put("factors", factors);
    tree.put("fitted", fitted);
    return tree;
  }
}
