package org.ampplanner.formats.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

/**
 * Runs the scripts for real, with stand-ins for the launchers that start their processes here, and
 * looks where every rank came to run.
 */
class LaunchScriptTest {
  private static final ExportCases.Case CASE = ExportCases.named("permuted").orElseThrow();
  private static final ClusterLayout LAYOUT = new ClusterLayout(CASE.job().cluster());

  /** What one process runs: says who it is. */
  private static final String PROCESS =
      """
      #!/bin/bash
      IFS=, read -r -a devices <<< "$CUDA_VISIBLE_DEVICES"
      echo "rank $RANK of $WORLD_SIZE at ${FAKE_HOST:-?}:${devices[LOCAL_RANK]} by $MASTER_ADDR" \\
        >> "$SEEN"
      if [ "${FAILS:-}" = "$RANK" ]; then exit 7; fi
      if [ -n "${FAILS:-}${WAITS:-}" ]; then exec sleep 300; fi
      """;

  private static final Map<String, String> STAND_INS =
      Map.of(
          "ssh",
          "FAKE_HOST=$1 exec bash -c \"$2\"",
          "torchrun",
          """
          declare -A given
          while [ "$1" != --no_python ]; do given[$1]=$2; shift 2; done
          shift
          for ((i = 0; i < given[--nproc_per_node]; i++)); do
            RANK=$((given[--node_rank] * given[--nproc_per_node] + i)) LOCAL_RANK=$i "$@" || exit 1
          done
          """,
          "scontrol",
          """
          case $2 in
            hostnames) printf '%s\\n' $MACHINES ;;
            node) echo "NodeName=$4 ActiveFeatures=x,$(case $4 in gpu-t*) echo t4 ;; *) echo v100 ;; esac) Gres=gpu" ;;
          esac
          """,
          "srun",
          """
          while [ "$1" != bash ]; do shift; done
          pids=()
          for host in $MACHINES; do
            SLURMD_NODENAME=$host FAKE_HOST=$host "$@" &
            pids+=($!)
          done
          for pid in "${pids[@]}"; do wait "$pid" || exit 1; done
          """,
          "sbatch",
          "printf '%s\\n' \"$@\" > \"$SEEN\"",
          "mpirun",
          """
          while [ "$1" != bash ]; do
            if [ "$1" = --rankfile ]; then file=$2; fi
            shift
          done
          while IFS=' =' read -r _ i host _; do
            OMPI_COMM_WORLD_RANK=$i FAKE_HOST=$host "$@" || exit 1
          done < "$file"
          """);

  @TempDir Path folder;
  private Path out;

  @BeforeEach
  void standIns() throws IOException {
    out = folder.resolve("out put");
    Files.createDirectory(folder.resolve("bin"));
    for (Map.Entry<String, String> standIn : STAND_INS.entrySet()) {
      program("bin/" + standIn.getKey(), "#!/bin/bash\n" + standIn.getValue() + "\n");
    }
    program("process", PROCESS);
  }

  private void program(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private record Run(int code, String output) {}

  private Process start(Map<String, String> environment, String... arguments) throws IOException {
    List<String> command =
        new java.util.ArrayList<>(List.of("bash", out.resolve("launch.sh") + ""));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log().toFile());
    builder.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
    builder.environment().put("PYTHON", folder.resolve("process").toString());
    builder.environment().put("TRAINER", "train.py");
    builder.environment().put("SEEN", folder.resolve("seen").toString());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private Path log() {
    return folder.resolve("log");
  }

  private Run run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Process process = start(environment, arguments);
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    process.destroyForcibly();
    String output = Files.readString(log());
    assertThat(ended).as(output).isTrue();
    return new Run(process.exitValue(), output);
  }

  private void write(Launcher launcher, Map<String, String> hosts) {
    Export export = CASE.export(Engine.REFERENCE, launcher, hosts);
    new ExportFolder(out, "out").write(export, true);
  }

  /** Every rank once, on the device that the plan places it on. */
  private void everyRankIsInItsPlace() throws IOException {
    Map<Integer, String> seen = new TreeMap<>();
    for (String line : Files.readAllLines(folder.resolve("seen"))) {
      String[] words = line.split(" ");
      assertThat(seen.put(Integer.parseInt(words[1]), words[5])).as(line).isNull();
      assertThat(line).endsWith("of 16 at " + words[5] + " by p3-2");
    }
    var placement = CASE.plan().placement();
    Map<Integer, String> planned = new TreeMap<>();
    IntStream.range(0, 16)
        .forEach(rank -> planned.put(rank, LAYOUT.deviceName(placement.device(rank))));
    assertThat(seen).isEqualTo(planned);
  }

  @Test
  void sshStartsEveryRankInItsPlace() throws Exception {
    write(Launcher.SSH, Map.of());
    Run run = run(Map.of());
    assertThat(run.code()).as(run.output()).isZero();
    everyRankIsInItsPlace();
  }

  @Test
  void torchrunStartsEveryRankInItsPlace() throws Exception {
    write(Launcher.TORCHRUN, Map.of());
    List<String> order = List.of("p3-2", "g4-0", "p3-0", "p3-1");
    for (int node = 0; node < 4; node++) {
      Run run = run(Map.of("FAKE_HOST", order.get(node)), "" + node);
      assertThat(run.code()).as(run.output()).isZero();
    }
    everyRankIsInItsPlace();
  }

  @Test
  void slurmStartsEveryRankInItsPlace() throws Exception {
    write(Launcher.SLURM, Map.of());
    Run run =
        run(
            Map.of(
                "SLURM_JOB_ID", "1", "SLURM_JOB_NODELIST", "n", "MACHINES", "g4-0 p3-0 p3-1 p3-2"));
    assertThat(run.code()).as(run.output()).isZero();
    everyRankIsInItsPlace();
  }

  @Test
  void slurmFindsMachinesOfTheKindsWhenTheJobRuns() throws Exception {
    write(Launcher.SLURM, Map.of());
    Map<String, String> environment =
        Map.of(
            "SLURM_JOB_ID", "1",
            "SLURM_JOB_NODELIST", "n",
            "MACHINES", "gpu-t7 gpu-v1 gpu-v2 gpu-v3",
            "CONSTRAINT_0", "v100",
            "CONSTRAINT_1", "t4");
    Run run = run(environment);
    assertThat(run.code()).as(run.output()).isZero();
    List<String> seen = Files.readAllLines(folder.resolve("seen"));
    assertThat(seen).hasSize(16).allMatch(line -> line.endsWith("by gpu-v1"));
    assertThat(seen).filteredOn(line -> line.contains(" at gpu-t7:")).hasSize(4);
    assertThat(seen).anyMatch(line -> line.startsWith("rank 4 of 16 at gpu-t7:3"));
  }

  @Test
  void slurmIsAskedForNodesByNumberAndFeature() throws Exception {
    write(Launcher.SLURM, Map.of());
    Run run = run(Map.of("CONSTRAINT_0", "v100", "CONSTRAINT_1", "t4", "TIME_LIMIT", "1:00:00"));
    assertThat(run.code()).as(run.output()).isZero();
    assertThat(Files.readAllLines(folder.resolve("seen")))
        .contains("--nodes", "4", "[v100*3&t4*1]", "--time", "1:00:00")
        .doesNotContain("--nodelist");
    Files.delete(folder.resolve("seen"));
    run(Map.of("PIN_NODES", "yes"));
    assertThat(Files.readAllLines(folder.resolve("seen")))
        .contains("--nodelist", "p3-2,g4-0,p3-0,p3-1");
  }

  @Test
  void theEnvironmentTravelsAndSetUpRunsFirst() throws Exception {
    write(Launcher.SSH, Map.of());
    program("bin/ssh", "#!/bin/bash\nFAKE_HOST=$1 exec env -u NCCL_DEBUG -u MINE bash -c \"$2\"\n");
    program("process", "#!/bin/bash\necho \"$NCCL_DEBUG $MINE $LOADED ${*: -2}\" >> \"$SEEN\"\n");
    Run run =
        run(
            Map.of(
                "NCCL_DEBUG", "IN FO",
                "MINE", "it's",
                "ENVIRONMENT", "MINE",
                "SETUP", "export LOADED=yes",
                "EXTRA_ARGS", "--a\n  b\n"));
    assertThat(run.code()).as(run.output()).isZero();
    assertThat(Files.readAllLines(folder.resolve("seen")))
        .hasSize(16)
        .allMatch(line -> line.equals("IN FO it's yes --a b"));
  }

  @Test
  void mpirunStartsEveryRankInItsPlace() throws Exception {
    write(Launcher.MPIRUN, Map.of());
    Run run = run(Map.of());
    assertThat(run.code()).as(run.output()).isZero();
    everyRankIsInItsPlace();
  }

  @Test
  void whenARankFailsAllEndAndItsCodeIsTheScripts() throws Exception {
    write(Launcher.SSH, Map.of());
    Run run = run(Map.of("FAILS", "5"));
    assertThat(run.code()).as(run.output()).isEqualTo(7);
    assertThat(sleepers()).isZero();
  }

  @Test
  void whenTheScriptIsKilledNothingStaysBehind() throws Exception {
    write(Launcher.SSH, Map.of());
    Process process = start(Map.of("WAITS", "1"));
    for (int i = 0; i < 200 && sleepers() < 16; i++) {
      Thread.sleep(50);
    }
    assertThat(sleepers()).isEqualTo(16);
    process.destroyForcibly().waitFor();
    for (int i = 0; i < 200 && sleepers() > 0; i++) {
      Thread.sleep(50);
    }
    assertThat(sleepers()).isZero();
  }

  /** The processes of this test that wait: they have our file of sightings in their environment. */
  private long sleepers() {
    String mine = "SEEN=" + folder.resolve("seen");
    return ProcessHandle.allProcesses()
        .filter(p -> p.info().command().filter(c -> c.endsWith("sleep")).isPresent())
        .filter(p -> p.info().arguments().filter(a -> a[0].equals("300")).isPresent())
        .filter(p -> environment(p.pid()).contains(mine))
        .count();
  }

  private static String environment(long pid) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc", "" + pid, "environ"));
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  void localhostNeedsNoSsh() throws Exception {
    write(
        Launcher.SSH,
        Map.of("p3-0", "localhost", "p3-1", "localhost", "p3-2", "localhost", "g4-0", "localhost"));
    Files.delete(folder.resolve("bin/ssh"));
    Run run = run(Map.of());
    assertThat(run.code()).as(run.output()).isZero();
    assertThat(Files.readAllLines(folder.resolve("seen"))).hasSize(16);
  }

  @Test
  void whatIsNotSetIsSaidAtOnceAndNothingStarts() throws Exception {
    new ExportFolder(out, "out").write(CASE.export(Engine.TORCHTITAN, Launcher.SSH), true);
    Run run = run(Map.of());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.output()).contains("set TORCHTITAN BASE_MODULE BASE_CONFIG at the top of");
    assertThat(folder.resolve("seen")).doesNotExist();
  }

  @Test
  void showPrintsWhatEveryProcessRuns() throws Exception {
    for (Launcher launcher : Launcher.values()) {
      write(launcher, Map.of());
      Run run = run(Map.of(), "show");
      assertThat(run.code()).as(run.output()).isZero();
      assertThat(run.output().lines()).hasSize(16);
      assertThat(run.output()).contains("rank 4: g4-0 CUDA_VISIBLE_DEVICES=3,1,0,2 LOCAL_RANK=0:");
    }
  }

  @Test
  void everyScriptIsWhatBashAndShellcheckTakeForOne() throws Exception {
    for (Engine engine : Engine.runnable()) {
      for (Launcher launcher : Launcher.values()) {
        new ExportFolder(out, "out").write(CASE.export(engine, launcher), true);
        check(List.of("bash", "-n", out.resolve("launch.sh") + ""));
        if (Files.isExecutable(Path.of("/usr/bin/shellcheck"))) {
          check(List.of("shellcheck", "--severity=style", out.resolve("launch.sh") + ""));
        }
      }
    }
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/shellcheck")), "shellcheck is not installed");
  }

  private void check(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log().toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log())).isZero();
  }
}
