package org.ampplanner.formats.imports.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.ampplanner.formats.TestHome;
import org.ampplanner.formats.fuzz.Mutator;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.SourceFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileImportTest {
  private static final Path FOLDER = Path.of("src/test/resources/imports/profile");
  private static final long SEED = 20261121;

  @TempDir Path temporary;

  private final Problems problems = new Problems();

  private Optional<Map<String, Object>> read(
      ProfileOptions options, Integer blocks, Problems into, Path... files) {
    ProfileImport reader = new ProfileImport(TestHome.catalog(), options, into);
    for (Path file : files) {
      reader.add(new SourceFile(file, file.getFileName() + ""), blocks);
    }
    return reader.assemble(List.of("test"));
  }

  private List<?> measurements(ProfileOptions options, Integer blocks, String... files) {
    Path[] paths = List.of(files).stream().map(FOLDER::resolve).toArray(Path[]::new);
    Optional<Map<String, Object>> read = read(options, blocks, problems, paths);
    assertThat(problems.errors()).isEmpty();
    return (List<?>) read.orElseThrow().get("measurements");
  }

  private static double time(Object measurement, String key, int layer) {
    Object times = ((Map<?, ?>) measurement).get(key);
    return ((Number) ((List<?>) times).get(layer)).doubleValue();
  }

  @Test
  void annotationsOfCommunicationAreNoLayers() {
    Path file = Path.of("src/test/resources/imports/cases/trace-fsdp2.json");
    assertThat(read(ProfileOptions.NONE, null, problems, file)).isEmpty();
    assertThat(problems.errors().get(0).message()).contains("names no layer");
  }

  @Test
  void aTraceWithoutKernelsIsRefused() {
    Path file = Path.of("src/test/resources/imports/cases/trace-host-only.json");
    assertThat(read(ProfileOptions.NONE, null, problems, file)).isEmpty();
    assertThat(problems.errors().get(0).message()).contains("holds no kernels");
  }

  @Test
  void arraysOfAmp() {
    List<?> all = measurements(ProfileOptions.NONE, null, "tiny_P3_2.npy", "tiny_G4_1.npy");
    assertThat(all).hasSize(2);
    Map<?, ?> first = (Map<?, ?>) all.get(0);
    assertThat(first.get("device")).isEqualTo("V100-SXM2-16GB");
    assertThat(first.get("tensor_parallel")).isEqualTo(2);
    assertThat(first.get("clock")).isEqualTo("host_synchronised");
    assertThat(time(first, "forward_ms", 1)).isCloseTo(1.1, within(1e-9));
    assertThat(time(all.get(1), "forward_ms", 5)).isCloseTo(2.1, within(1e-6));
  }

  @Test
  void metisTimesBothPasses() {
    Object one = measurements(ProfileOptions.NONE, null, "DeviceType.A100_tp2_bs4.json").get(0);
    assertThat(((Map<?, ?>) one).get("device")).isEqualTo("A100-SXM-80GB");
    assertThat(((Map<?, ?>) one).get("micro_batch_size")).isEqualTo(4);
    assertThat(time(one, "forward_ms", 1)).isCloseTo(2, within(1e-9));
    assertThat(time(one, "backward_ms", 1)).isCloseTo(4, within(1e-9));
    assertThat(problems.warnings()).isNotEmpty();
  }

  @Test
  void sailorTimesEveryLayer() {
    List<?> all = measurements(ProfileOptions.NONE, null, "OPT-tiny/A100-40/profile.json");
    assertThat(all).hasSize(4);
    Map<?, ?> last = (Map<?, ?>) all.get(3);
    assertThat(last.get("device")).isEqualTo("A100-SXM-40GB");
    assertThat(last.get("micro_batch_size")).isEqualTo(4);
    assertThat(time(last, "backward_ms", 3)).isCloseTo(3.2, within(1e-9));
  }

  @Test
  void galvatronTimesOneBlock() {
    ProfileOptions options =
        new ProfileOptions(null, "A100-80GB", null, null, null, null, null, null);
    List<?> all = measurements(options, 4, "computation_profiling_bf16_tiny-4_all.json");
    assertThat(all).hasSize(2);
    assertThat(time(all.get(0), "forward_ms", 1)).isCloseTo(3.5, within(1e-9));
    assertThat(time(all.get(1), "forward_ms", 5)).isCloseTo(8.5, within(1e-9));
    read(options, null, problems, FOLDER.resolve("computation_profiling_bf16_tiny-4_all.json"));
    assertThat(problems.errors()).hasSize(1);
  }

  @Test
  void tracesSumTheKernelsOfALayer() {
    Object one = measurements(ProfileOptions.NONE, null, "trace.json").get(0);
    assertThat(((Map<?, ?>) one).get("device")).isEqualTo("H100-SXM");
    assertThat((List<?>) ((Map<?, ?>) one).get("forward_ms")).hasSize(6);
    assertThat(time(one, "forward_ms", 1)).isCloseTo(0.501, within(1e-9));
    assertThat(time(one, "backward_ms", 1)).isCloseTo(1, within(1e-9));
    assertThat(time(one, "forward_ms", 5)).isCloseTo(0.9, within(1e-9));
  }

  @Test
  void damagedFilesAreReadOrRefused() throws IOException {
    Mutator mutator = new Mutator(new Random(SEED));
    for (String name :
        List.of(
            "DeviceType.A100_tp2_bs4.json",
            "OPT-tiny/A100-40/profile.json",
            "computation_profiling_bf16_tiny-4_all.json",
            "trace.json")) {
      String text = Files.readString(FOLDER.resolve(name));
      Path damaged = temporary.resolve("damaged.json");
      for (int run = 0; run < 60; run++) {
        Files.write(damaged, mutator.mutate(text));
        refusedWithAPlace(damaged, name + ", seed " + SEED + ", run " + run);
      }
    }
    byte[] array = Files.readAllBytes(FOLDER.resolve("tiny_P3_2.npy"));
    Random random = new Random(SEED);
    for (int run = 0; run < 200; run++) {
      byte[] copy = java.util.Arrays.copyOf(array, 1 + random.nextInt(array.length));
      copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
      Path damaged = temporary.resolve("tiny_P3_2.npy");
      Files.write(damaged, copy);
      refusedWithAPlace(damaged, "array, seed " + SEED + ", run " + run);
    }
  }

  private void refusedWithAPlace(Path damaged, String about) {
    Problems own = new Problems();
    try {
      read(ProfileOptions.NONE, 4, own, damaged);
    } catch (RuntimeException | Error e) {
      throw new AssertionError(about, e);
    }
    for (Problem p : own.errors()) {
      assertThat(p.file()).as(about).isNotBlank();
      assertThat(p.message()).as(about).isNotBlank().doesNotContain("Exception");
    }
  }
}
