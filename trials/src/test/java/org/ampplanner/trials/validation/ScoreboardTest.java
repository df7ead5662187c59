package org.ampplanner.trials.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.source.SourceFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreboardTest {
  private static final Scoreboard BOARD = Scoreboard.run(Facts.builtIn());

  /** Stored figures: {@code validation/figures.csv}; a change for the worse must be deliberate. */
  @Test
  void noStoredFigureGetsWorseThanItsTolerance() {
    for (Row stored : Facts.builtInTable("figures.csv")) {
      Summary now = BOARD.ours(stored.text("dataset"));
      assertThat(100 * now.mape())
          .as("MAPE of %s", stored.text("dataset"))
          .isLessThanOrEqualTo(stored.number("mape_percent") + stored.number("mape_tolerance"));
      if (stored.has("spearman")) {
        assertThat(now.ranks().spearman())
            .as("Spearman of %s", stored.text("dataset"))
            .isGreaterThanOrEqualTo(
                stored.number("spearman") - stored.number("spearman_tolerance"));
      }
      if (stored.has("fits_f1")) {
        assertThat(now.fitting().f1())
            .as("F1 of fits, %s", stored.text("dataset"))
            .isGreaterThanOrEqualTo(stored.number("fits_f1") - stored.number("fits_f1_tolerance"));
      }
      if (stored.has("memory_mape_percent")) {
        assertThat(100 * now.memoryMape())
            .as("memory of %s", stored.text("dataset"))
            .isLessThanOrEqualTo(
                stored.number("memory_mape_percent") + stored.number("memory_mape_tolerance"));
      }
      assertThat(now.n()).isGreaterThanOrEqualTo(stored.integer("n"));
    }
  }

  @Test
  void everyRowIsWrittenOnce() {
    List<Row> rows = CsvTable.parse(ScoreboardWriter.rows(BOARD), "rows.csv");

    assertThat(rows).hasSameSizeAs(BOARD.predictions());
    assertThat(rows.get(0).text("id")).isEqualTo("homogeneous-0");
  }

  @Test
  void aFolderWithOneTableGivesOneDataSet(@TempDir Path folder) throws java.io.IOException {
    Files.createDirectories(folder.resolve("amp"));
    Files.writeString(
        folder.resolve("amp/trials.csv"),
        """
        experiment,order,gbs,mbs,mp,dp,pp,num_microbatches,partition,amp_predicted_s,measured_s
        het_model,0,64,1,1,16,1,4,0 56,1.0,1.5
        """);

    Scoreboard board = Scoreboard.run(Facts.of(SourceFile.of(folder)));

    assertThat(board.predictions()).hasSize(1);
    assertThat(board.ours("amp/het_model").n()).isEqualTo(1);
  }

  @Test
  void thePageNamesEveryDataSetAndEveryConstant() {
    String page = AccuracyPage.markdown(BOARD);

    assertThat(page).contains("| amp/homogeneous | ours |", "`gemm.efficiency.hopper`");
  }

  @Test
  void thePageSaysFirstWhatIsFittedAndWhatItIsWorthOnSourcesThatItNeverSaw() {
    List<String> lines = AccuracyPage.markdown(BOARD).lines().toList();

    assertThat(lines.get(2))
        .contains("**What is fitted:**", "**Not fitted:**", "fresh/dense", "no constant has seen");
  }

  /** A run that is flagged {@code out_of_memory} has no time, and counts. */
  @Test
  void runsThatRanOutOfMemoryAreScored() {
    List<Prediction> failed =
        BOARD.predictions().stream()
            .filter(p -> p.tags().getOrDefault("flags", "").contains("out_of_memory"))
            .toList();

    assertThat(failed).hasSize(257);
    assertThat(failed).allMatch(p -> Boolean.FALSE.equals(p.ran()) && p.fits() != null);
    assertThat(BOARD.ours("fresh/dense").fitting().precision()).isBetween(0.5, 0.999);
  }

  @Test
  void whatTheSoftwareOfARowIsTakenForIsSaid() {
    List<Row> rows = CsvTable.parse(ScoreboardWriter.rows(BOARD), "rows.csv");

    assertThat(rows.stream().filter(r -> r.text("id").startsWith("chenyaofo:")))
        .hasSize(7)
        .allMatch(r -> r.text("assumed").contains("fusion: eager"));
    assertThat(rows.get(0).text("assumed")).isEmpty();
  }

  @Test
  void everyDataSetSaysWhetherItWasFitted() {
    List<String> listed =
        Facts.builtInTable("fitted.csv").stream().map(r -> r.text("dataset")).toList();

    assertThat(BOARD.predictions().stream().map(Prediction::dataset).distinct())
        .containsExactlyInAnyOrderElementsOf(listed);
    assertThat(Facts.builtInTable("fitted.csv"))
        .allMatch(r -> r.text("fitted").equals(Fitted.of(r.text("dataset")).id()));
  }

  private static final String HEADER =
      "id,software,version,model,gpu_system,num_gpus,gpus_per_node,precision,gbs,mbs,seq_len,tp,pp,"
          + "vp,cp,ep,dp,sharding,recompute,flags,iter_time_s,software_traits\n";

  private static final String RUN =
      "run,Megatron-Bridge/Megatron-Core,26.06,llama3-8b,DGX-H100,8,8,bf16,128,1,8192,2,1,1,1,1,4,"
          + "zero1,none,,9.0,";

  private static Facts dense(Path folder, String... traits) throws java.io.IOException {
    Files.createDirectories(folder.resolve("published"));
    StringBuilder text = new StringBuilder(HEADER);
    for (String given : traits) {
      text.append(RUN).append('"').append(given).append("\"\n");
    }
    Files.writeString(folder.resolve("published/dense.csv"), text);
    return Facts.of(new SourceFile(folder, "mine"));
  }

  @Test
  void aRowMayNameTheTraitsOfItsSoftware(@TempDir Path folder) throws java.io.IOException {
    String usual =
        "{base: megatron-core, gradient_bytes: 2, reduced_gradient_bytes: 2, update_bytes: 32}";
    double[] seconds =
        Scoreboard.run(
                dense(folder, "", usual, "{overlap_tensor: false}", "plain", "deepspeed-pipeline"))
            .predictions()
            .stream()
            .mapToDouble(Prediction::predictedSeconds)
            .toArray();

    assertThat(seconds[1]).isEqualTo(seconds[0]);
    assertThat(seconds[2]).isGreaterThan(seconds[0]);
    assertThat(seconds[3]).isGreaterThan(seconds[2]);
    assertThat(seconds[4]).isGreaterThan(seconds[3]);
  }

  @Test
  void whatIsWrongWithTraitsIsSaidForAllRows(@TempDir Path folder) throws java.io.IOException {
    Facts facts = dense(folder, "{attention: flsh}", "", "{overlap: true}");

    assertThatThrownBy(() -> ScoredRuns.of(facts))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("mine/published/dense.csv:2: attention (flsh) is not one of")
        .hasMessageContaining("mine/published/dense.csv:4: overlap is not a key of software");
  }

  @Test
  void runsThatShareAJobShareItsFiles() {
    Map<String, String> files = ScoredRuns.of(Facts.builtIn()).jobFiles();
    List<Row> index = CsvTable.parse(String.valueOf(files.get("index.csv")), "index.csv");

    assertThat(index).hasSameSizeAs(BOARD.predictions());
    assertThat(index.get(1).cells())
        .containsAllEntriesOf(
            Map.of(
                "dataset", "amp/homogeneous",
                "id", "homogeneous-1",
                "job", "jobs/amp-homogeneous-001.yaml",
                "strategies", "jobs/amp-homogeneous-001.csv",
                "line", "2"));
    assertThat(index.stream().map(row -> row.text("job")).distinct().count()).isLessThan(700);
    assertThat(files.keySet().stream().filter(name -> name.contains("llama3.1-405b.yaml")))
        .containsExactly("models/llama3.1-405b.yaml");
    assertThat(files.get("jobs/amp-het_cluster-001.yaml"))
        .contains("calibration: ../calibrations/", "profile: ../profiles/gpt2.json");
  }
}
