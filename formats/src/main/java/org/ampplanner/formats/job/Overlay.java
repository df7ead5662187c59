package org.ampplanner.formats.job;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Sources;
import org.ampplanner.formats.source.Wording;

/** Lays options over the tree of a job. */
final class Overlay {
  private static final int MAX_DEPTH = 8;

  private final Problems problems;

  Overlay(Problems problems) {
    this.problems = problems;
  }

  /** Returns the tree with an option in the place of what stood at its key. */
  Node.Mapping put(Node.Mapping job, JobRequest.Setting setting) {
    Location at = Location.ofOption(Wording.shown(setting.shown()));
    List<String> path = List.of(setting.key().split("\\.", -1));
    if (path.size() > MAX_DEPTH || path.stream().anyMatch(String::isBlank)) {
      problems.error(
          at, "is not of the form key=value", "`--set search.tensor_parallel=[1,2]`, for instance");
      return job;
    }
    Optional<Node> value =
        setting.yaml()
            ? Sources.parseOption(setting.value(), at, problems)
            : Optional.of(new Node.Scalar(at, setting.value(), false));
    return value.map(v -> put(job, path, v, at)).orElse(job);
  }

  private Node.Mapping put(Node.Mapping into, List<String> path, Node value, Location at) {
    String key = path.get(0);
    Node.Entry old = into.entries().get(key);
    Node replacement = value;
    if (path.size() > 1) {
      Node inner = old == null ? new Node.Mapping(at, Map.of()) : old.value();
      if (!(inner instanceof Node.Mapping mapping)) {
        problems.error(
            at,
            Wording.shown(key) + " is " + inner.kind() + " in the job, so that it has no keys",
            null);
        return into;
      }
      replacement = put(mapping, path.subList(1, path.size()), value, at);
    }
    Map<String, Node.Entry> entries = new LinkedHashMap<>(into.entries());
    entries.put(key, new Node.Entry(at, replacement));
    return new Node.Mapping(into.at(), entries);
  }
}
