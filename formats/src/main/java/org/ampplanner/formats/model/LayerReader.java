package org.ampplanner.formats.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.ampplanner.formats.source.Fields;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Range;
import org.ampplanner.formats.source.Wording;
import org.ampplanner.model.LayerKind;
import org.ampplanner.model.LayerSpec;
import org.ampplanner.model.LayerSpec.Sizes;
import org.ampplanner.model.LayerTime;
import org.ampplanner.model.ModelSpec;
import org.ampplanner.model.TransformerShape;
import org.ampplanner.unit.Units;
import org.jspecify.annotations.Nullable;

/** Reads the lines of a model file. */
final class LayerReader {
  /** The largest size of one layer, so that sums over all layers stay in range. */
  private static final long MAX_SIZE = 10_000_000_000_000L;

  private static final int MAX_WIDTH = 1 << 20;

  private final UnaryOperator<String> deviceNames;
  private final Problems problems;
  private final Map<String, Location> timedDevices = new LinkedHashMap<>();

  LayerReader(UnaryOperator<String> deviceNames, Problems problems) {
    this.deviceNames = deviceNames;
    this.problems = problems;
  }

  Map<String, Location> timedDevices() {
    return timedDevices;
  }

  Optional<LayerSpec> read(Fields fields) {
    fields.confusion("params", "parameters");
    fields.confusion("num_parameters", "parameters");
    fields.confusion("count", "repeat");
    fields.confusion("time", "time_ms");
    fields.require("name", "any name");
    String name = fields.text("name").orElse("layer");
    int repeat = fields.wholeInt("repeat", Range.POSITIVE, ModelSpec.MAX_LAYERS).orElse(1);
    Optional<TransformerShape> shape = shape(fields);
    Optional<LayerKind> kind = new KindReader(fields).read();
    Sizes sizes =
        new Sizes(
            size(fields, "parameters"),
            size(fields, "output_bytes"),
            fields.flag("output_sharded").orElse(false),
            size(fields, "activation_bytes"),
            flops(fields),
            size(fields, "tp_allreduce_bytes"));
    Optional<String> tiedTo = fields.text("tied_to");
    Map<String, LayerTime> times = times(fields);
    fields.end();
    boolean shaped = fields.has("transformer") || KindReader.KEYS.stream().anyMatch(fields::has);
    if (shaped && shape.isEmpty() && kind.isEmpty()) {
      return Optional.empty();
    }
    LayerKind made = kind.orElse(shape.map(TransformerShape::kind).orElse(null));
    return fields.build(() ->
        new LayerSpec(name, repeat, sizes, tiedTo.orElse(null), shape.orElse(null), times, made));
  }

  private static @Nullable Long size(Fields fields, String key) {
    OptionalLong value = fields.whole(key, Range.NOT_NEGATIVE, MAX_SIZE);
    return value.isPresent() ? (Long) value.getAsLong() : null;
  }

  private static @Nullable Double flops(Fields fields) {
    OptionalDouble value = fields.number("flops", Range.NOT_NEGATIVE);
    return value.isPresent() ? (Double) value.getAsDouble() : null;
  }

  private static Optional<TransformerShape> shape(Fields layer) {
    Optional<Fields> read = layer.mapping("transformer", "a transformer block");
    if (read.isEmpty()) {
      return Optional.empty();
    }
    Fields fields = read.get();
    fields.confusion("hidden_size", "hidden");
    fields.confusion("num_heads", "heads");
    fields.confusion("num_attention_heads", "heads");
    fields.confusion("intermediate_size", "ffn");
    int hidden = fields.requiredInt("hidden", Range.POSITIVE, MAX_WIDTH, 0);
    int ffn = fields.requiredInt("ffn", Range.POSITIVE, MAX_WIDTH, 0);
    int heads = fields.requiredInt("heads", Range.POSITIVE, MAX_WIDTH, 0);
    fields.end();
    return fields.build(() -> new TransformerShape(hidden, ffn, heads));
  }

  private Map<String, LayerTime> times(Fields layer) {
    Map<String, LayerTime> times = new LinkedHashMap<>();
    Optional<Fields> read = layer.mapping("time_ms", "the times by device type");
    if (read.isEmpty()) {
      return times;
    }
    for (String device : read.get().keys()) {
      Node node = read.get().node(device).orElseThrow();
      if (node instanceof Node.Scalar scalar && !scalar.isNull()) {
        problems.value(
            node,
            "time_ms." + device,
            "is not a mapping",
            Wording.code("{forward: " + scalar.text() + "}"));
        continue;
      }
      Optional<LayerTime> time = read.get().mapping(device, "a layer's time").flatMap(this::time);
      String id = deviceNames.apply(device);
      timedDevices.putIfAbsent(id, node.at());
      if (time.isPresent() && times.put(id, time.get()) != null) {
        problems.error(node.at(), "time_ms names " + id + " twice, in two spellings", null);
      }
    }
    return times;
  }

  private Optional<LayerTime> time(Fields fields) {
    double forward = fields.required("forward", Range.NOT_NEGATIVE, 0);
    OptionalDouble backward = fields.number("backward", Range.NOT_NEGATIVE);
    fields.end();
    return Optional.of(
        backward.isPresent()
            ? new LayerTime(Units.millis(forward), Units.millis(backward.getAsDouble()))
            : LayerTime.ofForward(Units.millis(forward)));
  }
}
