package org.ampplanner.formats.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A folder in which exported scripts really run, and where a canary shows that a text was run. */
public final class ScriptSandbox {
  private final Path folder;

  /** Puts stand-ins for launchers into a folder. */
  public ScriptSandbox(Path folder) throws IOException {
    this.folder = folder;
    standIns();
  }

  /** Runs what a script can be asked, with stand-ins for what it starts; no canary may appear. */
  public void everyWayRuns(Path out, Launcher launcher) throws Exception {
    List<List<String>> ways = new ArrayList<>(List.of(List.of("show"), List.of()));
    switch (launcher) {
      case TORCHRUN -> ways.add(List.of("0"));
      case SSH -> ways.add(List.of("node", "0"));
      case KUBERNETES -> ways.add(List.of("manifest"));
      case SLURM -> ways.add(List.of("node"));
      case MPIRUN -> ways.add(List.of("rank"));
    }
    for (List<String> way : ways) {
      run(out, way);
      try (Stream<Path> files = Files.walk(folder)) {
        assertThat(files.filter(f -> f.endsWith("canary"))).as(launcher + " " + way).isEmpty();
      }
    }
  }

  private void run(Path out, List<String> way) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", out.resolve("launch.sh").toString()));
    command.addAll(way);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile());
    Map<String, String> environment = builder.environment();
    environment.put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
    for (String name : Set.of("PYTHON", "TRAINER", "MEGATRON", "TRAIN_SCRIPT", "TORCHTITAN")) {
      environment.put(name, "true");
    }
    environment.putAll(
        new TreeMap<>(
            Map.of(
                "VOCAB_SIZE",
                "5",
                "BASE_MODULE",
                "m",
                "BASE_CONFIG",
                "c",
                "IMAGE",
                "i",
                "NODE_NAME",
                "n-0",
                "SLURM_PROCID",
                "0",
                "OMPI_COMM_WORLD_RANK",
                "0")));
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    if (way.equals(List.of("show"))) {
      assertThat(process.exitValue()).as(Files.readString(folder.resolve("log"))).isZero();
    }
  }

  /** What launchers start runs here, as a shell on the other side would. */
  private void standIns() throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Map<String, String> programs =
        Map.of(
            "ssh", "shift; exec bash -c \"$*\"",
            "torchrun", "exit 0",
            "sbatch", "exit 0",
            "mpirun", "exit 0",
            "srun", "exit 0",
            "kubectl", "cat >/dev/null");
    for (Map.Entry<String, String> program : programs.entrySet()) {
      Path file = bin.resolve(program.getKey());
      Files.writeString(file, "#!/bin/bash\n" + program.getValue() + "\n");
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
  }
}
