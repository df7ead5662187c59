package org.ampplanner.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.ampplanner.unit.Validation;

/**
 * A model whose layers are all concrete, for one sequence length and precision.
 *
 * @param name the model's name
 * @param layers in order, at least one
 */
public record Model(String name, List<Layer> layers) {

  /**
   * Two layers that share their parameters.
   *
   * @param first index of the earlier layer
   * @param second index of the later layer
   */
  public record TiedPair(int first, int second) {}

  /** Validates the components. */
  public Model {
    layers = List.copyOf(layers);
    new Validation().named("name", name).notEmpty("layers", layers).throwIfInvalid();
  }

  /** Returns, by layer, the first layer that costs the same. */
  public int[] firstAlike() {
    int[] first = new int[layers.size()];
    List<Integer> known = new ArrayList<>();
    for (int i = 0; i < first.length; i++) {
      Layer layer = layers.get(i);
      int same = i;
      for (int k = 0; k < known.size() && same == i; k++) {
        same = layers.get(known.get(k)).alike(layer) ? known.get(k) : i;
      }
      first[i] = same;
      if (same == i) {
        known.add(i);
      }
    }
    return first;
  }

  /** Returns the trainable parameters; tied ones count once. */
  public long parameters() {
    long total = layers.stream().mapToLong(Layer::parameters).sum();
    for (TiedPair pair : tiedPairs()) {
      total -= layers.get(pair.first).sharedParameters(layers.get(pair.second));
    }
    return total;
  }

  /**
   * Returns the parameters that one token passes: all but those of the experts that it is not sent
   * to; tables of tokens count whole, and so do the biases of experts.
   */
  public long activeParameters() {
    long idle =
        layers.stream()
            .map(Layer::kind)
            .filter(Objects::nonNull)
            .mapToLong(LayerKind::idleParameters)
            .sum();
    return parameters() - idle;
  }

  /** Returns the forward FLOPs of one sample. */
  public double flops() {
    return layers.stream().mapToDouble(Layer::flops).sum();
  }

  /**
   * Returns the pairs of layers that share parameters: of all that share the same ones, each with
   * the next. Since stages hold consecutive layers, these pairs count the parameters exactly once.
   */
  public List<TiedPair> tiedPairs() {
    int[] group = new int[layers.size()];
    Arrays.setAll(group, i -> i);
    for (int i = 0; i < group.length; i++) {
      String tied = layers.get(i).tiedTo();
      if (tied != null) {
        int from = group[i];
        int to = group[indexOf(tied)];
        Arrays.setAll(group, g -> group[g] == from ? to : group[g]);
      }
    }
    List<TiedPair> pairs = new ArrayList<>();
    int[] next = new int[group.length]; // by group, the next layer of it plus 1
    for (int i = group.length - 1; i >= 0; i--) {
      if (next[group[i]] > 0) {
        pairs.add(new TiedPair(i, next[group[i]] - 1));
      }
      next[group[i]] = i + 1;
    }
    Collections.reverse(pairs);
    return List.copyOf(pairs);
  }

  private int indexOf(String layerName) {
    for (int i = 0; i < layers.size(); i++) {
      if (Objects.equals(layers.get(i).name(), layerName)) {
        return i;
      }
    }
    throw new IllegalArgumentException("no layer " + layerName);
  }
}
