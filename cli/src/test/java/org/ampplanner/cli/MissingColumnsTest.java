package org.ampplanner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of published runs name degrees, and leave out what every engine switches on. */
class MissingColumnsTest {
  @TempDir Path folder;

  private CliRunner.Result evaluate(String csv, String... more) throws IOException {
    Files.writeString(folder.resolve("s.csv"), csv);
    String[] words = {
      "evaluate",
      "--model",
      "llama3-70b",
      "--cluster",
      "8xdgx-h100",
      "--global-batch-size",
      "64",
      "--sequence-length",
      "8192",
      "--strategies",
      "s.csv",
      "-o",
      "csv"
    };
    String[] all = java.util.Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return CliRunner.in(folder).run(all);
  }

  @Test
  void aColumnThatIsMissingTakesTheBestThatFitsAndSaysSo() throws IOException {
    String degrees = "tensor_parallel,pipeline_parallel,data_parallel,virtual_pipeline";
    CliRunner.Result result = evaluate(degrees + "\n8,4,2,8\n8,8,1,4\n8,4,2,1\n");
    assertThat(result.out()).contains("chosen_strategy");
    assertThat(result.out().lines().skip(1)).allMatch(line -> line.contains(",true,"));
    assertThat(result.err())
        .contains("what these rows leave out does not fit", "row 1 sequence_parallel=true");
  }

  @Test
  void aColumnThatIsThereIsLeftAlone() throws IOException {
    String columns =
        "tensor_parallel,pipeline_parallel,data_parallel,virtual_pipeline,sequence_parallel,"
            + "recompute,zero_stage";
    CliRunner.Result result = evaluate(columns + "\n8,4,2,8,false,none,0\n");
    assertThat(result.out()).contains(",false,").doesNotContain("chosen_strategy");
    result =
        evaluate(
            "tensor_parallel,pipeline_parallel,data_parallel,virtual_pipeline\n8,4,2,8\n",
            "--set",
            "search.sequence_parallel=[false]",
            "--set",
            "search.recompute=[none]");
    assertThat(result.out()).doesNotContain("chosen_strategy").contains("memory_advice");
  }

  /** A cell that is no strategy's is not shown at any length. */
  @Test
  void aCellOfAnyLengthIsShownShortened() throws IOException {
    String cell = "x".repeat(200_000);
    Files.writeString(
        folder.resolve("s.csv"),
        "tensor_parallel,pipeline_parallel,data_parallel,recompute,measured_s\n8,4,2,"
            + cell
            + ","
            + cell
            + "\n");
    CliRunner.Result result =
        CliRunner.in(folder)
            .run(
                "evaluate",
                "--model",
                "llama3-70b",
                "--cluster",
                "8xdgx-h100",
                "--global-batch-size",
                "64",
                "--sequence-length",
                "8192",
                "--strategies",
                "s.csv");
    assertThat(result.out().length() + result.err().length()).isLessThan(4000);
  }
}
