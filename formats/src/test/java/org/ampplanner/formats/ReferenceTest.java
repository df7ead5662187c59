package org.ampplanner.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ampplanner.formats.job.ReadJob;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.strategy.StrategyColumn;
import org.ampplanner.formats.strategy.StrategyFile;
import org.ampplanner.formats.strategy.StrategyReader;
import org.ampplanner.formats.strategy.StrategyRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reference shows files that read. */
class ReferenceTest {
  private static final Pattern FILE = Pattern.compile("(?s)```[a-z]+ (\\S+)\n(.*?)```");

  @Test
  void whatTheReferenceShowsIsRead(@TempDir Path folder) throws IOException {
    String reference = Files.readString(TestHome.HOME.resolve("docs/reference/formats.md"));
    Matcher m = FILE.matcher(reference);
    int files = 0;
    for (; m.find(); files++) {
      Files.writeString(folder.resolve(m.group(1)), m.group(2));
    }
    assertThat(files).isEqualTo(6);
    ReadJob read = TestHome.read(folder, "job.yaml");
    assertThat(read.warnings()).isEmpty();
    assertThat(read.job().model().layers()).hasSize(14);
    assertThat(read.job().cluster().devices()).isEqualTo(16);
    ReadJob calibrated =
        TestHome.read(folder, "job.yaml", "cost_model=predictive", "calibration=calibration.json");
    assertThat(calibrated.warnings()).isEmpty();
    StrategyFile strategies =
        new StrategyReader(read.job()).read(SourceFile.of(folder.resolve("strategies.csv")));
    assertThat(strategies.warnings()).isEmpty();
    assertThat(strategies.rows()).allMatch(row -> row.content() instanceof StrategyRow.Named);
    for (StrategyColumn column : StrategyColumn.values()) {
      assertThat(reference).contains("`" + column.id() + "`");
    }
  }
}
