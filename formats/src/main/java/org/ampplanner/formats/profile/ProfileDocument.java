package org.ampplanner.formats.profile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.ampplanner.formats.source.Inverse;
import org.ampplanner.job.Job;
import org.ampplanner.profile.Measurement;
import org.ampplanner.unit.Units;

/** The measured times that a job brings, as a profile file. */
public final class ProfileDocument {
  private ProfileDocument() {}

  /** Returns the tree. */
  public static Map<String, Object> of(Job job) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("schema", "amp-profile/1");
    tree.put("model", job.model().name());
    tree.put(
        "measurements",
        job.profile().measurements().stream()
            .map(m -> measurement(m, job.training().precision().id()))
            .toList());
    return tree;
  }

  private static Map<String, Object> measurement(Measurement m, String precision) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("device", m.deviceType());
    tree.put("precision", precision);
    tree.put("tensor_parallel", m.tensorParallel());
    tree.put("micro_batch_size", m.microBatchSize());
    if (m.clock() != Measurement.Clock.DEVICE) {
      tree.put("clock", ProfileReader.id(m.clock()));
    }
    tree.put("forward_ms", millis(m.layers(), m::forwardSeconds));
    if (m.hasBackward()) {
      tree.put("backward_ms", millis(m.layers(), m::backwardSeconds));
    }
    return tree;
  }

  private static List<Double> millis(int layers, IntToDoubleFunction seconds) {
    return IntStream.range(0, layers)
        .mapToDouble(seconds)
        .map(s -> Inverse.of(s, s * 1e3, Units::millis))
        .boxed()
        .toList();
  }
}
