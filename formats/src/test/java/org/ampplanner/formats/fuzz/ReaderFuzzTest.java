package org.ampplanner.formats.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.ampplanner.formats.TestHome;
import org.ampplanner.formats.job.ReadJob;
import org.ampplanner.formats.model.ModelDocument;
import org.ampplanner.formats.model.ModelReader;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.strategy.StrategyFile;
import org.ampplanner.formats.strategy.StrategyReader;
import org.ampplanner.formats.strategy.StrategyRow;
import org.ampplanner.job.Job;
import org.ampplanner.search.StrategyEvaluator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged files either read or fail with problems that have a place: nothing else, and soon. {@code
 * AMP_FUZZ_SEED} and {@code AMP_FUZZ_RUNS} choose other cases and more of them.
 */
class ReaderFuzzTest {
  private static final long SLOWEST_NANOS = 2_000_000_000L;
  private static final long SEED = number("AMP_FUZZ_SEED", 20261121);
  private static final int RUNS = (int) number("AMP_FUZZ_RUNS", 1500);

  @TempDir Path folder;
  private Path file;

  private static long number(String variable, long otherwise) {
    String value = System.getenv(variable);
    return value == null ? otherwise : Long.parseLong(value);
  }

  @BeforeEach
  void copyFiles() throws IOException {
    for (String name :
        new String[] {"job.yaml", "job.json", "profile.json", "strategies.csv", "config.json"}) {
      Files.writeString(folder.resolve(name), resource(name));
    }
    file = folder.resolve("damaged");
  }

  private static String resource(String name) throws IOException {
    return Files.readString(TestHome.HOME.resolve("formats/src/test/resources/fuzz/" + name));
  }

  /** Reads one file in every way that it is meant for. */
  private interface Reading {
    void read(Path file) throws IOException;
  }

  private void fuzz(String what, IntFunction<byte[]> bytes, String extension, Reading reading)
      throws IOException {
    file = folder.resolve("damaged" + extension);
    int good = 0;
    for (int run = 0; run < RUNS; run++) {
      byte[] content = bytes.apply(run);
      Files.write(file, content);
      String about = what + ", seed " + SEED + ", run " + run;
      long start = System.nanoTime();
      try {
        reading.read(file);
        good++;
      } catch (ProblemsException e) {
        checkProblems(e, content, about);
      } catch (RuntimeException | Error e) {
        throw new AssertionError(about + "\n" + new String(content, StandardCharsets.UTF_8), e);
      }
      assertThat(System.nanoTime() - start).as(about).isLessThan(SLOWEST_NANOS);
    }
    System.out.println(
        "fuzz: " + what + ", seed " + SEED + ": " + RUNS + " files, " + good + " still valid");
  }

  private void checkProblems(ProblemsException e, byte[] content, String about) {
    long lines = new String(content, StandardCharsets.UTF_8).lines().count() + 1;
    assertThat(e.problems()).as(about).isNotEmpty();
    for (Problem p : e.problems()) {
      assertThat(p.file()).as(about).isNotBlank();
      assertThat(p.message()).as(about).isNotBlank().doesNotContain("\n");
      assertThat(p.message() + p.maybe()).as(about).doesNotContain("Exception", "org.ampplanner");
      assertThat(p.line()).as(about).isNotNegative();
      if (p.file().startsWith("damaged")) {
        assertThat((long) p.line()).as(about + " " + p.render()).isLessThanOrEqualTo(lines);
      }
    }
  }

  private void readJob(Path damaged) {
    ReadJob read = TestHome.read(folder, String.valueOf(damaged.getFileName()));
    assertThat(read.job().bindCostModel().id()).isIn("amp", "predictive");
  }

  @Test
  void yamlJobs() throws IOException {
    String text = resource("job.yaml");
    Mutator mutator = new Mutator(new Random(SEED));
    readJob(folder.resolve("job.yaml"));
    fuzz("YAML jobs", run -> mutator.mutate(text), ".yaml", this::readJob);
  }

  @Test
  void jsonJobs() throws IOException {
    String text = resource("job.json");
    Mutator mutator = new Mutator(new Random(SEED + 1));
    readJob(folder.resolve("job.json"));
    fuzz("JSON jobs", run -> mutator.mutate(text), ".json", this::readJob);
  }

  @Test
  void profiles() throws IOException {
    String text = resource("profile.json");
    Mutator mutator = new Mutator(new Random(SEED + 2));
    fuzz(
        "profiles",
        run -> mutator.mutate(text),
        ".json",
        damaged -> TestHome.read(folder, "job.yaml", "profile=" + damaged.getFileName()));
  }

  @Test
  void calibrations() throws IOException {
    String text =
        """
        {"schema": "amp-calibration/1", "source": "a test",
         "device_time": {"T4": 1.25, "Mine": 0.9}, "host_time": 1.5,
         "intra_bandwidth": 0.8, "inter_bandwidth": 0.7, "latency": 2,
         "stall_s": 0.001, "stall_below_bytes": 65536, "fixed_s": 0.01, "memory": 1.1}
        """;
    Mutator mutator = new Mutator(new Random(SEED + 7));
    Files.writeString(folder.resolve("calibration.json"), text);
    TestHome.read(folder, "job.yaml", "cost_model=predictive", "calibration=calibration.json");
    fuzz(
        "calibrations",
        run -> mutator.mutate(text),
        ".json",
        damaged ->
            TestHome.read(
                folder,
                "job.yaml",
                "cost_model=predictive",
                "calibration=" + damaged.getFileName()));
  }

  @Test
  void configs() throws IOException {
    String text = resource("config.json");
    String[] types = {
      "deepseek_v3",
      "llama4_text",
      "jamba",
      "falcon",
      "mpt",
      "opt",
      "t5",
      "vit",
      "bert",
      "mamba2",
      "nemotron_h",
      "gpt_oss",
      "gemma3_text",
      "unknown"
    };
    Mutator mutator = new Mutator(new Random(SEED + 6));
    fuzz(
        "configs",
        run -> mutator.mutate(text.replace("deepseek_v3", types[run % types.length])),
        ".json",
        this::readModel);
  }

  private void readModel(Path damaged) {
    Problems problems = new Problems();
    ModelReader reader = new ModelReader(name -> name, problems);
    var read = reader.read(new SourceFile(damaged, "damaged.json"));
    problems.throwIfAny();
    assertThat(ModelDocument.of(read.orElseThrow().spec())).containsKey("parameters");
    assertThat(ModelDocument.resolve(read.orElseThrow().spec()).parameters()).isPositive();
  }

  @Test
  void randomTrees() throws IOException {
    RandomGenerator random = new Random(SEED + 3);
    fuzz(
        "random trees",
        run ->
            (run % 2 == 0 ? RandomTree.yaml(random, 6) : RandomTree.json(random, 6))
                .getBytes(StandardCharsets.UTF_8),
        "",
        this::readJob);
  }

  @Test
  void options() throws IOException {
    RandomGenerator random = new Random(SEED + 4);
    Mutator mutator = new Mutator(random);
    fuzz(
        "options",
        run -> mutator.mutate("search.tensor_parallel=[1, 2]"),
        ".txt",
        damaged ->
            TestHome.read(
                folder,
                "job.json",
                new String(Files.readAllBytes(damaged), StandardCharsets.ISO_8859_1)));
  }

  @Test
  void strategies() throws IOException {
    Job job = TestHome.read(folder, "job.yaml").job();
    StrategyEvaluator evaluator = new StrategyEvaluator(job.bindCostModel());
    StrategyReader reader = new StrategyReader(job);
    String text = resource("strategies.csv");
    assertThat(reader.read(SourceFile.of(folder.resolve("strategies.csv"))).rows())
        .allMatch(row -> row.content() instanceof StrategyRow.Named);
    Mutator mutator = new Mutator(new Random(SEED + 5));
    fuzz(
        "strategies",
        run -> mutator.mutate(text),
        ".csv",
        damaged -> {
          StrategyFile read = reader.read(new SourceFile(damaged, "damaged.csv"));
          for (StrategyRow row : read.rows()) {
            switch (row.content()) {
              case StrategyRow.Invalid invalid -> assertThat(invalid.error()).isNotBlank();
              case StrategyRow.Named n ->
                  assertThat(evaluator.evaluate(n.strategy(), n.placement(), n.partition()))
                      .isNotNull();
            }
          }
        });
  }
}
