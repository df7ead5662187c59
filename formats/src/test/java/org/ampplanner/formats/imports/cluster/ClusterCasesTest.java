package org.ampplanner.formats.imports.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ampplanner.formats.TestHome;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.SourceFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real forms of inputs, with names replaced: what is stated is used, what is guessed is said. */
class ClusterCasesTest {
  private static final Path FOLDER = Path.of("src/test/resources/imports/cases");

  @TempDir Path temporary;

  private final Problems problems = new Problems();

  private Optional<ImportedCluster> read(String device, Path... files) {
    ClusterImport reader = new ClusterImport(TestHome.catalog(), problems);
    for (Path file : files) {
      reader.add(new SourceFile(file, file.getFileName() + ""));
    }
    return reader.assemble("imported", List.of("f"), ImportOptions.ofDevice(device));
  }

  private Optional<ImportedCluster> text(String device, String text) throws IOException {
    Path file = temporary.resolve("input" + (text.startsWith("{") ? ".json" : ""));
    Files.writeString(file, text);
    return read(device, file);
  }

  private String lines(Optional<ImportedCluster> cluster) {
    assertThat(problems.errors()).isEmpty();
    StringBuilder all = new StringBuilder();
    for (Object node : (List<?>) cluster.orElseThrow().tree().get("nodes")) {
      Map<?, ?> line = (Map<?, ?>) node;
      all.append(all.isEmpty() ? "" : " + ")
          .append(line.get("count") + "x" + line.get("devices") + " " + line.get("device"))
          .append(" " + line.get("intra_node_gbps") + "/" + line.get("inter_node_gbps"))
          .append(" " + line.get("nics") + "/" + line.get("linked_nodes"));
    }
    return all.toString();
  }

  private String said() {
    return String.join("\n", problems.warnings().stream().map(Problem::message).toList());
  }

  private String refused() {
    return String.join("\n", problems.errors().stream().map(Problem::message).toList());
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      delimiter = '|',
      value = {
        "scontrol-gres-3090.txt|-|2x8 RTX-3090 256/10 null/null|",
        "scontrol-b200-and-mig.txt|-|1x4 B200-SXM 7200/null null/null|slices of MIG",
        "scontrol-instance-type.txt|-|4x8 A100-SXM-40GB 2400/400 4/null|",
        "scontrol-powered-down.txt|-|4x8 A100-SXM-40GB 2400/400 4/null|sleeps",
        "scontrol-states.txt|-|3x8 A100-SXM-80GB 2400/1600 8/null|MAINT+RESERVED",
        "k8s-eks-p4d.json|-|4x8 A100-SXM-40GB 2400/400 4/null|",
        "k8s-gke-h100-mega.json|-|2x8 H100-SXM 3600/1600 8/null|",
        "k8s-aks-h100.json|-|2x8 H100-SXM 3600/3200 8/null|",
        "k8s-gb200-clique.json|-|4x4 GB200 7200/1600 4/4|",
        "all_reduce_perf_ib_warn.log|-|2x1 V100-SXM2-16GB null/9.6 null/null|NCCL WARN",
        "all_reduce_perf_mpi_tag.log|-|2x8 A100-SXM-40GB 2400/336 8/null|",
        "query-4090-48gb.csv|-|1x8 RTX-4090-48GiB 256/null null/null|47.99 GiB",
        "rocm-showtopo-mi300x.txt|MI300X|1x8 MI300X 3584/null null/null|",
        "topo-nvlink-pairs.txt|H100-NVL|1x4 H100-NVL 512/null 4/null|GPU0-GPU1 (NV12)",
        "list-b300.txt|-|1x8 B300-SXM 7200/null null/null|",
        "pbs-nodefile|H100-SXM|2x4 H100-SXM 3600/1600 4/null|",
        "sendrecv-one-flow.log|-|2x8 H100-SXM 3600/2816 8/null|",
      })
  void whatIsStatedIsUsed(String file, String device, String expected, String warning) {
    assertThat(lines(read(device, FOLDER.resolve(file)))).isEqualTo(expected);
    assertThat(said()).contains(warning == null ? "" : warning);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scontrol-gres-two-kinds.txt|4 a100 and 2 v100",
        "k8s-mig-mixed.json|n1: only slices of MIG",
        "all_reduce_perf_without_mpi.log|rank 0 is there twice",
        "smi-a100-mig.txt|sliced by MIG",
      })
  void whatCannotBeUsedIsRefusedByName(String file, String why) {
    assertThat(read(null, FOLDER.resolve(file))).isEmpty();
    assertThat(refused()).contains(why);
  }

  @Test
  void nodesThatAreNotReadyAreLeftOut() {
    assertThat(lines(read(null, FOLDER.resolve("k8s-not-ready.json"))))
        .startsWith("1x8 H100-SXM")
        .contains("+ 1x7 H100-SXM");
    assertThat(said()).contains("n2 is left out: it is not ready");
  }

  @Test
  void theSlowNodeIsNamedInAnyOrderOfFiles() {
    String first = "";
    for (List<String> order : List.of(List.of("2", "3", "4"), List.of("4", "2", "3"))) {
      ClusterImport reader = new ClusterImport(TestHome.catalog(), problems);
      reader.addHosts("n[1-4]", Location.of("command line"));
      for (String node : order) {
        Path file = FOLDER.resolve("slow-node/all_reduce_perf_n1_n" + node + ".log");
        reader.add(new SourceFile(file, file.getFileName() + ""));
      }
      String read = lines(reader.assemble("x", List.of("f"), ImportOptions.NONE));
      assertThat(read).isEqualTo("3x8 H100-SXM 3600/1440 8/null + 1x8 H100-SXM 3600/176 8/null");
      assertThat(said()).contains("the node n4 is slow").doesNotContain("n1 is slow");
      assertThat(first.isEmpty() || first.equals(read)).isTrue();
      first = read;
    }
  }

  @Test
  void tablesOfSinfoAreRead() throws IOException {
    String table =
        """
        HOSTNAMES GRES STATE
        a1 gpu:l40s:4(S:0-1) idle
        a2 gpu:l40s:4(S:0-1) drng
        a1 gpu:l40s:4(S:0-1) idle
        """;
    assertThat(lines(text(null, table))).startsWith("1x4 L40S");
    assertThat(said()).contains("a2 is left out: its state is drng");
  }

  @Test
  void aNodeThatIsDescribedIsReadAsTheSameNodeInJson() throws IOException {
    String text =
        """
        Name:               gpu-1
        Roles:              <none>
        Labels:             kubernetes.io/arch=amd64
                            node.kubernetes.io/instance-type=p5.48xlarge
                            nvidia.com/gpu.product=NVIDIA-H100-80GB-HBM3
        Taints:             nvidia.com/gpu=true:NoSchedule
        Unschedulable:      false
        Conditions:
          Type             Status
          Ready            True    Mon, 01 Jan
        Capacity:
          nvidia.com/gpu:  8
        Allocatable:
          nvidia.com/gpu:  8
        """;
    assertThat(lines(text(null, text))).startsWith("1x8 H100-SXM 3600");
    assertThat(said()).isEmpty();
  }

  @Test
  void namesThatContradictTheMachineTypeAreRefused() throws IOException {
    assertThat(text(null, "NodeName=n1 Gres=gpu:h100:8 State=IDLE InstanceType=p4d.24xlarge\n"))
        .isEmpty();
    assertThat(refused()).contains("p4d.24xlarge", "A100-SXM-40GB");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "host:[2001:db8::1]:8;[2001:db8::2]:8|2x8",
        "host:a:8,b:8|2x8",
        "host:LSB_MCPU_HOSTS=\"h1 4 h2 4\"|2x4",
        "host:LSB_HOSTS=\"h1 h1 h2 h2\"|2x2",
      })
  void listsOfHostsOfManyLaunchersAreRead(String text, String expected) throws IOException {
    String lines = text.substring(5).replace(';', '\n') + "\n";
    assertThat(lines(text("A100-SXM-80GB", lines))).startsWith(expected);
  }

  @Test
  void testsOfOneLinkAreBandwidths() throws IOException {
    Path hosts = temporary.resolve("hosts");
    Files.writeString(hosts, "a slots=1\nb slots=1\n");
    Path test = temporary.resolve("ib.txt");
    Files.writeString(
        test,
        """
         #bytes     #iterations    BW peak[Gb/sec]    BW average[Gb/sec]   MsgRate[Mpps]
         65536      5000             196.50              196.48              0.374750
        """);
    assertThat(lines(read("T4", hosts, test))).contains("/196.5");
  }
}
