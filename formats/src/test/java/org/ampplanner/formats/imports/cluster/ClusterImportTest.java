package org.ampplanner.formats.imports.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.ampplanner.formats.TestHome;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.cluster.ClusterReader;
import org.ampplanner.formats.cluster.DeviceTypes;
import org.ampplanner.formats.fuzz.Mutator;
import org.ampplanner.formats.imports.cluster.CollectiveRun.Kind;
import org.ampplanner.formats.imports.cluster.CollectiveRun.Row;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.SourceFile;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterImportTest {
  /** What is said of every bad file. */
  private static final Map<String, String> REFUSALS =
      Map.ofEntries(
          Map.entry("nccl-cut-off.log", "nccl-cut-off.log:\\d+: the run is cut off.*"),
          Map.entry(
              "nccl-failed.log", "nccl-failed.log:21: the run failed: n1: Test NCCL failure.*"),
          Map.entry(
              "nccl-wrong.log", "nccl-wrong.log:\\d+: the run failed: 16 results are wrong.*"),
          Map.entry(
              "nccl-comma.log", "nccl-comma.log:17: time \\(42,00\\) is not a number.*`42.00`.*"),
          Map.entry(
              "hostfile-twice.txt",
              "hostfile-twice.txt:3: the host node1 is listed twice; first in line 1.*"),
          Map.entry("hostfile-slots.txt", "hostfile-slots.txt:1: slots \\(0\\).*"),
          Map.entry(
              "topo-cut-off.txt", "topo-cut-off.txt:1: is cut off: 8 GPUs in the header, 6 rows.*"),
          Map.entry("topo-row.txt", "topo-row.txt:9: is cut off: fewer cells than GPUs.*"),
          Map.entry("smi-cut-off.xml", "smi-cut-off.xml:\\d+: is not valid XML, or cut off.*"),
          Map.entry(
              "smi-missing.xml", "smi-missing.xml:6: is cut off: 8 GPUs attached, 2 described.*"),
          Map.entry("overview.txt", "overview.txt:1: is the overview of nvidia-smi.*"),
          Map.entry("nodelist.txt", "nodelist.txt:1: node\\[001- is not a list of hosts.*"),
          Map.entry("nodelist-backwards.txt", "nodelist-backwards.txt:1: .*runs backwards.*"),
          Map.entry("nodes-cut-off.json", "nodes-cut-off.json:1: is not valid JSON.*"),
          Map.entry("pods.json", "pods.json:1: is no node but `kind: Pod`.*"),
          Map.entry(
              "device.txt", "device.txt:1: the device \\(NVIDIA Z900\\) is not in the catalogue.*"),
          Map.entry("two-kinds.txt", "two-kinds.txt:2: a machine with Tesla T4 and NVIDIA L4.*"),
          Map.entry("prose.txt", "prose.txt:1: is nothing that a cluster is made of.*"),
          Map.entry("latin1.txt", "latin1.txt:1: is not UTF-8 text.*"),
          Map.entry("utf16.txt", "utf16.txt: is UTF-16 text.*"));

  private static final Path FOLDER = Path.of("src/test/resources/imports/cluster");
  private static final long SEED = 20261121;

  @TempDir Path temporary;

  private final Problems problems = new Problems();

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> !f.getFileName().toString().startsWith("expected"))
          .sorted()
          .toList();
    }
  }

  private Optional<ImportedCluster> read(List<Path> files, ImportOptions options, Problems into) {
    return read(files, options, into, TestHome.catalog());
  }

  private static Optional<ImportedCluster> read(
      List<Path> files, ImportOptions options, Problems into, Catalog catalog) {
    ClusterImport reader = new ClusterImport(catalog, into);
    files.forEach(f -> reader.add(new SourceFile(f, f.getFileName() + "")));
    return reader.assemble(
        "imported", files.stream().map(f -> f.getFileName() + "").toList(), options);
  }

  private ImportedCluster readText(String name, String text, ImportOptions options)
      throws IOException {
    Path file = temporary.resolve(name);
    Files.writeString(file, text);
    Optional<ImportedCluster> read = read(List.of(file), options, problems);
    assertThat(problems.errors()).isEmpty();
    return read.orElseThrow();
  }

  private static Map<?, ?> line(ImportedCluster cluster, int index) {
    return (Map<?, ?>) ((List<?>) cluster.tree().get("nodes")).get(index);
  }

  /** {@code AMP_GOLDEN=write} writes the golden files anew. */
  @TestFactory
  Stream<DynamicTest> goldenFiles() throws IOException {
    List<Path> folders;
    try (Stream<Path> list = Files.list(FOLDER)) {
      folders = list.filter(f -> !f.endsWith("bad")).sorted().toList();
    }
    assertThat(folders).hasSizeGreaterThanOrEqualTo(8);
    return folders.stream()
        .map(folder ->
            DynamicTest.dynamicTest(
                folder.getFileName() + "",
                () -> {
                  Problems own = new Problems();
                  Optional<ImportedCluster> read = read(files(folder), ImportOptions.NONE, own);
                  assertThat(own.errors()).isEmpty();
                  String text = Documents.yaml(read.orElseThrow().document());
                  StringBuilder said = new StringBuilder(text);
                  own.warnings().forEach(w -> said.append("# ").append(w.render()).append('\n'));
                  Path expected = folder.resolve("expected.yaml");
                  if ("write".equals(System.getenv("AMP_GOLDEN"))) {
                    Files.writeString(expected, said);
                  }
                  assertThat(said.toString()).isEqualTo(Files.readString(expected));
                  readsAgain(expected);
                }));
  }

  /** What an import writes is a cluster file. */
  private static void readsAgain(Path file) {
    Problems own = new Problems();
    var cluster =
        new ClusterReader(new DeviceTypes(TestHome.catalog(), own), own).read(SourceFile.of(file));
    assertThat(own.errors()).isEmpty();
    assertThat(cluster).isPresent();
  }

  @TestFactory
  Stream<DynamicTest> badFilesAreRefusedWithPlaceAndReason() throws IOException {
    List<Path> bad = files(FOLDER.resolve("bad"));
    assertThat(bad).extracting(f -> f.getFileName() + "").containsAll(REFUSALS.keySet());
    return bad.stream()
        .map(file ->
            DynamicTest.dynamicTest(
                file.getFileName() + "",
                () -> {
                  Problems own = new Problems();
                  assertThat(read(List.of(file), ImportOptions.ofDevice("T4"), own))
                      .as("read in spite of it")
                      .matches(o ->
                          o.isEmpty()
                              || file.endsWith("device.txt")
                              || file.endsWith("two-kinds.txt"));
                  Problems undeclared = new Problems();
                  assertThat(read(List.of(file), ImportOptions.NONE, undeclared)).isEmpty();
                  assertThat(
                          undeclared.errors().get(0).render().replace(System.lineSeparator(), " "))
                      .matches(REFUSALS.get(file.getFileName() + ""));
                }));
  }

  @ParameterizedTest
  @CsvSource({
    "all_reduce, 1, 8, 30, 230",
    "all_gather, 1, 8, 30, 230",
    "reduce_scatter, 1, 4, 12, 90",
    "all_reduce, 4, 8, 55, 176",
    "sendrecv, 2, 1, 20, 2.9",
    "alltoall, 1, 8, 30, 200"
  })
  void latencyAndBandwidthAreFoundAgain(
      String name, int nodes, int perNode, double emptyMicros, double gigabytes) {
    Kind kind = Kind.of(name).orElseThrow();
    int ranks = nodes * perNode;
    Random random = new Random(SEED);
    for (double noise : new double[] {0, 0.04}) {
      List<Row> rows = new ArrayList<>();
      for (int e = 3; e <= 32; e++) {
        double bytes = Math.pow(2, e);
        double seconds = emptyMicros * 1e-6 + kind.share(ranks) * bytes / (gigabytes * 1e9);
        rows.add(new Row(bytes, seconds * (1 + noise * (random.nextDouble() - 0.5))));
      }
      LinkFit fit = LinkFit.of(rows, kind.share(ranks), 1).orElseThrow();
      assertThat(fit.bytesPerSecond())
          .isCloseTo(gigabytes * 1e9, within(gigabytes * 1e9 * (1e-6 + noise)));
      assertThat(fit.latencySeconds())
          .isCloseTo(emptyMicros * 1e-6, within(emptyMicros * 1e-6 * (0.02 + noise)));
    }
  }

  @Test
  void oneLargeSizeTellsNoLatency() {
    LinkFit fit = LinkFit.of(List.of(new Row(1 << 25, 1e-3)), 1, 1).orElseThrow();
    assertThat(fit.bytesPerSecond()).isCloseTo((1 << 25) / 1e-3, within(1.0));
    assertThat(fit.latencySeconds()).isNull();
  }

  @Test
  void expressionsOfHostsAreExpandedAsTheObviousTwinDoes() {
    Random random = new Random(SEED);
    for (int run = 0; run < 2000; run++) {
      List<String> names = new ArrayList<>();
      List<String> parts = new ArrayList<>();
      for (int p = 0; p <= random.nextInt(3); p++) {
        String head = "h" + (char) ('a' + random.nextInt(3)) + "-";
        int from = random.nextInt(120);
        int to = from + random.nextInt(30);
        int width = 3 + random.nextInt(2);
        parts.add(
            head
                + String.format(
                    "[%0" + width + "d-%0" + width + "d,%0" + width + "d]", from, to, to + 7));
        for (int n = from; n <= to; n++) {
          names.add(head + String.format("%0" + width + "d", n));
        }
        names.add(head + String.format("%0" + width + "d", to + 7));
      }
      String text = String.join(",", parts);
      assertThat(HostExpression.expand(text, Location.of("x"), problems)).as(text).hasValue(names);
      String shorter = HostExpression.shorten(names);
      assertThat(HostExpression.expand(shorter, Location.of("x"), problems)).hasValue(names);
    }
    assertThat(problems.errors()).isEmpty();
  }

  @Test
  void manyHostsAreOneLine() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      text.append("node").append(i).append(" slots=8\n");
    }
    ImportedCluster cluster =
        readText("hostfile", text.toString(), ImportOptions.ofDevice("H100-SXM"));
    assertThat((List<?>) cluster.tree().get("nodes")).hasSize(1);
    assertThat(line(cluster, 0).get("count")).isEqualTo(100_000);
    assertThat(cluster.provenance().get(0).note()).isEqualTo("node[0-99999]");
    readText("expression", "n[000001-100000]\n", ImportOptions.ofDevice("dgx-h100"));
  }

  @Test
  void unlikeHostsAreLinesOfTheirOwnInTheOrderOfTheFile() throws IOException {
    ImportedCluster cluster =
        readText(
            "hostfile",
            "a1 slots=8\na2 slots=8\nb1 slots=4\na3 slots=8\n",
            ImportOptions.ofDevice("T4"));
    assertThat((List<?>) cluster.tree().get("nodes")).hasSize(3);
    assertThat(line(cluster, 0)).extracting("name", "count").containsExactly("a", 2);
    assertThat(line(cluster, 1)).extracting("name", "devices").containsExactly("b", 4);
    assertThat(line(cluster, 2)).extracting("name").isEqualTo("a-b");
  }

  @Test
  void moreSlotsThanTheMachineHasIsAContradiction() throws IOException {
    Path hosts = temporary.resolve("hostfile");
    Files.writeString(hosts, "a1 slots=8\n");
    Path list = temporary.resolve("smi.txt");
    Files.writeString(list, "GPU 0: Tesla T4 (UUID: GPU-0)\nGPU 1: Tesla T4 (UUID: GPU-1)\n");
    assertThat(read(List.of(hosts, list), ImportOptions.NONE, problems)).isEmpty();
    assertThat(problems.errors().get(0).render())
        .startsWith("hostfile:1: a1 offers 8 devices, but smi.txt:1 says that the machine has 2");
  }

  @Test
  void optionsWinOverFiles() throws IOException {
    ImportedCluster cluster =
        readText(
            "hostfile",
            "a1 slots=8\na2 slots=8\n",
            new ImportOptions("mine", "A100", 4, 1000.0, 50.0));
    assertThat(cluster.defaults()).extracting(Provenance::key).containsExactly("a.nics");
    assertThat(line(cluster, 0))
        .extracting("device", "devices", "intra_node_gbps", "inter_node_gbps")
        .containsExactly("A100-SXM-80GB", 4, 1000L, 50L);
  }

  @Test
  void lineEndsOfWindowsChangeNothing() throws IOException {
    for (String name : List.of("hostfile-nccl", "slurm-topo", "mpich-sendrecv", "workstation")) {
      List<Path> files = files(FOLDER.resolve(name));
      List<Path> windows = new ArrayList<>();
      for (Path file : files) {
        Path copy = temporary.resolve(file.getFileName() + "");
        Files.writeString(copy, Files.readString(file).replace("\r\n", "\n").replace("\n", "\r\n"));
        windows.add(copy);
      }
      Problems own = new Problems();
      assertThat(read(windows, ImportOptions.NONE, own).orElseThrow().document())
          .as(name)
          .isEqualTo(read(files, ImportOptions.NONE, own).orElseThrow().document());
      assertThat(own.errors()).isEmpty();
    }
  }

  /** One device type and one node type: what is read again and again should be little. */
  private Catalog smallCatalog() throws IOException {
    for (String entry : List.of("devices/T4.yaml", "nodes/g4dn.12xlarge.yaml")) {
      Path copy = temporary.resolve("catalog").resolve(entry);
      Files.createDirectories(copy.getParent());
      Files.copy(TestHome.HOME.resolve("catalog").resolve(entry), copy);
    }
    return Catalog.of(temporary, List.of());
  }

  /** Damaged files are read or refused with problems that have a place; nothing else. */
  @Test
  void damagedFiles() throws IOException {
    Mutator mutator = new Mutator(new Random(SEED));
    List<Path> samples = new ArrayList<>();
    try (Stream<Path> all = Files.walk(FOLDER)) {
      all.filter(Files::isRegularFile)
          .filter(f ->
              !f.toString().contains("bad") && !f.getFileName().toString().startsWith("expected"))
          .sorted(Comparator.comparing(Path::toString))
          .forEach(samples::add);
    }
    Catalog catalog = smallCatalog();
    int good = 0;
    int runs = 0;
    for (Path sample : samples) {
      String text = Files.readString(sample);
      Path damaged = temporary.resolve(sample.getFileName() + "");
      for (int run = 0; run < 60; run++) {
        Files.write(damaged, mutator.mutate(text));
        Problems own = new Problems();
        String about = sample + ", seed " + SEED + ", run " + run;
        try {
          good +=
              read(List.of(damaged), ImportOptions.ofDevice("T4"), own, catalog).isPresent()
                  ? 1
                  : 0;
        } catch (RuntimeException | Error e) {
          throw new AssertionError(about + "\n" + Files.readString(damaged), e);
        }
        for (Problem p : own.errors()) {
          assertThat(p.message()).as(about).isNotBlank().doesNotContain("\n", "Exception");
          assertThat(p.file()).as(about).isNotBlank();
        }
        runs++;
      }
    }
    System.out.println(
        "fuzz: cluster imports, seed " + SEED + ": " + runs + " files, " + good + " read");
  }
}
