package org.ampplanner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Published runs are priced as users would ask for them. */
class ValidateJobsTest {
  @TempDir Path folder;

  private final Map<String, List<NamedCsvRecord>> evaluated = new HashMap<>();

  private static List<NamedCsvRecord> read(Path file) throws IOException {
    try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(file)) {
      return rows.stream().toList();
    }
  }

  private List<NamedCsvRecord> evaluate(NamedCsvRecord entry) {
    return evaluated.computeIfAbsent(
        entry.getField("job"),
        job -> {
          CliRunner.Result result =
              CliRunner.in(folder.resolve("runs"))
                  .run("evaluate", job, "--strategies", entry.getField("strategies"), "-o", "csv");
          assertThat(result.err()).as(job).doesNotContain("warning");
          return CsvReader.builder().ofNamedCsvRecord(result.out()).stream().toList();
        });
  }

  @Test
  void evaluatingTheJobsGivesWhatValidatePredicts() throws IOException {
    CliRunner.Result result =
        CliRunner.in(folder).run("validate", "--jobs", "runs", "--rows", "rows.csv", "-o", "csv");
    assertThat(result.code()).as(result.err()).isZero();
    List<NamedCsvRecord> index = read(folder.resolve("runs/index.csv"));
    List<NamedCsvRecord> rows = read(folder.resolve("rows.csv"));
    assertThat(index).hasSameSizeAs(rows);
    for (int i = 0; i < rows.size(); i++) {
      NamedCsvRecord row = rows.get(i);
      NamedCsvRecord entry = index.get(i);
      String id = row.getField("id");
      assertThat(entry.getField("dataset")).isEqualTo(row.getField("dataset"));
      assertThat(entry.getField("id")).isEqualTo(id);
      NamedCsvRecord own = evaluate(entry).get(Integer.parseInt(entry.getField("line")) - 1);
      assertThat(own.getField("id")).isEqualTo(id);
      assertThat(own.getField("error")).as(id).isEmpty();
      equal(id, own.getField("iteration_s"), row.getField("predicted_s"));
      equal(id, own.getField("memory_gib"), row.getField("predicted_memory_gib"));
    }
  }

  private static void equal(String id, String evaluated, String predicted) {
    double expected = Double.parseDouble(predicted);
    assertThat(Double.parseDouble(evaluated)).as(id).isCloseTo(expected, within(1e-9 * expected));
  }
}
