package org.ampplanner.formats.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ampplanner.formats.TestHome;
import org.ampplanner.formats.imports.profile.ProfileImport;
import org.ampplanner.formats.imports.profile.ProfileOptions;
import org.ampplanner.formats.model.ModelDocument;
import org.ampplanner.formats.model.ModelReader;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.SourceFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What importers of models and profiles make of their inputs, byte for byte, with what they say.
 * {@code AMP_RECORD=1} writes what comes out now. Those of clusters have their own.
 */
class ImportGoldenTest {
  private static final Path FOLDER = Path.of("src/test/resources");

  private static void check(Path expected, Map<String, Object> read, Problems problems)
      throws IOException {
    List<String> said =
        java.util.stream.Stream.concat(problems.errors().stream(), problems.warnings().stream())
            .map(Problem::render)
            .toList();
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.put("said", said);
    whole.put("read", read);
    String text = Documents.json(whole) + "\n";
    if (System.getenv("AMP_RECORD") != null) {
      Files.createDirectories(expected.getParent());
      Files.writeString(expected, text);
    }
    assertThat(text).isEqualTo(Files.readString(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "amp-npy, tiny_P3_2.npy+tiny_G4_1.npy, 4",
    "metis, DeviceType.A100_tp2_bs4.json, 4",
    "sailor, OPT-tiny/A100-40/profile.json, 2",
    "galvatron, computation_profiling_bf16_tiny-4_all.json, 4",
    "torch-trace, trace.json, 4",
    "own, own.json, 2"
  })
  void profiles(String name, String files, int blocks) throws IOException {
    Problems problems = new Problems();
    ProfileOptions options =
        name.equals("galvatron")
            ? new ProfileOptions(null, "A100-80GB", null, null, null, null, null, null)
            : ProfileOptions.NONE;
    ProfileImport reader = new ProfileImport(TestHome.catalog(), options, problems);
    List<String> names = List.of(files.split("\\+"));
    for (String file : names) {
      reader.add(new SourceFile(FOLDER.resolve("imports/profile").resolve(file), file), blocks);
    }
    Optional<Map<String, Object>> read = reader.assemble(names);
    Path expected = FOLDER.resolve("imports/profile/expected/" + name + ".json");
    check(expected, read.orElse(Map.of()), problems);
  }

  @ParameterizedTest
  @CsvSource({
    "megatron-script, imports/model/gpt345m.sh",
    "megatron-yaml, imports/model/mixtral.yaml",
    "megatron-bad, imports/model/bad.sh",
    "plan, golden/plan.json",
    "hugging-face-decoder, fuzz/config.json",
    "hugging-face-encoder-decoder, huggingface/t5-small/config.json",
    "hugging-face-layer-norms, huggingface/pythia-70m/config.json",
    "hugging-face-hybrid, imports/model/falcon-h1.json",
    "hugging-face-unknown, imports/model/unknown.json"
  })
  void models(String name, String file) throws IOException {
    Problems problems = new Problems();
    ModelReader reader = new ModelReader(device -> device, problems);
    Map<String, Object> read =
        reader
            .read(new SourceFile(FOLDER.resolve(file), file))
            .map(model -> ModelDocument.of(model.spec()))
            .orElse(Map.of());
    check(FOLDER.resolve("imports/model/expected/" + name + ".json"), read, problems);
  }
}
