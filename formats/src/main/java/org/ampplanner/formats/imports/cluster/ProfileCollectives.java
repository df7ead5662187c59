package org.ampplanner.formats.imports.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.ampplanner.formats.source.Fields;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Range;
import org.ampplanner.formats.source.Scalars;

/**
 * The collectives that {@code profiler/amp_profile.py} times when several processes run it: what
 * they say of links is what a log of nccl-tests would say.
 */
final class ProfileCollectives {
  private static final int MOST_DEVICES = 1 << 20;
  private static final double MICRO = 1e-6;

  private ProfileCollectives() {}

  static boolean matches(Node.Mapping root) {
    return root.entries().get("schema") != null
        && root.entries().get("schema").value() instanceof Node.Scalar s
        && s.text().startsWith("amp-profile/");
  }

  static void read(Node.Mapping root, Evidence evidence) {
    Problems problems = evidence.problems();
    Fields profile = new Fields(root, "a profile", problems);
    List<Node> all = profile.has("collectives") ? profile.items("collectives") : List.of();
    if (all.isEmpty()) {
      problems.error(
          root.at(),
          "is a profile without collectives, which says nothing about links",
          "`torchrun --nproc-per-node 8 amp_profile.py ...` measures them");
      return;
    }
    Optional<Fact<String>> device =
        profile
            .mapping("hardware", "hardware")
            .flatMap(h -> h.node("device"))
            .filter(Node.Scalar.class::isInstance)
            .map(n -> new Fact<>(((Node.Scalar) n).text(), n.at()));
    if (device.isEmpty()) {
      problems.error(root.at(), "does not say which device was measured", "`hardware: {device: }`");
      return;
    }
    for (Node item : all) {
      Fields.of(item, "collectives", "a collective", problems)
          .flatMap(fields -> run(fields, device.get()))
          .ifPresent(evidence::run);
    }
  }

  private static Optional<CollectiveRun> run(Fields fields, Fact<String> device) {
    Problems problems = fields.problems();
    int before = problems.count();
    fields.require("kind", "all_reduce");
    fields.require("devices", "how many took part");
    fields.require("bytes", "the sizes");
    fields.require("us", "microseconds of one operation, for every size");
    Optional<CollectiveRun.Kind> kind = kind(fields);
    OptionalInt devices = fields.wholeInt("devices", Range.POSITIVE, MOST_DEVICES);
    int nodes = fields.wholeInt("nodes", Range.POSITIVE, MOST_DEVICES).orElse(1);
    List<Node> sizes = fields.items("bytes");
    List<Node> times = fields.items("us");
    check(fields, sizes.size(), times.size());
    if (devices.isPresent() && devices.getAsInt() % nodes != 0) {
      problems.error(
          fields.at("nodes"),
          "nodes (" + nodes + ") do not divide the devices (" + devices.getAsInt() + ")",
          null);
    }
    if (sizes.isEmpty() && problems.count() == before) {
      problems.error(fields.at("bytes"), "bytes is empty", null);
    }
    if (problems.count() > before || kind.isEmpty() || devices.isEmpty()) {
      return Optional.empty();
    }
    List<CollectiveRun.Row> rows = rows(sizes, times, problems);
    List<CollectiveRun.Rank> ranks = ranks(devices.orElseThrow(), nodes, device);
    return problems.count() > before
        ? Optional.empty()
        : Optional.of(
            new CollectiveRun(
                kind.orElseThrow(),
                sizes.get(0).at(),
                sizes.get(sizes.size() - 1).at(),
                ranks,
                rows));
  }

  private static Optional<CollectiveRun.Kind> kind(Fields fields) {
    Optional<CollectiveRun.Kind> kind = fields.text("kind").flatMap(CollectiveRun.Kind::of);
    if (kind.isEmpty() && fields.has("kind")) {
      fields
          .problems()
          .value(
              fields.node("kind").orElseThrow(),
              "kind",
              "is no collective that is known",
              "all_reduce");
    }
    return kind;
  }

  private static void check(Fields fields, int sizes, int times) {
    if (sizes != times) {
      fields
          .problems()
          .error(fields.at("us"), "us has " + times + " values for " + sizes + " sizes", null);
    }
  }

  private static List<CollectiveRun.Row> rows(
      List<Node> sizes, List<Node> times, Problems problems) {
    List<CollectiveRun.Row> rows = new ArrayList<>();
    for (int i = 0; i < sizes.size(); i++) {
      double bytes = number(sizes.get(i), "bytes", problems);
      rows.add(new CollectiveRun.Row(bytes, MICRO * number(times.get(i), "us", problems)));
    }
    return rows;
  }

  private static List<CollectiveRun.Rank> ranks(int devices, int nodes, Fact<String> device) {
    List<CollectiveRun.Rank> ranks = new ArrayList<>();
    int perNode = devices / nodes;
    for (int rank = 0; rank < devices; rank++) {
      ranks.add(new CollectiveRun.Rank("node-" + rank / perNode, device));
    }
    return ranks;
  }

  private static double number(Node node, String key, Problems problems) {
    return Scalars.number(node, key, Range.POSITIVE, problems).orElse(1);
  }
}
