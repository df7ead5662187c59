package org.ampplanner.trials.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.job.Job;
import org.ampplanner.operator.Constants;
import org.ampplanner.predictive.Calibration;
import org.ampplanner.profile.Profile;

/** Not a test: prints predictions for AMP's runs. */
public final class AmpStudy {
  private AmpStudy() {}

  public static void main(String[] args) {
    Constants c = Constants.standard();
    for (String a : args) {
      if (a.contains(":")) {
        c = c.with(a.split(":")[0], Double.parseDouble(a.split(":")[1]));
      }
    }
    AmpRuns runs = new AmpRuns();
    boolean plain = List.of(args).contains("plain");
    List<Row> rows = Facts.builtInTable("amp/trials.csv");
    for (String a : args) {
      if (a.startsWith("fit=")) {
        List<ConstantStudy.Case> cases = new ArrayList<>();
        for (Row r : rows) {
          if (r.has("measured_s")
              && (List.of(args).contains("all") || r.text("experiment").startsWith("hom"))) {
            Asked run = plain(runs.asked(r, new Problems()), plain);
            cases.add(new ConstantStudy.Case("amp", r, run::seconds, r.number("measured_s"), 1));
          }
        }
        String[] names = a.substring(4).split(",");
        c = ConstantStudy.fit(cases, names, c, c, 10);
        for (String n : names) {
          System.out.printf(Locale.ROOT, "%s,%.4g%n", n, c.get(n));
        }
      }
    }
    double[] sum = new double[2];
    int[] n = new int[2];
    for (ScoredRun q : runs.runs(rows, new Problems())) {
      Row r = q.row();
      if (q.measured().seconds() > 0) {
        var e = plain(runs.asked(r, new Problems()), plain).plan(c).cost();
        var b = e.breakdown();
        Prediction p =
            new Prediction(
                q.label().dataset(),
                q.label().id(),
                "",
                q.measured().seconds(),
                e.iterationSeconds(),
                0,
                0,
                null,
                null,
                java.util.Map.of(),
                java.util.Map.of(),
                "");
        System.out.printf(
            Locale.ROOT,
            "%-16s mbs%-3s tp%s dp%-2s pp%-2s meas %.2f pred %.2f %+6.1f%% amp %.2f | comp %.2f bub %.2f tp %.2f pp %.2f dp %.2f opt %.3f oth %.3f%n",
            p.id(),
            r.text("mbs"),
            r.text("mp"),
            r.text("dp"),
            r.text("pp"),
            p.measuredSeconds(),
            p.predictedSeconds(),
            100 * p.relativeError(),
            r.number("amp_predicted_s"),
            b.compute(),
            b.bubble(),
            b.tensorComm(),
            b.pipelineComm(),
            b.dataComm(),
            b.optimizer(),
            b.other());
        int k = p.dataset().endsWith("homogeneous") ? 0 : 1;
        sum[k] += Math.abs(p.relativeError());
        n[k]++;
      }
    }
    System.out.printf(
        Locale.ROOT,
        "homog %.1f%% (%d) het %.1f%% (%d)%n",
        100 * sum[0] / n[0],
        n[0],
        100 * sum[1] / n[1],
        n[1]);
  }

  static Asked plain(Asked run, boolean plain) {
    Job job = run.job();
    Job calibrated =
        new Jobs(
                job.model(),
                job.cluster(),
                job.training(),
                plain ? Profile.EMPTY : job.profile(),
                cal())
            .on(job.software());
    return new Asked(calibrated, run.strategy(), run.placement(), run.partition());
  }

  static double stall = Double.parseDouble(System.getProperty("stall", "0"));

  static Calibration cal() {
    Calibration n = Calibration.NONE;
    return new Calibration(n.deviceTime(), 1, n.links(), new Calibration.Stall(stall, 6e6), 0, 1);
  }
}
