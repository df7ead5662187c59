package org.ampplanner.formats.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ampplanner.engine.Engine;
import org.ampplanner.formats.TestHome;
import org.ampplanner.formats.job.JobReader;
import org.ampplanner.formats.job.JobRequest;
import org.ampplanner.job.Job;
import org.ampplanner.space.SearchSpace;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Strategy;
import org.junit.jupiter.api.Test;

/**
 * Layouts of experts that NVIDIA publishes for Megatron: each is a strategy, Megatron runs it, and
 * it is in the space that a search looks at.
 */
class ExpertLayoutsTest {
  private static final List<String> DEGREES =
      List.of(
          "tensor_parallel",
          "pipeline_parallel",
          "data_parallel",
          "context_parallel",
          "expert_parallel",
          "virtual_pipeline",
          "micro_batch_size");

  private static List<Map<String, String>> published() throws IOException {
    List<String> lines =
        Files.readAllLines(TestHome.HOME.resolve("validation/published/expert_layouts.csv"));
    String[] names = lines.get(0).split(",");
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 0; i < names.length; i++) {
        row.put(names[i], cells[i]);
      }
      rows.add(row);
    }
    return rows;
  }

  private static Job job(Map<String, String> row) {
    Map<String, String> options = new TreeMap<>();
    options.put("model", row.get("model"));
    options.put("cluster", row.get("cluster"));
    options.put("engine", "megatron");
    options.put("training.global_batch_size", row.get("global_batch_size"));
    options.put("training.sequence_length", row.get("sequence_length"));
    options.put("training.precision", row.get("precision"));
    List<String> set = DEGREES.stream().map(d -> "search." + d + "=" + row.get(d)).toList();
    return new JobReader(TestHome.catalog())
        .read(JobRequest.of(null, options, set, TestHome.HOME))
        .job();
  }

  private static Strategy strategy(Job job, Map<String, String> row) {
    List<String> columns = new ArrayList<>(DEGREES);
    columns.addAll(
        List.of("expert_tensor_parallel", "zero_stage", "sequence_parallel", "schedule"));
    List<String> cells = new ArrayList<>(DEGREES.stream().map(row::get).toList());
    cells.add(row.get("expert_tensor_parallel"));
    cells.add(row.get("data_parallel").equals("1") ? "0" : "1");
    cells.add("" + !row.get("tensor_parallel").equals("1"));
    cells.add(row.get("virtual_pipeline").equals("1") ? "1f1b" : "interleaved");
    StrategyRow.Content content = new StrategyReader(job).read(columns, cells);
    assertThat(content).as(row.toString()).isInstanceOf(StrategyRow.Named.class);
    return ((StrategyRow.Named) content).strategy().first();
  }

  @Test
  void everyPublishedLayoutIsAStrategyThatMegatronRunsAndASearchLooksAt() throws IOException {
    List<Map<String, String>> rows = published();
    assertThat(rows).hasSizeGreaterThanOrEqualTo(20);
    for (Map<String, String> row : rows) {
      Job job = job(row);
      Strategy asked = strategy(job, row);
      assertThat(asked.degrees().expertTensorParallel()).isOne();
      assertThat(
              Engine.MEGATRON
                  .capabilities()
                  .objection(
                      PipelineStrategy.of(asked, job.training().globalBatchSize()),
                      job.model(),
                      job.training()))
          .as(row.toString())
          .isEmpty();
      SearchSpace space = SearchSpace.whateverItNeeds(job.bindCostModel(), job.constraints());
      assertThat(space.strategies()).as(row.toString()).contains(asked);
    }
  }
}
