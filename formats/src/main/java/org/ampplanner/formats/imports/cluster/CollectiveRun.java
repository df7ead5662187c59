package org.ampplanner.formats.imports.cluster;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ampplanner.formats.source.Location;

/**
 * One run of nccl-tests.
 *
 * @param kind which collective
 * @param at its first row of figures
 * @param last its last row
 * @param ranks devices that took part, in rank order
 * @param rows by size
 */
record CollectiveRun(Kind kind, Location at, Location last, List<Rank> ranks, List<Row> rows) {

  /** The collectives that say something about links. */
  enum Kind {
    /** Every device ends with the sum. */
    ALL_REDUCE("all_reduce", 2, true),
    /** Every device ends with everybody's part. */
    ALL_GATHER("all_gather", 1, true),
    /** Every device ends with its part of the sum. */
    REDUCE_SCATTER("reduce_scatter", 1, true),
    /** Every device sends each other one a part. */
    ALL_TO_ALL("alltoall", 1, true),
    /** Every device sends all to the next. */
    SEND_RECEIVE("sendrecv", 1, false),
    /** One device sends all to every other. */
    BROADCAST("broadcast", 1, false),
    /** One device ends with the sum. */
    REDUCE("reduce", 1, false);

    private final String id;
    private final int passes;
    private final boolean shared;

    Kind(String id, int passes, boolean shared) {
      this.id = id;
      this.passes = passes;
      this.shared = shared;
    }

    /** Returns the kind of a program, {@code all_reduce_perf} for instance. */
    static Optional<Kind> of(String program) {
      String name = program.toLowerCase(Locale.ROOT).replaceFirst("_perf.*$", "");
      return Arrays.stream(values()).filter(k -> k.id.equals(name)).findFirst();
    }

    /** Returns the name without {@code _perf}. */
    String id() {
      return id;
    }

    /** Returns whether its operation adds up. */
    boolean sums() {
      return this == ALL_REDUCE || this == REDUCE_SCATTER || this == REDUCE;
    }

    /** Returns whether one device is special. */
    boolean rooted() {
      return this == BROADCAST || this == REDUCE;
    }

    /**
     * Returns the bytes that cross a device's link for each byte of the size shown, as the bus
     * bandwidth of nccl-tests counts them.
     */
    double share(int ranks) {
      return shared ? passes * (ranks - 1.0) / ranks : 1;
    }

    /** Returns the messages that a ring of so many members sends one after another. */
    int steps(int members) {
      return shared ? Math.max(1, passes * (members - 1)) : 1;
    }
  }

  /**
   * A device that took part.
   *
   * @param host where it is
   * @param device its name
   */
  record Rank(String host, Fact<String> device) {}

  /**
   * A row of figures.
   *
   * @param bytes the size shown
   * @param seconds of one operation
   */
  record Row(double bytes, double seconds) {}

  CollectiveRun {
    ranks = List.copyOf(ranks);
    rows = List.copyOf(rows);
  }

  /** Returns the hosts that took part. */
  List<String> hosts() {
    return ranks.stream().map(Rank::host).distinct().toList();
  }

  /** Returns the devices that took part on the host that has the most. */
  int devicesPerHost() {
    return hosts().stream()
        .mapToInt(h -> (int) ranks.stream().filter(r -> r.host().equals(h)).count())
        .max()
        .orElse(0);
  }
}
