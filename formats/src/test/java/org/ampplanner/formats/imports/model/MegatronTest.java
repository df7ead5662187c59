package org.ampplanner.formats.imports.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.ampplanner.formats.model.ModelDocument;
import org.ampplanner.formats.model.ModelReader;
import org.ampplanner.formats.model.ReadModel;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.SourceFile;
import org.junit.jupiter.api.Test;

class MegatronTest {
  private static final Path FOLDER = Path.of("src/test/resources/imports/model");

  private final Problems problems = new Problems();

  private Optional<ReadModel> read(String name) {
    return new ModelReader(n -> n, problems).read(new SourceFile(FOLDER.resolve(name), name));
  }

  @Test
  void aScriptWithVariables() {
    ReadModel read = read("gpt345m.sh").orElseThrow();
    long h = 1024;
    long block = 12 * h * h + 13 * h;
    assertThat(ModelDocument.resolve(read.spec()).parameters())
        .isEqualTo(50304 * h + 1024 * h + 24 * block + 2 * h);
    assertThat(read.spec().sequenceLength()).isEqualTo(1024);
    assertThat(problems.warnings().get(0).message()).contains("padded from 50257 to 50304");
  }

  @Test
  void argumentsInYaml() {
    ReadModel read = read("mixtral.yaml").orElseThrow();
    assertThat(ModelDocument.resolve(read.spec()).parameters()).isEqualTo(46_702_792_704L);
  }

  @Test
  void whatContradictsOrHasNoValueIsNamed() {
    assertThat(read("bad.sh")).isEmpty();
    assertThat(problems.errors())
        .extracting(Problem::message)
        .anySatisfy(m -> assertThat(m).contains("num_layers (12) is 24 in line 1"))
        .anySatisfy(m -> assertThat(m).contains("$WIDTH has no value in this file"));
  }
}
