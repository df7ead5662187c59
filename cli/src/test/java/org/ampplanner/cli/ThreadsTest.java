package org.ampplanner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ampplanner.cli.CliRunner.Result;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All that a search says is the same for any number of threads, but for the time it took. */
class ThreadsTest {
  private static final String RACKS =
      """
      name: racks
      nodes:
        - {name: n, count: 4, device: V100-SXM2-16GB, devices: 4, intra_node_gbps: 170, inter_node_gbps: 100}
        - {name: t, count: 1, device: T4, devices: 4, intra_node_gbps: 50, inter_node_gbps: 25}
      groups:
        - {name: left, nodes: [n-0, n-2], uplink_gbps: 10}
        - {name: right, nodes: [n-1, n-3, t-0], uplink_gbps: 10}
      links: [{from: n-0, to: n-1, gbps: 3}]
      """;

  /** Three classes, none better than another in everything, and one node that stays idle. */
  private static final String UNORDERED =
      """
      name: unordered
      nodes:
        - {name: fast, count: 2, device: H100-SXM, devices: 2, intra_node_gbps: 3600, inter_node_gbps: 25}
        - {name: large, count: 3, device: MI300X, devices: 2, intra_node_gbps: 1000, inter_node_gbps: 100}
        - {name: near, count: 2, device: A100-SXM-40GB, devices: 2, intra_node_gbps: 2400, inter_node_gbps: 800}
      """;

  private static final String NARROW =
      " --set search.recompute=none --set search.zero_stage=1 --set search.micro_batch_size=2"
          + " --set search.tensor_parallel=2 --set search.data_parallel=[2,3,4]";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "amp-het-cluster",
        "amp-het-cluster --cost-model amp_own_times",
        "amp-het-cluster --cost-model predictive",
        "amp-het-cluster --cost-model predictive --set search.planner=random",
        "amp-het-model --cost-model predictive --engine megatron",
        "amp-het-cluster --set cluster=racks.yaml",
        "amp-het-cluster --set cluster=racks.yaml --cost-model amp_own_times",
        "amp-het-cluster --set cluster=racks.yaml --cost-model predictive" + NARROW,
        "--model gpt2-medium-amp --cluster unordered.yaml --global-batch-size 24" + NARROW,
        "--model gpt2-medium-amp --cluster unordered.yaml --global-batch-size 24 --set"
            + " search.virtual_pipeline=2 --set search.schedule=interleaved"
            + NARROW
      })
  void theWholeAnswerIsTheSame(String job) throws IOException {
    Files.writeString(folder.resolve("racks.yaml"), RACKS);
    Files.writeString(folder.resolve("unordered.yaml"), UNORDERED);
    assertThat(answer(job, 4)).isEqualTo(answer(job, 1));
  }

  private String answer(String job, int threads) throws IOException {
    List<String> words = new ArrayList<>(List.of("plan"));
    words.addAll(List.of(job.split(" ")));
    words.addAll(
        List.of("--threads", threads + "", "--top", "5", "-o", "json", "--search-log", "log"));
    Result result = CliRunner.in(folder).run(words.toArray(String[]::new));
    assertThat(result.code()).as(result.err()).isZero();
    String log = Files.readString(folder.resolve("log"));
    return result.out().replaceAll("\"wall_s\" ?: ?[0-9.eE-]+", "")
        + log.replaceAll("\"t_s\":[0-9.eE-]+", "");
  }
}
