package org.ampplanner.profile;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.ampplanner.model.Layer;
import org.ampplanner.model.LayerTime;
import org.ampplanner.model.Model;
import org.ampplanner.unit.Validation;

/**
 * All measured layer times that a job brings, for one model.
 *
 * @param measurements in order of precedence: the first that fits a question answers it
 */
public record Profile(List<Measurement> measurements) {

  /** Where times that lack may come from, readable after "Maybe ". */
  public static final String TIMES_FROM =
      "a `profile` that holds them, or `time_ms` for every layer in the model file";

  /** A profile without measurements. */
  public static final Profile EMPTY = new Profile(List.of());

  /** Copies the list. */
  public Profile {
    measurements = List.copyOf(measurements);
  }

  /**
   * Returns this profile completed by the times that the model's own layers state (tensor
   * parallelism 1, micro-batch 1). A device type is added only if every layer states a time for it.
   *
   * @throws org.ampplanner.unit.InvalidValueException if a measurement has not as many layers as
   *     the model, or if only some layers state a time for a device type
   */
  public Profile with(Model model) {
    int layers = model.layers().size();
    Validation v = new Validation();
    for (Measurement m : measurements) {
      v.require(
          m.layers() == layers,
          "forward_ms",
          m.layers() + " layers of " + m.deviceType(),
          "does not fit the model's " + layers + " layers",
          "was it measured on another model?");
    }
    List<Measurement> all = new ArrayList<>(measurements);
    for (String device : statedDevices(model)) {
      List<String> untimed =
          model.layers().stream()
              .filter(layer -> !layer.times().containsKey(device))
              .map(Layer::name)
              .distinct()
              .toList();
      v.require(
          untimed.isEmpty(),
          "time_ms",
          device,
          "is missing in layers " + String.join(", ", untimed),
          "give it for every layer, 0 where a layer takes no time");
      if (untimed.isEmpty()) {
        all.add(stated(model, device));
      }
    }
    v.throwIfInvalid();
    return new Profile(all);
  }

  private static Set<String> statedDevices(Model model) {
    Set<String> devices = new LinkedHashSet<>();
    for (Layer layer : model.layers()) {
      devices.addAll(new TreeSet<>(layer.times().keySet()));
    }
    return devices;
  }

  private static Measurement stated(Model model, String device) {
    List<LayerTime> times =
        model.layers().stream()
            .map(Layer::times)
            .map((Map<String, LayerTime> t) -> t.get(device))
            .toList();
    return new Measurement(
        device,
        1,
        1,
        times.stream().mapToDouble(LayerTime::forwardSeconds).toArray(),
        times.stream().mapToDouble(LayerTime::backwardSeconds).toArray());
  }

  /** Returns the measurement at exactly this device type, degree and micro-batch size. */
  public Optional<Measurement> find(String deviceType, int tensorParallel, int microBatchSize) {
    return measurements.stream()
        .filter(m -> m.deviceType().equals(deviceType))
        .filter(m -> m.tensorParallel() == tensorParallel)
        .filter(m -> m.microBatchSize() == microBatchSize)
        .findFirst();
  }

  /**
   * Returns what a device type lacks for a cost model that takes all times from measurements, those
   * of single samples; empty if nothing.
   */
  public Optional<String> lack(String deviceType) {
    List<Measurement> own =
        measurements.stream().filter(m -> m.deviceType().equals(deviceType)).toList();
    return own.stream().anyMatch(m -> m.microBatchSize() == 1)
        ? Optional.empty()
        : Optional.of(
            "has no measured layer times" + (own.isEmpty() ? "" : " at micro_batch_size 1"));
  }

  /** Returns the degrees of tensor parallelism that a device type was measured at, ascending. */
  public List<Integer> tensorParallels(String deviceType) {
    return measurements.stream()
        .filter(m -> m.deviceType().equals(deviceType))
        .map(Measurement::tensorParallel)
        .distinct()
        .sorted()
        .toList();
  }
}
