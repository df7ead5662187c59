package org.ampplanner.model;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.ampplanner.unit.Validation;
import org.jspecify.annotations.Nullable;

/**
 * A model as its file describes it, before sequence length and precision are known.
 *
 * @param name the model's name
 * @param sequenceLength the sequence length it is usually trained with, or null
 * @param layers lines in order, at least one
 */
public record ModelSpec(String name, @Nullable Integer sequenceLength, List<LayerSpec> layers) {

  /** The most layers that a model may have. */
  public static final int MAX_LAYERS = 100_000;

  /** Validates the components. */
  public ModelSpec {
    layers = List.copyOf(layers);
    Set<String> names = new LinkedHashSet<>();
    layers.forEach(line -> names.add(line.name()));
    long count = layers.stream().mapToLong(LayerSpec::repeat).sum();
    Validation v =
        new Validation()
            .named("name", name)
            .notEmpty("layers", layers)
            .require(count <= MAX_LAYERS, "layers", count, "are more than " + MAX_LAYERS, null);
    for (LayerSpec line : layers) {
      String tied = line.tiedTo();
      v.require(
          tied == null || names.contains(tied),
          "tied_to",
          tied,
          "is not the name of a layer",
          null);
    }
    if (sequenceLength != null) {
      v.positive("sequence_length", sequenceLength);
    }
    v.throwIfInvalid();
  }

  /** Returns the concrete model for a training run. */
  public Model resolve(Training training) {
    List<Layer> resolved = new ArrayList<>();
    for (LayerSpec line : layers) {
      Layer layer = line.resolve(training);
      for (int i = 0; i < line.repeat(); i++) {
        resolved.add(layer);
      }
    }
    return new Model(name, resolved);
  }
}
