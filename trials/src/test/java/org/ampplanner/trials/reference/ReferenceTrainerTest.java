package org.ampplanner.trials.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("torch")
class ReferenceTrainerTest {
  private static final Path TRAINER = Path.of("reference/train.py").toAbsolutePath();

  @TempDir private Path folder;

  private record Case(int tp, int pp, int dp, int microBatch, String cuts) {}

  /** Stages as tp,dp,mbs, and the micro-batches of every replica. */
  private record Differing(String stages, String microBatches, String cuts, int ranks) {
    String json() {
      return String.format(
          Locale.ROOT,
          "{\"pipeline_parallel\":%d,\"tensor_parallel\":%s,\"data_parallel\":%s,"
              + "\"micro_batch_size\":%s,\"micro_batches\":%s,\"layer_cuts\":\"%s\"}",
          stages.split(" ").length,
          each(0),
          each(1),
          each(2),
          microBatches,
          cuts);
    }

    private List<String> each(int field) {
      return Arrays.stream(stages.split(" ")).map(stage -> stage.split(",")[field]).toList();
    }
  }

  @Test
  void everyStrategyComputesTheLossesOfASingleProcess() throws IOException, InterruptedException {
    String block = "{\"kind\":\"block\",\"hidden\":32,\"ffn\":64,\"heads\":4,\"flops\":1e6}";
    Files.writeString(
        folder.resolve("model.json"),
        "{\"layers\":[{\"kind\":\"embedding\",\"vocabulary\":96,\"hidden\":32},"
            + (block + ",").repeat(5)
            + "{\"kind\":\"none\"},{\"kind\":\"head\",\"vocabulary\":96,\"hidden\":32}],"
            + "\"sequence_length\":16,\"global_batch_size\":8,\"flops_per_s\":[]}");
    List<Double> alone = losses(new Case(1, 1, 1, 2, "0 8"));
    assertThat(alone).hasSize(4).doesNotHaveDuplicates();

    for (Case c :
        List.of(
            new Case(2, 2, 2, 1, "0 5 8"),
            new Case(1, 4, 1, 1, "0 1 2 6 8"),
            new Case(1, 1, 4, 2, "0 8"),
            new Case(4, 1, 1, 4, "0 8"))) {
      assertSame(c.toString(), losses(c), alone);
    }
    for (Differing d :
        List.of(
            new Differing("1,2,2 2,1,4", "2", "0 4 8", 4),
            new Differing("2,1,4 1,4,1 1,1,4", "2", "0 3 6 8", 7),
            new Differing("1,3,1", "[1,3,4]", "0 8", 3),
            new Differing("2,2,1 1,2,1", "[3,5]", "0 5 8", 6))) {
      Files.writeString(folder.resolve("plan.json"), d.json());
      assertSame(d.toString(), losses(d.toString(), d.ranks), alone);
    }
  }

  private static void assertSame(String label, List<Double> split, List<Double> alone) {
    assertThat(split).as(label).hasSize(4);
    for (int step = 0; step < 4; step++) {
      assertThat(split.get(step)).as(label).isCloseTo(alone.get(step), within(1e-6));
    }
  }

  private List<Double> losses(Case c) throws IOException, InterruptedException {
    Files.writeString(
        folder.resolve("plan.json"),
        String.format(
            Locale.ROOT,
            "{\"tensor_parallel\":%d,\"pipeline_parallel\":%d,\"data_parallel\":%d,"
                + "\"micro_batch_size\":%d,\"layer_cuts\":\"%s\"}",
            c.tp,
            c.pp,
            c.dp,
            c.microBatch,
            c.cuts));
    return losses(c.toString(), c.tp * c.pp * c.dp);
  }

  private List<Double> losses(String label, int ranks) throws IOException, InterruptedException {
    int port = freePort();
    List<Process> processes = new ArrayList<>();
    for (int rank = 0; rank < ranks; rank++) {
      processes.add(start(rank, ranks, port));
    }
    String out =
        new String(processes.get(0).getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    for (Process process : processes) {
      assertThat(process.waitFor()).as("%s%n%s", label, out).isZero();
    }
    return out.lines()
        .filter(line -> line.startsWith("step "))
        .map(line -> Double.parseDouble(line.split(" ")[3]))
        .toList();
  }

  private Process start(int rank, int ranks, int port) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                "/usr/bin/python3",
                TRAINER.toString(),
                "--plan",
                folder.resolve("plan.json").toString(),
                "--steps",
                "4",
                "--dtype",
                "float64")
            .redirectErrorStream(true);
    builder.environment().put("RANK", Integer.toString(rank));
    builder.environment().put("WORLD_SIZE", Integer.toString(ranks));
    builder.environment().put("MASTER_ADDR", "127.0.0.1");
    builder.environment().put("MASTER_PORT", Integer.toString(port));
    builder.environment().put("GLOO_SOCKET_IFNAME", "lo");
    return builder.start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void whatItCannotRunIsSaid() throws IOException, InterruptedException {
    Files.writeString(folder.resolve("model.json"), "{}");
    Files.writeString(
        folder.resolve("plan.json"),
        "{\"tensor_parallel\":2,\"pipeline_parallel\":1,\"data_parallel\":1,"
            + "\"micro_batch_size\":1,\"layer_cuts\":\"0 1\"}");
    Process process = start(0, 1, freePort());
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(out).contains("the plan is for 2 ranks, not 1");
  }
}
