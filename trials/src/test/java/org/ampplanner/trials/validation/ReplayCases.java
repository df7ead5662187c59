package org.ampplanner.trials.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.predictive.Calibration;
import org.ampplanner.trials.calibration.Factors;
import org.ampplanner.trials.calibration.MeasuredRun;
import org.ampplanner.trials.learning.CandidateSet;
import org.ampplanner.trials.learning.FactorModel;
import org.ampplanner.trials.learning.Hypothesis;
import org.ampplanner.trials.learning.Outcome;
import org.ampplanner.trials.learning.Replayed;

/** Published runs of one model on one machine as recorded trials. */
public final class ReplayCases {
  private ReplayCases() {}

  /** Returns the groups of at least {@code fewest} runs in a published table. */
  public static List<Replayed> published(String table, int fewest) {
    Map<String, List<MeasuredRun>> groups = new TreeMap<>();
    for (ScoredRun r : new Published().runs(table, Facts.builtInTable(table), new Problems())) {
      Row row = r.row();
      Asked asked = r.asked();
      if (asked != null && row.has("iter_time_s")) {
        String key =
            String.join(
                " ",
                row.text("model"),
                row.text("gpu_system"),
                row.text("num_gpus"),
                row.text("gbs"),
                row.text("seq_len"),
                row.text("precision"),
                row.text("software"));
        groups
            .computeIfAbsent(key, k -> new ArrayList<>())
            .add(asked.measured(row.number("iter_time_s")));
      }
    }
    List<Replayed> cases = new ArrayList<>();
    groups.forEach((name, runs) -> {
      if (runs.size() >= fewest) {
        cases.add(replayed(name, runs));
      }
    });
    return cases;
  }

  private static Replayed replayed(String name, List<MeasuredRun> runs) {
    Factors factors =
        new Factors(
            runs.get(0).inputs().layout().cluster().deviceTypes().stream()
                .map(d -> d.id())
                .toList(),
            Calibration.NONE);
    FactorModel model =
        new FactorModel() {
          @Override
          public List<String> names() {
            return factors.names();
          }

          @Override
          public double spread(int factor) {
            return factors.spread(factor);
          }

          @Override
          public double[] logSeconds(double[] logarithms) {
            Calibration c = factors.calibration(logarithms);
            return runs.stream().mapToDouble(r -> Math.log(r.predictedSeconds(c))).toArray();
          }
        };
    return new Replayed(
        name,
        new CandidateSet(
            runs.stream().map(MeasuredRun::strategy).toList(),
            List.of(new Hypothesis("own", 1, model, runs.stream().map(r -> Double.NaN).toList()))),
        runs.stream().<Outcome>map(r -> new Outcome.Measured(r.measuredSeconds())).toList());
  }
}
