package org.ampplanner.formats.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ampplanner.formats.TestHome;
import org.ampplanner.formats.job.ReadJob;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.profile.Measurement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileReaderTest {
  private static final String ONE =
      """
      schema: amp-profile/1
      model: m
      source: a test
      measurements:
        - device: Tesla T4
          precision: fp16
          tensor_parallel: 1
          micro_batch_size: 1
          forward_ms: [1, 2.5]
      """;

  @TempDir Path folder;

  @BeforeEach
  void writeJob() throws IOException {
    Files.writeString(
        folder.resolve("job.yaml"),
        """
        model:
          name: m
          sequence_length: 8
          layers: [{name: a, repeat: 2, parameters: 1, output_bytes: 2}]
        cluster: {name: c, nodes: [{name: n, device: T4, devices: 1}]}
        training: {global_batch_size: 4, precision: fp16}
        cost_model: amp
        """);
  }

  private List<Measurement> measurements(String profile) {
    ReadJob read = TestHome.read(folder, "job.yaml", "profile=" + profile);
    assertThat(read.warnings()).isEmpty();
    return read.job().profile().measurements();
  }

  private List<String> said(String profile) {
    try {
      return TestHome.read(folder, "job.yaml", "profile=" + profile).warnings().stream()
          .flatMap(p -> p.render().lines())
          .toList();
    } catch (ProblemsException e) {
      return e.getMessage().lines().toList();
    }
  }

  private List<String> saidOf(String text) throws IOException {
    Files.writeString(folder.resolve("p.yaml"), text);
    return said("p.yaml");
  }

  @Test
  void filesAndFoldersAreRead() throws IOException {
    Files.createDirectory(folder.resolve("p"));
    Files.writeString(folder.resolve("p/b.yaml"), ONE);
    Files.writeString(
        folder.resolve("p/a.json"),
        """
        {"schema": "amp-profile/1", "model": "m", "measurements": [
          {"device": "T4", "precision": "fp16", "tensor_parallel": 2, "micro_batch_size": 1,
           "forward_ms": [3, 4], "backward_ms": [5, 6]}]}
        """);
    Files.writeString(folder.resolve("p/README.md"), "not a profile");
    List<Measurement> read = measurements("p");
    assertThat(read).hasSize(2);
    assertThat(read.get(0).tensorParallel()).isEqualTo(2);
    assertThat(read.get(0).backwardSeconds(1)).isEqualTo(0.006);
    assertThat(read.get(1).deviceType()).isEqualTo("T4");
    assertThat(read.get(1).forwardSeconds(1)).isEqualTo(0.0025);
    assertThat(read.get(1).backwardSeconds(1)).isEqualTo(0.005);
  }

  @Test
  void aNewerSchemaIsRefusedByName() throws IOException {
    assertThat(saidOf(ONE.replace("amp-profile/1", "amp-profile/2")))
        .contains(
            "p.yaml:1: schema (amp-profile/2) is of a version that this one does not read: it reads"
                + " amp-profile/1",
            "  Maybe a newer version of AMP");
    assertThat(saidOf(ONE.replace("amp-profile/1", "amp-plan/1")))
        .contains("p.yaml:1: schema (amp-plan/1) is not amp-profile/1");
    assertThat(saidOf(ONE.replace("schema: amp-profile/1\n", "")))
        .contains("p.yaml:1: schema is missing", "  Maybe `amp-profile/1`");
  }

  @Test
  void anotherNumberOfLayersIsNamedWithItsLine() throws IOException {
    assertThat(saidOf(ONE.replace("2.5]", "2.5, 3]")))
        .containsExactly("p.yaml:9: forward_ms (3 numbers) does not fit the model m of 2 layers");
    assertThat(saidOf(ONE.replace("model: m", "model: other").replace("2.5]", "2.5, 3]")))
        .containsExactly(
            "p.yaml:9: forward_ms (3 numbers) does not fit the model m of 2 layers",
            "  Maybe another profile: this one was measured on other");
  }

  @Test
  void anotherModelOfTheSameLengthIsAWarning() throws IOException {
    assertThat(saidOf(ONE.replace("model: m", "model: other")))
        .containsExactly(
            "p.yaml:9: was measured on other and is used for m", "  Maybe another profile");
  }

  @Test
  void anotherPrecisionIsNotUsedSilently() throws IOException {
    assertThat(saidOf(ONE.replace("fp16", "fp32")))
        .containsExactly(
            "job.yaml:5: device (T4) has no measured layer times",
            "  Maybe a `profile` that holds them, or `time_ms` for every layer in the model file");
    assertThat(
            saidOf(
                ONE
                    + """
                      - {device: T4, precision: fp32, tensor_parallel: 1, micro_batch_size: 1, forward_ms: [1, 1]}
                    """))
        .containsExactly(
            "p.yaml:10: is not used: it was measured with fp32, the job trains with fp16",
            "  Maybe `precision: fp32` under `training`");
  }

  @Test
  void badNumbersAreAllNamed() throws IOException {
    assertThat(
            saidOf(
                """
                schema: amp-profile/1
                model: m
                measurements:
                  - device: T4
                    precison: fp16
                    tensor_parallel: 0
                    forward_ms: [1, -2]
                    backward_ms: [1, x, 1]
                  - 3
                """))
        .containsExactly(
            "p.yaml:4: micro_batch_size is missing",
            "p.yaml:5: precison is not a key of a measurement",
            "  Maybe `precision`",
            "p.yaml:6: tensor_parallel (0) must be positive",
            "p.yaml:7: forward_ms (-2) must not be negative",
            "p.yaml:8: backward_ms (x) is not a number",
            "p.yaml:9: measurements (3) is not a mapping");
    assertThat(saidOf(ONE + "    backward_ms: [1]\n"))
        .containsExactly("p.yaml:10: backward_ms (1) has not as many numbers as forward_ms (2)");
  }

  @Test
  void measurementsAtOtherMicroBatchesAreNotEnough() throws IOException {
    assertThat(saidOf(ONE.replace("micro_batch_size: 1", "micro_batch_size: 2")))
        .first()
        .isEqualTo("job.yaml:5: device (T4) has no measured layer times at micro_batch_size 1");
  }

  @Test
  void anEmptyFolderIsNamed() throws IOException {
    Files.createDirectory(folder.resolve("none"));
    assertThat(said("none")).first().isEqualTo("--set profile=none: holds no profile");
  }
}
