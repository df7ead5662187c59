package org.ampplanner.formats.fuzz;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Random trees of our own keys and of values that don't belong there. */
final class RandomTree {
  private static final List<String> KEYS =
      List.of(
          "model",
          "name",
          "layers",
          "parameters",
          "output_bytes",
          "time_ms",
          "T4",
          "forward",
          "cluster",
          "nodes",
          "count",
          "device",
          "devices",
          "intra_node_gbps",
          "inter_node_gbps",
          "links",
          "from",
          "to",
          "gbps",
          "groups",
          "uplink_gbps",
          "memory_gib",
          "peak_tflops",
          "training",
          "global_batch_size",
          "precision",
          "cost_model",
          "search",
          "tensor_parallel",
          "min",
          "max",
          "amp_view",
          "costed_layers",
          "uniform_blocks",
          "profile",
          "engine",
          "transformer",
          "hidden",
          "repeat",
          "tied_to",
          "schema",
          "description",
          "unknown");

  private static final List<String> VALUES =
      List.of(
          "1",
          "0",
          "-3",
          "1.5",
          "1e9",
          "1e99",
          "amp",
          "T4",
          "fp16",
          "true",
          "false",
          "null",
          "n-0",
          "aws-4xp3",
          "gpt2-medium-amp",
          "8xdgx-h100",
          "999999999xdgx-h100",
          "0-3",
          "x: y",
          "exact",
          "../job.yaml",
          "/",
          ".",
          "1f1b",
          "amp-profile/1",
          "'a'",
          "\"\"");

  private RandomTree() {}

  static String yaml(RandomGenerator random, int depth) {
    return flow(random, depth, false);
  }

  static String json(RandomGenerator random, int depth) {
    return flow(random, depth, true);
  }

  private static String flow(RandomGenerator random, int depth, boolean json) {
    int kind = depth == 0 ? 2 : random.nextInt(5);
    int size = random.nextInt(6);
    return switch (kind) {
      case 0 ->
          IntStream.range(0, size)
              .mapToObj(i -> flow(random, depth - 1, json))
              .collect(Collectors.joining(", ", "[", "]"));
      case 1, 3, 4 ->
          IntStream.range(0, size)
              .mapToObj(
                  i -> quoted(pick(random, KEYS), json) + ": " + flow(random, depth - 1, json))
              .collect(Collectors.joining(", ", "{", "}"));
      default -> {
        String value = pick(random, VALUES);
        boolean bare = value.matches("-?\\d+(\\.\\d+)?|1e9|true|false|null");
        yield json && !bare ? quoted(value.replace("\"", ""), true) : value;
      }
    };
  }

  private static String quoted(String text, boolean json) {
    return json ? "\"" + text + "\"" : text;
  }

  private static String pick(RandomGenerator random, List<String> list) {
    return list.get(random.nextInt(list.size()));
  }
}
