package org.ampplanner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Damaged inputs of every kind, given to the commands that read them: each is done or refused with
 * words, never a bug of ours. {@code -Pfuzz} runs more of them, of another seed each time; what
 * fails is kept in the corpus, which every build replays.
 */
class FuzzTest {
  private static final int RUNS = Integer.getInteger("amp.fuzz.runs", 12);
  private static final long SEED = Long.getLong("amp.fuzz.seed", 20261201);

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void damagedInputsAreDoneOrRefused(FuzzKind kind) throws IOException {
    Fuzz fuzz = new Fuzz(folder, SEED + kind.id().hashCode());
    List<String> failures = new ArrayList<>();
    int[] codes = new int[256];
    for (int run = 0; run < RUNS; run++) {
      byte[] content = fuzz.damaged(kind);
      Fuzz.Verdict verdict = fuzz.run(kind, run, content);
      codes[verdict.code() & 255]++;
      if (verdict.wrong().isPresent()) {
        Path kept = keep(kind, content);
        failures.add(verdict.words() + ", kept in " + kept + ": " + verdict.wrong().get());
      }
    }
    System.out.println(
        "fuzz: "
            + kind.id()
            + ", seed "
            + SEED
            + ": "
            + RUNS
            + " inputs, "
            + codes[0]
            + " done, "
            + failures.size()
            + " failures");
    assertThat(failures).as(kind.id()).isEmpty();
    assertThat(RUNS < 200 || codes[0] > 0).as(kind.id() + ": some are done").isTrue();
    assertThat(kind == FuzzKind.LOG || codes[ExitCode.INVALID_INPUT] > 0)
        .as(kind.id() + ": refused") // nothing in a log is an error
        .isTrue();
  }

  private static Path keep(FuzzKind kind, byte[] content) throws IOException {
    Path corpus = Files.createDirectories(Fuzz.CORPUS.resolve(kind.id()));
    return Files.write(
        corpus.resolve(HexFormat.of().toHexDigits(Arrays.hashCode(content))), content);
  }

  @ParameterizedTest
  @EnumSource
  void whateverFailedOnceIsReplayed(FuzzKind kind) throws IOException {
    Path corpus = Fuzz.CORPUS.resolve(kind.id());
    if (!Files.isDirectory(corpus)) {
      return;
    }
    Fuzz fuzz = new Fuzz(folder, SEED);
    List<String> failures = new ArrayList<>();
    try (Stream<Path> files = Files.list(corpus)) {
      for (Path file : files.sorted().toList()) {
        for (int n = 0; n < kind.commands(); n++) {
          Fuzz.Verdict verdict = fuzz.run(kind, n, Files.readAllBytes(file));
          verdict.wrong().ifPresent(wrong -> failures.add(file + " " + verdict.words() + wrong));
        }
      }
    }
    assertThat(failures).isEmpty();
  }

  @Test
  void whatIsWholeIsDone() throws IOException {
    Fuzz fuzz = new Fuzz(folder, SEED);
    for (FuzzKind kind : List.of(FuzzKind.PLAN, FuzzKind.STRATEGIES, FuzzKind.CALIBRATION)) {
      byte[] whole = Fuzz.whole(kind.seeds().get(0));
      for (int n = 0; n < kind.commands(); n++) {
        Fuzz.Verdict verdict = fuzz.run(kind, n, whole);
        assertThat(verdict.code()).as("%s", verdict).isZero();
      }
    }
  }
}
