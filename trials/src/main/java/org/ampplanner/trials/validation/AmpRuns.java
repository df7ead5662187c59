package org.ampplanner.trials.validation;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.ampplanner.engine.DeepSpeed;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.model.Model;
import org.ampplanner.model.Optimizer;
import org.ampplanner.model.Training;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.profile.Profile;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.trials.validation.ScoredRun.Label;
import org.ampplanner.trials.validation.ScoredRun.Measured;
import org.ampplanner.unit.Precision;
import org.jspecify.annotations.Nullable;

/** AMP's own runs: DeepSpeed's pipeline engine with Megatron-LM 1.1.5 on mixed clusters. */
final class AmpRuns {
  private static final int RANKS = 16;

  private final Model gpt2;
  private final Model transGan;
  private final Profile gpt2Profile;
  private final Profile transGanProfile;

  AmpRuns() {
    AmpModels models = new AmpModels();
    gpt2 = models.gpt2();
    transGan = models.transGan();
    gpt2Profile = models.profile("gpt2");
    transGanProfile = models.profile("transgan");
  }

  List<ScoredRun> runs(List<Row> rows, Problems problems) {
    return rows.stream().map(row -> run(row, problems)).toList();
  }

  private ScoredRun run(Row row, Problems problems) {
    String experiment = row.text("experiment");
    return ScoredRun.of(
            new Label("amp/" + experiment, experiment + "-" + row.text("order"), experiment),
            row,
            new Measured(row.number("measured_s"), Double.NaN, ran(row)),
            () -> asked(row, problems))
        .with(Map.of("AMP", row.number("amp_predicted_s")));
  }

  /** Returns what a user would ask for. */
  Asked asked(Row row, Problems problems) {
    String experiment = row.text("experiment");
    boolean gan = experiment.equals("het_model");
    Training training =
        new Training(row.integer("gbs"), gan ? 1 : 1024, Precision.FP16, Optimizer.ADAM);
    Strategy strategy =
        Strategy.of(
            Degrees.of(row.integer("mp"), row.integer("pp"), row.integer("dp")),
            row.integer("mbs"));
    int[] cuts =
        Arrays.stream(row.text("partition").split(" ")).mapToInt(Integer::parseInt).toArray();
    return new Asked(
        Jobs.of(gan ? transGan : gpt2, AmpClusters.of(experiment), training)
            .profiled(gan ? transGanProfile : gpt2Profile)
            .calibrated(AmpClusters.calibration(experiment))
            .on(SoftwareColumn.of(row, DeepSpeed.PIPELINE, problems)),
        strategy,
        Placement.hostfileOrder(RANKS),
        new Partition(cuts));
  }

  /** A run that was timed fitted; one that is likely to have run out of memory did not. */
  private static @Nullable Boolean ran(Row row) {
    if (row.has("measured_s")) {
      return true;
    }
    return row.text("likely_cause").equals("oom") ? false : null;
  }
}
