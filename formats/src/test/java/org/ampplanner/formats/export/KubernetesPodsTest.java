package org.ampplanner.formats.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.engine.Engine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Pods as an operator starts them: all at once, with its own MASTER_ADDR and RANK in their
 * environment, on whatever machines.
 */
class KubernetesPodsTest {
  private static final ExportCases.Case CASE = ExportCases.named("permuted").orElseThrow();
  private static final ClusterLayout LAYOUT = new ClusterLayout(CASE.job().cluster());

  private static final String TORCHRUN =
      """
      #!/bin/bash
      declare -A given
      while [ "$1" != --no_python ]; do given[$1]=$2; shift 2; done
      shift
      for ((i = 0; i < given[--nproc_per_node]; i++)); do
        # as torchrun does: its own address, its own numbers
        MASTER_ADDR=${given[--master_addr]} LOCAL_RANK=$i \\
          RANK=$((given[--node_rank] * given[--nproc_per_node] + i)) "$@" || exit 1
      done
      """;

  private static final String PROCESS =
      """
      #!/bin/bash
      IFS=, read -r -a devices <<< "$CUDA_VISIBLE_DEVICES"
      echo "$RANK $WORLD_SIZE $NODE_NAME:${devices[LOCAL_RANK]} $MASTER_ADDR ${PET_NODE_RANK:-}" >> "$SEEN"
      """;

  @TempDir Path folder;
  private Path out;

  /** A pod: its kind, its number in its kind, where it runs. */
  private record Pod(int kind, int index, String machine) {}

  @BeforeEach
  void export() throws IOException {
    out = folder.resolve("out put");
    new ExportFolder(out, "out").write(CASE.export(Engine.REFERENCE, Launcher.KUBERNETES), true);
    Files.createDirectory(folder.resolve("bin"));
    program("bin/torchrun", TORCHRUN);
    program("process", PROCESS);
  }

  private void program(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private Process start(Map<String, String> environment, String way) {
    ProcessBuilder builder =
        new ProcessBuilder("bash", out.resolve("launch.sh").toString(), way)
            .redirectError(folder.resolve("errors").toFile());
    builder.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
    builder.environment().put("PYTHON", folder.resolve("process").toString());
    builder.environment().put("TRAINER", "train.py");
    builder.environment().put("IMAGE", "registry/name:tag|&'\"$(touch canary)");
    builder.environment().put("SEEN", folder.resolve("seen").toString());
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs pods to their end as one of the operators does. */
  private List<String> run(boolean trainJob, List<Pod> pods) throws Exception {
    String port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = "" + free.getLocalPort();
    }
    List<Process> processes = new ArrayList<>();
    for (Pod pod : pods) {
      Map<String, String> environment =
          new HashMap<>(
              Map.of(
                  "AMP_KIND",
                  "" + pod.kind,
                  "AMP_MEETING",
                  "127.0.0.1",
                  "MEETING_PORT",
                  port,
                  "MEETING_SECONDS",
                  "30",
                  "NODE_NAME",
                  pod.machine,
                  "POD_IP",
                  "ip-of-" + pod.machine,
                  "MASTER_ADDR",
                  "where-the-operator-thinks",
                  "PET_NODE_RANK",
                  "" + pod.index));
      environment.put(trainJob ? "JOB_COMPLETION_INDEX" : "RANK", "" + pod.index);
      processes.add(start(environment, "pod"));
    }
    for (Process process : processes) {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(folder.resolve("errors"))).isZero();
    }
    return Files.readAllLines(folder.resolve("seen"));
  }

  private static Map<Integer, String> places(List<String> seen, String master) {
    Map<Integer, String> places = new TreeMap<>();
    for (String line : seen) {
      String[] words = line.split(" ");
      assertThat(words).as(line).hasSize(4); // PET_NODE_RANK is gone
      assertThat(words[1]).isEqualTo("16");
      assertThat(words[3]).isEqualTo(master);
      assertThat(places.put(Integer.parseInt(words[0]), words[2])).as(line).isNull();
    }
    return places;
  }

  @Test
  void podsOnThePlansNodesTakeTheirRanksWhateverTheOperatorsNumbers() throws Exception {
    List<Pod> pods =
        List.of(
            new Pod(1, 0, "g4-0"),
            new Pod(0, 2, "p3-2"),
            new Pod(0, 0, "p3-1"),
            new Pod(0, 1, "p3-0"));
    Map<Integer, String> planned = new TreeMap<>();
    IntStream.range(0, 16)
        .forEach(r -> planned.put(r, LAYOUT.deviceName(CASE.plan().placement().device(r))));
    for (boolean trainJob : List.of(true, false)) {
      assertThat(places(run(trainJob, pods), "ip-of-p3-2")).isEqualTo(planned);
      Files.delete(folder.resolve("seen"));
    }
  }

  @Test
  void podsOnOtherMachinesTakeTheNodesOfTheirKind() throws Exception {
    List<Pod> pods =
        List.of(
            new Pod(0, 1, "pool-b-10"),
            new Pod(0, 0, "pool-b-9"),
            new Pod(1, 0, "pool-a-1"),
            new Pod(0, 2, "pool-b-2"));
    Map<Integer, String> places = places(run(true, pods), "ip-of-pool-b-2");
    assertThat(places).hasSize(16);
    // rank 4 to 7 are the T4s of the plan
    assertThat(List.of(String.valueOf(places.get(4)), String.valueOf(places.get(7))))
        .allMatch(place -> place.startsWith("pool-a-1:"));
  }

  @Test
  void theManifestHoldsTheSettings() throws Exception {
    for (String kind : List.of("TrainJob", "PyTorchJob")) {
      Process process =
          start(
              Map.of(
                  "KUBERNETES_JOB", kind,
                  "NAMESPACE", "team",
                  "TOLERATIONS", "nvidia.com/gpu:NoSchedule pool=train",
                  "VOLUMES", "data:/data /mnt/x:/x",
                  "RDMA", "rdma/hca=8",
                  "QUEUE", "q",
                  "HOST_NETWORK", "no",
                  "NODE_SELECTOR_1", "gpu=t4"),
              "manifest");
      JsonNode list = JsonMapper.shared().readTree(process.getInputStream().readAllBytes());
      assertThat(process.waitFor()).as(Files.readString(folder.resolve("errors"))).isZero();
      String text = list.toString();
      assertThat(text)
          .contains("\"image\":\"registry/name:tag|&'\\\"$(touch canary)\"")
          .contains("\"namespace\":\"team\"", "\"claimName\":\"data\"", "\"rdma/hca\":\"8\"")
          .contains("{\"key\":\"pool\",\"operator\":\"Equal\",\"value\":\"train\"}")
          .contains("\"nodeSelector\":{\"gpu\":\"t4\"}", "kueue.x-k8s.io/queue-name", "IPC_LOCK")
          .doesNotContain("hostNetwork");
      assertThat(list.path("items")).hasSize(2);
      assertThat(list.path("items").get(1).path("kind").asString()).isEqualTo(kind);
    }
    assertThat(out.resolve("canary")).doesNotExist();
  }

  @Test
  void whatIsNoSettingIsSaid() throws Exception {
    for (Map<String, String> wrong :
        List.of(
            Map.of("KUBERNETES_JOB", "MPIJob"),
            Map.of("VOLUMES", "data"),
            Map.of("NODE_SELECTOR", "gpu"))) {
      Process process = start(wrong, "manifest");
      assertThat(process.waitFor()).isNotZero();
      assertThat(Files.readString(folder.resolve("errors")))
          .startsWith("launch.sh: " + wrong.keySet().iterator().next())
          .doesNotContain("Traceback");
    }
  }
}
