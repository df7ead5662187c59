package org.ampplanner.formats.imports.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ampplanner.formats.imports.cluster.CollectiveRun.Kind;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Wording;
import org.jspecify.annotations.Nullable;

/**
 * How fast every node is, by runs over different nodes. A run is as slow as its slowest node, so a
 * node is at least as fast as the fastest run that it took part in; where runs contradict each
 * other, nodes get speeds of their own. The order of files plays no part.
 */
final class Speeds {
  /** Runs whose bandwidths differ by more than this contradict each other. */
  private static final double SAME = 1.25;

  /**
   * A run between nodes.
   *
   * @param run the run
   * @param gbps bandwidth of a node in it
   */
  record Between(CollectiveRun run, double gbps) {}

  private final List<Between> runs = new ArrayList<>();
  private final Map<String, Between> fastest = new TreeMap<>();
  private final double best;

  Speeds(Evidence evidence) {
    Comparator<CollectiveRun> worth =
        Comparator.<CollectiveRun>comparingInt(CollectiveRun::devicesPerHost)
            .thenComparing(r -> r.kind() != Kind.SEND_RECEIVE);
    List<CollectiveRun> between =
        evidence.runs().stream().filter(r -> r.hosts().size() > 1).toList();
    between.stream()
        .max(worth)
        .ifPresent(top ->
            between.stream()
                .filter(r -> worth.compare(r, top) == 0)
                .forEach(run ->
                    LinkFit.of(run.rows(), run.kind().share(run.ranks().size()), 1)
                        .ifPresent(fit -> add(run, fit))));
    best = fastest.values().stream().mapToDouble(Between::gbps).max().orElse(0);
  }

  private void add(CollectiveRun run, LinkFit fit) {
    double gbps = nodeBandwidth(run, fit) * 8e-9;
    Between between = new Between(run, gbps);
    runs.add(between);
    run.hosts()
        .forEach(host -> fastest.merge(host, between, (a, b) -> b.gbps() > a.gbps() ? b : a));
  }

  /** Returns the bytes per second in and out of a node that a run's bandwidth stands for. */
  static double nodeBandwidth(CollectiveRun run, LinkFit fit) {
    int n = run.ranks().size();
    int perHost = run.devicesPerHost();
    return run.kind() == Kind.ALL_TO_ALL
        ? fit.bytesPerSecond() * perHost * (n - perHost) / (n - 1)
        : fit.bytesPerSecond();
  }

  /** Returns whether runs contradict each other so much that nodes differ. */
  boolean differ() {
    return fastest.values().stream().anyMatch(b -> b.gbps() * SAME < best);
  }

  /**
   * Returns the run that tells a node's speed, or null if all are alike or it took part in none.
   */
  @Nullable Between of(String host) {
    return differ() ? fastest.get(host) : null;
  }

  /** Returns a number that nodes of like speed share; 0 where nodes do not differ. */
  long band(String host) {
    Between own = of(host);
    return own == null || own.gbps() * SAME >= best
        ? 0
        : 1 + Math.round(4 * Math.log(best / own.gbps()));
  }

  /** Names the slow nodes, and the pairs that are slower than each of their nodes. */
  void report(Problems problems) {
    fastest.forEach((host, own) -> {
      if (own.gbps() * SAME < best) {
        problems.warning(
            own.run().at(),
            "the node "
                + Wording.shown(host)
                + " is slow: "
                + LinkEvidence.rounded(own.gbps())
                + " Gbps at most in any run, others reach "
                + LinkEvidence.rounded(best),
            "a cable, a port or a driver: mend it, or plan without the node");
      }
    });
    for (Between b : runs) {
      double expected = b.run().hosts().stream().mapToDouble(h -> speed(h)).min().orElse(0);
      if (b.gbps() * SAME < expected) {
        problems.warning(
            b.run().at(),
            "runs contradict each other: "
                + LinkEvidence.rounded(b.gbps())
                + " Gbps between "
                + Wording.shown(HostExpression.shorten(b.run().hosts()))
                + ", though each of them reached "
                + LinkEvidence.rounded(expected)
                + " in another run",
            "`links: [{from: , to: , gbps: }]`, if a link between them is slow");
      }
    }
  }

  private double speed(String host) {
    Between own = fastest.get(host);
    return own == null ? 0 : own.gbps();
  }
}
