package org.ampplanner.model;

import java.util.Map;
import org.ampplanner.unit.Validation;
import org.jspecify.annotations.Nullable;

/**
 * One line of a model file: {@code repeat} equal layers, described by numbers, by the transformer
 * shorthand, or by both, where a number that is given wins over the derived one.
 *
 * @param name name of the layer, or of all of its repetitions
 * @param repeat how many equal layers the line stands for, at least 1
 * @param sizes the numbers that are given
 * @param tiedTo name of the layer that it shares its parameters with, or null
 * @param transformer the shorthand, or null
 * @param times stated times per sample by device type
 * @param kind what the layer is made of, or null where only its sizes are known
 */
public record LayerSpec(
    String name,
    int repeat,
    Sizes sizes,
    @Nullable String tiedTo,
    @Nullable TransformerShape transformer,
    Map<String, LayerTime> times,
    @Nullable LayerKind kind) {

  /** Makes a line that is described by numbers, by the transformer shorthand, or by both. */
  public LayerSpec(
      String name,
      int repeat,
      Sizes sizes,
      @Nullable String tiedTo,
      @Nullable TransformerShape transformer,
      Map<String, LayerTime> times) {
    this(
        name,
        repeat,
        sizes,
        tiedTo,
        transformer,
        times,
        transformer == null ? null : transformer.kind());
  }

  /**
   * The sizes that a line gives; null stands for "derive it".
   *
   * @param parameters trainable parameters
   * @param outputBytes bytes handed to the next layer per sample
   * @param outputSharded whether tensor-parallel ranks hold only their part of the output
   * @param activationBytes bytes kept for the backward pass per sample
   * @param flops forward FLOPs per sample
   * @param tensorParallelAllReduceBytes bytes all-reduced per sample and direction
   */
  public record Sizes(
      @Nullable Long parameters,
      @Nullable Long outputBytes,
      boolean outputSharded,
      @Nullable Long activationBytes,
      @Nullable Double flops,
      @Nullable Long tensorParallelAllReduceBytes) {

    /** Sizes of which none is given. */
    public static final Sizes NONE = new Sizes(null, null, false, null, null, null);
  }

  /** Validates the components; what a line without shorthand leaves out is an error. */
  public LayerSpec {
    boolean derived = transformer != null || kind != null;
    new Validation()
        .named("name", name)
        .positive("repeat", repeat)
        .require(
            derived || sizes.parameters() != null,
            "parameters",
            null,
            "is missing",
            "give the number, 0 for a layer without parameters, or `transformer: {...}`")
        .require(
            derived || sizes.outputBytes() != null,
            "output_bytes",
            null,
            "is missing",
            "bytes of the activation handed to the next layer, per sample")
        .throwIfInvalid();
    times = Map.copyOf(times);
  }

  /** Returns the layer that this line describes under the given training. */
  public Layer resolve(Training training) {
    int s = training.sequenceLength();
    int bytes = training.precision().activationBytes();
    TransformerShape t = transformer;
    LayerKind k = kind;
    return t == null && k != null ? resolve(k, s, bytes) : sized(t, s, bytes);
  }

  private Layer resolve(LayerKind k, int s, int bytes) {
    boolean sharded = k instanceof LayerKind.Head || sizes.outputSharded();
    return new Layer(
        name,
        new Layer.Sizes(
            orElse(sizes.parameters(), k.parameters()),
            new Layer.Output(orElse(sizes.outputBytes(), k.outputElements(s) * bytes), sharded),
            orElse(sizes.activationBytes(), 0),
            sizes.flops() != null ? sizes.flops() : k.flops(s),
            orElse(
                sizes.tensorParallelAllReduceBytes(),
                k instanceof LayerKind.Block ? 2 * k.outputElements(s) * bytes : 0)),
        tiedTo,
        null,
        times,
        k);
  }

  private Layer sized(@Nullable TransformerShape t, int s, int bytes) {
    return new Layer(
        name,
        new Layer.Sizes(
            orElse(sizes.parameters(), t == null ? 0 : t.parameters()),
            new Layer.Output(
                orElse(sizes.outputBytes(), t == null ? 0 : t.outputElements(s) * bytes),
                sizes.outputSharded()),
            orElse(sizes.activationBytes(), t == null ? 0 : t.activationBytes(s, bytes)),
            sizes.flops() != null ? sizes.flops() : t == null ? 0 : t.flops(s),
            orElse(
                sizes.tensorParallelAllReduceBytes(),
                t == null ? 0 : t.tensorParallelAllReduceBytes(s, bytes))),
        tiedTo,
        t,
        times,
        restated() ? null : kind);
  }

  /** Whether work or memory are stated, so that what the shorthand says of them does not hold. */
  private boolean restated() {
    return sizes.flops() != null || sizes.activationBytes() != null;
  }

  private static long orElse(@Nullable Long given, long derived) {
    return given != null ? given : derived;
  }
}
