package org.ampplanner.trials.validation;

import java.util.List;
import java.util.Map;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.trials.validation.Prediction.Label;
import org.ampplanner.trials.validation.Prediction.Measured;
import org.ampplanner.unit.Units;
import org.jspecify.annotations.Nullable;

/** Published runs. */
final class Published {
  private final PublishedModels models = new PublishedModels();
  private final PublishedSystems systems = new PublishedSystems();
  private final ConstantMfu constantMfu = new ConstantMfu(models, systems);

  /** Returns the runs of tier A; where one cannot be expressed, it says why. */
  List<ScoredRun> runs(String dataset, List<Row> rows, Problems problems) {
    return rows.stream()
        .filter(row -> !row.has("tier") || row.text("tier").equals("A"))
        .map(row -> run(dataset, row, problems))
        .toList();
  }

  private ScoredRun run(String dataset, Row row, Problems problems) {
    ScoredRun run =
        ScoredRun.of(
            new Label(
                dataset,
                row.text("id"),
                row.text("model") + " on " + row.text("gpu_system") + " x" + row.text("num_gpus")),
            row,
            new Measured(
                row.number("iter_time_s"), row.number("peak_mem_gib") * Units.GIB, ran(row)),
            () -> PublishedRun.asked(row, models, systems, problems));
    Asked asked = run.asked();
    return asked == null ? run : run.with(Map.of("constant MFU", constantMfu.seconds(asked)));
  }

  /** A run that was timed fitted; one that is flagged so ran out of memory. */
  private static @Nullable Boolean ran(Row row) {
    if (List.of(row.text("flags").split(" ")).contains("out_of_memory")) {
      return false;
    }
    return row.has("iter_time_s") ? true : null;
  }
}
