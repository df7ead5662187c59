package org.ampplanner.trials.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        assertThat(now.spearman())
            .as("Spearman of %s", stored.text("dataset"))
            .isGreaterThanOrEqualTo(
                stored.number("spearman") - stored.number("spearman_tolerance"));
      }
      if (stored.has("fits_f1")) {
        assertThat(now.f1())
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
    String page = ScoreboardWriter.markdown(BOARD);

    assertThat(page).contains("| amp/homogeneous | ours |", "`gemm.efficiency.hopper`");
  }
}
