package org.ampplanner.engine;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.ampplanner.engine.SoftwareTraits.Kernels;
import org.ampplanner.engine.SoftwareTraits.Overlap;
import org.ampplanner.engine.SoftwareTraits.Pipeline;
import org.ampplanner.engine.SoftwareTraits.State;

/** The training software that predictions know: what engines run, and what no engine here does. */
public final class Software {
  /**
   * What every engine can do at least: fused kernels, nothing overlapped, whole activations sent.
   */
  public static final SoftwareTraits PLAIN =
      new SoftwareTraits(
          "plain",
          new Kernels(AttentionKernel.VENDOR, Fusion.KERNELS, 0.8, true, false),
          new Overlap(false, false, false),
          State.MIXED,
          new Pipeline(false, false, false, false));

  /** MaxText and Paxml: whole-program compilation by XLA. */
  public static final SoftwareTraits XLA =
      new SoftwareTraits(
          "xla",
          new Kernels(AttentionKernel.VENDOR, Fusion.COMPILER, 0.4, true, false),
          new Overlap(false, true, false),
          new State(4, 4, 4, 0, 36),
          new Pipeline(false, false, true, false));

  private static final List<SoftwareTraits> OTHER = List.of(PLAIN, XLA);

  private Software() {}

  /** Returns all of them, in alphabetical order of their ids. */
  public static List<SoftwareTraits> all() {
    return Stream.concat(
            Stream.of(Engine.values()).flatMap(engine -> engine.software().stream()),
            OTHER.stream())
        .distinct()
        .sorted(Comparator.comparing(SoftwareTraits::id))
        .toList();
  }
}
