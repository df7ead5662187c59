package org.ampplanner.formats.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.ampplanner.formats.TestHome;
import org.ampplanner.formats.imports.model.RecipeReader;
import org.ampplanner.formats.model.ModelDocument;
import org.ampplanner.formats.model.ModelReader;
import org.ampplanner.formats.plan.PlanReader;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.source.SourceFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Damaged arguments of Megatron-LM and damaged plans either read or are refused with a place. */
class ImportFuzzTest {
  private static final long SEED = 20261121;
  private static final Path FOLDER = TestHome.HOME.resolve("formats/src/test/resources");

  @TempDir Path folder;

  private interface Reading {
    void read(SourceFile file);
  }

  private void fuzz(String resource, String name, int runs, Reading reading) throws IOException {
    String text = Files.readString(FOLDER.resolve(resource));
    Mutator mutator = new Mutator(new Random(SEED));
    Path damaged = folder.resolve(name);
    int good = 0;
    for (int run = 0; run < runs; run++) {
      byte[] content = mutator.mutate(text);
      Files.write(damaged, content);
      String about = resource + ", seed " + SEED + ", run " + run;
      try {
        reading.read(new SourceFile(damaged, name));
        good++;
      } catch (ProblemsException e) {
        check(e.problems(), content, about);
      } catch (RuntimeException | Error e) {
        throw new AssertionError(about + "\n" + new String(content, StandardCharsets.UTF_8), e);
      }
    }
    assertThat(good).as(resource + ": files that still read").isBetween(1, runs - 1);
  }

  private static void check(List<Problem> problems, byte[] content, String about) {
    long lines = new String(content, StandardCharsets.UTF_8).lines().count() + 1;
    assertThat(problems).as(about).isNotEmpty();
    for (Problem p : problems) {
      assertThat(p.file()).as(about).isNotBlank();
      assertThat((long) p.line()).as(about).isBetween(0L, lines);
      assertThat(p.message()).as(about).isNotBlank().doesNotContain("\n");
      assertThat(p.message() + p.maybe()).as(about).doesNotContain("Exception", "org.ampplanner");
    }
  }

  private static void model(SourceFile file) {
    Problems problems = new Problems();
    var read = new ModelReader(name -> name, problems).read(file);
    problems.throwIfAny();
    assertThat(ModelDocument.of(read.orElseThrow().spec())).containsKey("parameters");
  }

  @Test
  void scriptsOfMegatron() throws IOException {
    fuzz("imports/model/gpt345m.sh", "damaged.sh", 1500, ImportFuzzTest::model);
  }

  @Test
  void argumentsOfMegatronInYaml() throws IOException {
    fuzz("imports/model/mixtral.yaml", "damaged.yaml", 1500, ImportFuzzTest::model);
  }

  @ParameterizedTest
  @CsvSource({
    "cases/recipes/02-megatron-deepspeed-v100-52b.sh, damaged.sh",
    "cases/models/script-branches.sh, damaged.sh",
    "cases/models/megatron-hybrid-pattern.sh, damaged.sh",
    "cases/models/neox-untied-rotary.yml, damaged.yml",
    "cases/models/unknown-swigluoai.json, damaged.json"
  })
  void modelsInOtherDialects(String resource, String name) throws IOException {
    Mutator mutator = new Mutator(new Random(SEED));
    String text = Files.readString(FOLDER.resolve(resource));
    for (int run = 0; run < 300; run++) {
      byte[] content = mutator.mutate(text);
      Path damaged = Files.write(folder.resolve(name), content);
      String about = resource + ", seed " + SEED + ", run " + run;
      Problems problems = new Problems();
      var read = new ModelReader(n -> n, problems).read(new SourceFile(damaged, name));
      if (problems.any()) {
        check(problems.errors(), content, about);
      } else {
        assertThat(read).as(about).isPresent();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "cases/recipes/02-megatron-deepspeed-v100-52b.sh, damaged.sh",
    "cases/recipes/14-nemo-yaml-h200-70b-fp8.yaml, damaged.yaml",
    "cases/recipes/16-torchtitan-h100-8b.toml, damaged.toml"
  })
  void recipes(String resource, String name) throws IOException {
    Mutator mutator = new Mutator(new Random(SEED));
    String text = Files.readString(FOLDER.resolve(resource));
    for (int run = 0; run < 300; run++) {
      byte[] content = mutator.mutate(text);
      Path damaged = Files.write(folder.resolve(name), content);
      Problems problems = new Problems();
      var read = RecipeReader.read(new SourceFile(damaged, name), problems);
      assertThat(read.isPresent() || problems.any()).as(resource + ", run " + run).isTrue();
    }
  }

  @Test
  void plansAsModels() throws IOException {
    fuzz("golden/plan.json", "damaged.json", 600, ImportFuzzTest::model);
  }

  @Test
  void plans() throws IOException {
    PlanReader reader = new PlanReader(TestHome.catalog());
    fuzz(
        "golden/plan.json", "damaged.json", 600, file -> assertThat(reader.read(file)).isNotNull());
  }
}
