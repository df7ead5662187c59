package org.ampplanner.formats.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ampplanner.engine.Engine;
import org.ampplanner.formats.TestHome;
import org.ampplanner.formats.job.JobReader;
import org.ampplanner.formats.job.JobRequest;
import org.ampplanner.formats.strategy.StrategyReader;
import org.ampplanner.formats.strategy.StrategyRow;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;
import org.ampplanner.search.SearchOutcome;
import org.ampplanner.search.StrategyEvaluator;
import org.ampplanner.space.Rejections;

/** Plans of many kinds, by name, on jobs of the catalogue. */
final class ExportCases {
  private ExportCases() {}

  /**
   * A plan with its job.
   *
   * @param job the job
   * @param plan the plan
   */
  record Case(Job job, Plan plan) {
    Export export(Engine engine, Launcher launcher) {
      return export(engine, launcher, Map.of());
    }

    Export export(Engine engine, Launcher launcher, Map<String, String> hosts) {
      var traits = new ModelConfigs(TestHome.catalog()).inCatalog(job);
      return new Exporter(job, traits, hosts).export(outcome(), plan, engine, launcher);
    }

    SearchOutcome outcome() {
      return new SearchOutcome(
          "exact",
          List.of(plan),
          new SearchOutcome.Statistics(1, 1, 0, 0, true),
          new SearchOutcome.Optimality(plan.iterationSeconds(), 0, true),
          new Rejections(Map.of(), Map.of()));
    }
  }

  static Job job(String model, String cluster, int batch, String... set) {
    Map<String, String> options = new TreeMap<>();
    options.put("model", model);
    options.put("cluster", cluster);
    options.put("training.global_batch_size", "" + batch);
    return new JobReader(TestHome.catalog())
        .read(JobRequest.of(null, options, List.of(set), TestHome.HOME))
        .job();
  }

  /** Prices a strategy given as {@code column=value} pairs, separated by semicolons. */
  static Case of(Job job, String strategy) {
    Map<String, String> cells = new LinkedHashMap<>();
    for (String pair : strategy.split(";")) {
      String[] parts = pair.split("=", 2);
      cells.put(parts[0].strip(), parts[1].strip());
    }
    StrategyRow.Content row =
        new StrategyReader(job).read(List.copyOf(cells.keySet()), List.copyOf(cells.values()));
    if (row instanceof StrategyRow.Named named) {
      var priced =
          new StrategyEvaluator(job.bindCostModel())
              .evaluate(named.strategy(), named.placement(), named.partition());
      if (priced instanceof StrategyEvaluator.Priced ok) {
        return new Case(job, ok.plan());
      }
      throw new AssertionError(strategy + ": " + priced);
    }
    throw new AssertionError(strategy + ": " + row);
  }

  static Map<String, Case> all() {
    Map<String, Case> cases = new LinkedHashMap<>();
    Job llama = job("llama3-8b", "2xdgx-h100", 64);
    String base = "tensor_parallel=2;pipeline_parallel=4;data_parallel=2;micro_batch_size=1;";
    cases.put("even", of(llama, base + "layer_cuts=0 9 17 25 34"));
    cases.put("uneven", of(llama, base + "layer_cuts=0 6 16 27 34;recompute=full;zero_stage=1"));
    cases.put(
        "interleaved",
        of(
            llama,
            base
                + "layer_cuts=0 9 17 25 34;schedule=interleaved;virtual_pipeline=2;"
                + "sequence_parallel=true;recompute=selective"));
    cases.put(
        "context",
        of(
            llama,
            "tensor_parallel=2;context_parallel=2;data_parallel=4;micro_batch_size=1;"
                + "sequence_parallel=true;zero_stage=1"));
    cases.put(
        "zero3",
        of(
            llama,
            "data_parallel=16;micro_batch_size=1;zero_stage=3;recompute=full;layer_cuts=0 34"));
    cases.put("permuted", of(mixed(), mixedStrategy()));
    cases.put(
        "experts",
        of(
            job("mixtral-8x7b", "4xdgx-h100", 64),
            "tensor_parallel=2;pipeline_parallel=2;data_parallel=8;expert_parallel=4;"
                + "micro_batch_size=1;sequence_parallel=true;zero_stage=1;layer_cuts=0 17 34"));
    cases.put(
        "latent",
        of(
            job("deepseek-v3", "16xdgx-h100", 128),
            "pipeline_parallel=16;data_parallel=8;expert_parallel=8;micro_batch_size=1;zero_stage=1;"
                + "layer_cuts=0 4 8 12 16 20 24 28 32 36 40 44 48 52 56 60 63"));
    return cases;
  }

  /** Three nodes of four V100 and one of four T4, the last one second in the pipeline. */
  static Job mixed() {
    return job("gpt2-medium", "aws-3xp3-1xg4dn", 32, "training.precision=fp32");
  }

  private static String mixedStrategy() {
    List<String> placement = new ArrayList<>();
    for (String node : List.of("p3-2", "g4-0", "p3-0", "p3-1")) {
      for (int device : List.of(3, 1, 0, 2)) {
        placement.add(node + ":" + device);
      }
    }
    return "tensor_parallel=2;pipeline_parallel=4;data_parallel=2;micro_batch_size=1;"
        + "layer_cuts=0 8 10 19 26;placement="
        + String.join(" ", placement);
  }

  static Optional<Case> named(String name) {
    return Optional.ofNullable(all().get(name));
  }
}
