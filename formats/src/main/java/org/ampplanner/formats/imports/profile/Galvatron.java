package org.ampplanner.formats.imports.profile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Range;
import org.ampplanner.formats.source.Scalars;
import org.ampplanner.profile.Measurement.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Galvatron's {@code computation_profiling_bf16_<model>_all.json}: forward milliseconds of one
 * block for one sample, by micro-batch size and sequence length, and of everything else together.
 */
final class Galvatron {
  private static final Pattern KEY =
      Pattern.compile("layertype_(\\d+|other)_bsz(\\d{1,5})(?:_seq(\\d{1,8}))?");
  private static final Pattern FILE =
      Pattern.compile("computation_profiling_(bf16|fp16|fp32)_(.+?)(?:_(?:all|rank\\d+))?");
  private static final int MAX_BLOCKS = 10_000;

  private Galvatron() {}

  static boolean matches(Node.Mapping root) {
    return root.entries().keySet().stream().anyMatch(k -> KEY.matcher(k).matches());
  }

  /**
   * Reads the settings of one sequence length.
   *
   * @param blocks how many blocks the model has, or null if nobody says
   */
  static void read(String file, Node.Mapping root, @Nullable Integer blocks, Collected collected) {
    Map<Integer, Double> block = new TreeMap<>();
    Map<Integer, Double> other = new TreeMap<>();
    Map<Integer, Location> places = new TreeMap<>();
    Set<Integer> sequences = new TreeSet<>();
    int before = collected.problems().count();
    @Nullable Integer wanted = collected.options().sequenceLength();
    for (Map.Entry<String, Node.Entry> entry : root.entries().entrySet()) {
      Matcher m = KEY.matcher(entry.getKey());
      if (!m.matches()) {
        continue;
      }
      int sequence = m.group(3) == null ? 0 : Integer.parseInt(m.group(3));
      sequences.add(sequence);
      if (wanted != null && sequence != wanted && sequence != 0) {
        continue;
      }
      Node value = entry.getValue().value();
      if (!m.group(1).matches("0|other")) {
        collected
            .problems()
            .error(value.at(), "times blocks of several kinds, which is not supported", null);
      }
      OptionalDouble ms =
          Scalars.number(value, entry.getKey(), Range.NOT_NEGATIVE, collected.problems());
      int size = Integer.parseInt(m.group(2));
      if (ms.isPresent() && size > 0) {
        (m.group(1).equals("other") ? other : block).put(size, ms.getAsDouble());
        places.putIfAbsent(size, value.at());
      }
    }
    check(root, blocks, wanted == null ? sequences : Set.of(), collected.problems());
    if (collected.problems().count() > before || blocks == null) {
      return;
    }
    write(file, blocks, block, other, places, collected);
  }

  private static void check(
      Node.Mapping root, @Nullable Integer blocks, Set<Integer> sequences, Problems problems) {
    if (sequences.size() > 1) {
      problems.error(
          root.at(),
          "times the sequence lengths " + sequences,
          "`--sequence-length " + sequences.iterator().next() + "`");
    }
    if (blocks == null || blocks > MAX_BLOCKS) {
      problems.error(
          root.at(),
          "times one block; how many the model has is not said",
          "`--layers 32`, or `--model` with an id of the catalogue");
    }
  }

  private static void write(
      String file,
      int blocks,
      Map<Integer, Double> block,
      Map<Integer, Double> other,
      Map<Integer, Location> places,
      Collected collected) {
    Matcher name = FILE.matcher(PeerJson.stem(file));
    boolean named = name.matches();
    collected.model(named ? name.group(2) : null);
    Location at = Location.of(file);
    String precision = collected.precision(named ? name.group(1) : null, "bf16", at);
    collected
        .problems()
        .warning(at, "times what is no block together: it is taken to be in the last layer", null);
    block.forEach((size, ms) -> {
      List<Double> forward = new ArrayList<>();
      forward.add(0.0);
      forward.addAll(Collections.nCopies(blocks, ms * size));
      forward.add(other.getOrDefault(size, 0.0) * size);
      collected.add(
          new Timing(
              places.getOrDefault(size, at),
              null,
              precision,
              collected.options().tensorParallel() == null
                  ? 1
                  : collected.options().tensorParallel(),
              size,
              forward,
              null,
              Clock.DEVICE));
    });
  }
}
