package org.ampplanner.formats.strategy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.formats.source.Nearest;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Wording;
import org.ampplanner.placement.Placement;
import org.jspecify.annotations.Nullable;

/** Reads {@code placement}: names of devices in rank order, separated by blanks. */
final class PlacementReader {
  private static final String COLUMN = "placement";
  private static final int SUGGESTED_FROM = 4096;

  private final ClusterLayout layout;
  private final Map<String, OptionalInt> found = new HashMap<>();

  PlacementReader(ClusterLayout layout) {
    this.layout = layout;
  }

  Optional<Placement> read(Node.Scalar cell, long ranks, Problems problems) {
    String[] names = cell.text().split("\\s+", -1);
    int before = problems.count();
    if (names.length != ranks) {
      problems.error(
          cell.at(), COLUMN + " names " + names.length + " devices for " + ranks + " ranks", null);
    }
    Set<Integer> used = new HashSet<>();
    int[] devices = new int[names.length];
    for (int rank = 0; rank < names.length; rank++) {
      String name = names[rank];
      OptionalInt device = found.computeIfAbsent(name, layout::findDevice);
      if (device.isEmpty()) {
        problems.error(
            cell.at(),
            COLUMN + " (" + Wording.shown(name) + ") is not a device of the cluster",
            suggest(name));
      } else if (!used.add(device.getAsInt())) {
        problems.error(cell.at(), COLUMN + " (" + Wording.shown(name) + ") is named twice", null);
      } else {
        devices[rank] = device.getAsInt();
      }
    }
    return problems.count() > before ? Optional.empty() : Optional.of(new Placement(devices));
  }

  private @Nullable String suggest(String name) {
    List<String> names =
        IntStream.range(0, Math.min(SUGGESTED_FROM, layout.devices()))
            .mapToObj(layout::deviceName)
            .toList();
    List<String> near = Nearest.of(name, names, 1);
    return near.isEmpty() ? names.get(0) + ", for instance" : near.get(0);
  }
}
