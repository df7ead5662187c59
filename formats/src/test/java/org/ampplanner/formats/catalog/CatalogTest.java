package org.ampplanner.formats.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ampplanner.formats.TestHome;
import org.ampplanner.formats.catalog.Catalog.Kind;
import org.ampplanner.formats.cluster.ClusterReader;
import org.ampplanner.formats.cluster.DeviceTypes;
import org.ampplanner.formats.cluster.ReadCluster;
import org.ampplanner.formats.job.JobReader;
import org.ampplanner.formats.job.JobRequest;
import org.ampplanner.formats.model.ModelReader;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.source.SourceFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogTest {
  private final Problems problems = new Problems();
  private final DeviceTypes types = new DeviceTypes(TestHome.catalog(), problems);
  private final References references =
      new References(TestHome.catalog(), SourceFile.of(Path.of("job.yaml")), Path.of("."));

  private ReadCluster cluster(String reference) {
    Node node = new Node.Scalar(Location.of("test"), reference, false);
    var read = new ClusterReader(types, problems).read(node, references);
    problems.throwIfAny();
    return read.orElseThrow();
  }

  @Test
  void everyEntryReadsWithoutAWarningAndNamesItsSource() {
    Catalog catalog = TestHome.catalog();
    for (Kind kind : Kind.values()) {
      var entries = catalog.entries(kind, problems);
      problems.throwIfAny();
      assertThat(entries)
          .isNotEmpty()
          .allSatisfy(entry -> {
            assertThat(entry.about().source()).as(entry.id()).isPresent();
            assertThat(entry.about().sourceDate()).as(entry.id()).isPresent();
            assertThat(entry.about().description()).as(entry.id()).isPresent();
          });
    }
    problems.throwIfAny();
    catalog.ids(Kind.DEVICES).forEach(id -> assertThat(types.canonical(id)).hasValue(id));
    catalog
        .ids(Kind.NODES)
        .forEach(id -> assertThat(cluster("2x" + id).cluster().nodes()).isEqualTo(2));
    catalog
        .ids(Kind.CLUSTERS)
        .forEach(id -> assertThat(cluster(id).cluster().name()).isEqualTo(id));
    for (String id : catalog.ids(Kind.MODELS)) {
      assertThat(
              new ModelReader(name -> name, problems)
                  .read(catalog.find(Kind.MODELS, id).orElseThrow()))
          .hasValueSatisfying(model -> assertThat(model.spec().name()).isEqualTo(id));
    }
    problems.throwIfAny();
    assertThat(problems.warnings()).isEmpty();
  }

  @Test
  void everyDeviceTypeReads() {
    for (String id : TestHome.catalog().ids(Kind.DEVICES)) {
      Node node = new Node.Scalar(Location.of("test"), id, false);
      assertThat(types.resolve(node, id))
          .as(id)
          .hasValueSatisfying(type -> assertThat(type.id()).isEqualTo(id));
    }
    problems.throwIfAny();
    assertThat(problems.warnings()).isEmpty();
  }

  @Test
  void noTwoDeviceTypesShareASpelling() {
    Map<String, String> owners = new java.util.HashMap<>();
    for (CatalogEntry entry : TestHome.catalog().entries(Kind.DEVICES, problems)) {
      for (String name : entry.aliases()) {
        String plain = org.ampplanner.formats.source.Nearest.plain(name);
        assertThat(owners.put(plain, entry.id())).as(name).isIn(null, entry.id());
      }
    }
  }

  @Test
  void usualSpellingsOfDevicesAreKnown() {
    assertThat(types.canonical("a100-80gb")).hasValue("A100-SXM-80GB");
    assertThat(types.canonical("H100 80GB HBM3")).hasValue("H100-SXM");
    assertThat(types.canonical("Tesla T4")).hasValue("T4");
    assertThat(types.canonical("t4")).hasValue("T4");
    assertThat(types.canonical("../devices/T4")).isEmpty();
    assertThat(types.canonical("nothing")).isEmpty();
  }

  @Test
  void aFolderOfTheUsersComesFirst(@TempDir Path folder) throws IOException {
    Files.createDirectories(folder.resolve("devices"));
    Path mine =
        Files.writeString(
            folder.resolve("devices/T4.yaml"),
            "memory_gib: 1\nmemory_gbps: 2560\npeak_tflops: {fp16: 1}\n");
    Catalog catalog = Catalog.of(TestHome.HOME, List.of(folder));
    assertThat(catalog.find(Kind.DEVICES, "T4")).hasValue(SourceFile.of(mine));
    assertThat(catalog.ids(Kind.DEVICES)).contains("T4", "A10G").doesNotHaveDuplicates();
  }

  @Test
  void aHomeWithoutACatalogueIsEmpty(@TempDir Path folder) {
    Catalog empty = Catalog.of(folder, List.of());
    assertThat(empty.ids(Kind.MODELS)).isEmpty();
    assertThat(empty.examples()).isEmpty();
    assertThatThrownBy(
            () -> new JobReader(empty).read(JobRequest.of("x", Map.of(), List.of(), folder)))
        .isInstanceOf(ProblemsException.class)
        .hasMessage("x: is neither a file nor a built-in example");
  }

  @Test
  void countAndNodeTypeMakeACluster() {
    ReadCluster read = cluster("3xp3.8xlarge");
    assertThat(read.cluster().name()).isEqualTo("3xp3.8xlarge");
    assertThat(read.cluster().devices()).isEqualTo(12);
    assertThatThrownBy(() -> cluster("3xp3.8xlrge"))
        .hasMessageContaining("cluster (3xp3.8xlrge) names no node type of the catalogue")
        .hasMessageContaining("Maybe p3.8xlarge");
  }

  @Test
  void zeroNodesAreRefused() {
    assertThatThrownBy(() -> cluster("0xdgx-h100"))
        .hasMessageContaining("cluster (0xdgx-h100) has an impossible number of nodes");
  }
}
