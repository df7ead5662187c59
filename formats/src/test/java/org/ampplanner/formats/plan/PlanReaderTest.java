package org.ampplanner.formats.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.ampplanner.cost.CostModel;
import org.ampplanner.formats.TestHome;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.job.JobReader;
import org.ampplanner.formats.job.JobRequest;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;
import org.ampplanner.profile.Measurement;
import org.ampplanner.search.SearchControl;
import org.ampplanner.search.SearchOutcome;
import org.ampplanner.search.SearchRequest;
import org.ampplanner.space.Rejections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanReaderTest {
  @TempDir Path folder;

  private static Job job(String model, String cluster, String... set) {
    Map<String, String> options = new TreeMap<>();
    options.put("model", model);
    options.put("cluster", cluster);
    options.put("training.global_batch_size", "32");
    return new JobReader(TestHome.catalog())
        .read(JobRequest.of(null, options, List.of(set), TestHome.HOME))
        .job();
  }

  private PlanFile written(Job job, SearchOutcome outcome) throws IOException {
    return read(Documents.json(new PlanDocument(job, job.bindCostModel()).of(outcome, 0.125, -7)));
  }

  private PlanFile read(String text) throws IOException {
    Path file = folder.resolve("plan.json");
    Files.writeString(file, text);
    return new PlanReader(Catalog.of(folder, List.of())).read(new SourceFile(file, "plan.json"));
  }

  private static SearchOutcome search(Job job, CostModel costModel) {
    return job.planner(job.planner())
        .search(new SearchRequest(costModel, job.constraints(), 4, 0, 1), SearchControl.NONE);
  }

  private static void assertSame(Job read, Job job) {
    assertThat(read.model()).isEqualTo(job.model());
    assertThat(read.cluster()).isEqualTo(job.cluster());
    assertThat(read.training()).isEqualTo(job.training());
    assertThat(read.engine()).isEqualTo(job.engine());
    assertThat(read.costModel()).isEqualTo(job.costModel());
    assertThat(read.planner()).isEqualTo(job.planner());
    assertThat(read.constraints()).isEqualTo(job.constraints());
    assertThat(read.profile().measurements()).hasSameSizeAs(job.profile().measurements());
    for (int i = 0; i < job.profile().measurements().size(); i++) {
      Measurement a = read.profile().measurements().get(i);
      Measurement b = job.profile().measurements().get(i);
      assertThat(a.deviceType()).isEqualTo(b.deviceType());
      assertThat(a.tensorParallel()).isEqualTo(b.tensorParallel());
      assertThat(a.microBatchSize()).isEqualTo(b.microBatchSize());
      assertThat(a.clock()).isEqualTo(b.clock());
      assertThat(IntStream.range(0, b.layers()).mapToDouble(a::forwardSeconds))
          .containsExactly(
              IntStream.range(0, b.layers())
                  .mapToDouble(b::forwardSeconds)
                  .boxed()
                  .toArray(Double[]::new));
      assertThat(IntStream.range(0, b.layers()).mapToDouble(a::backwardSeconds))
          .containsExactly(
              IntStream.range(0, b.layers())
                  .mapToDouble(b::backwardSeconds)
                  .boxed()
                  .toArray(Double[]::new));
    }
  }

  private static SearchOutcome nothing() {
    return new SearchOutcome(
        "exact",
        List.of(),
        new SearchOutcome.Statistics(0, 0, 0, 0, true),
        new SearchOutcome.Optimality(0, Double.POSITIVE_INFINITY, false),
        new Rejections(Map.of(), Map.of()));
  }

  @Test
  void everyModelOfTheCatalogueComesBackExactlyWithoutTheCatalogue() throws IOException {
    List<String> models = TestHome.catalog().ids(Catalog.Kind.MODELS);
    assertThat(models).hasSizeGreaterThan(40);
    List<String> nodes = TestHome.catalog().ids(Catalog.Kind.NODES);
    for (int i = 0; i < models.size(); i++) {
      String cluster = (1 + i % 3) + "x" + nodes.get(i % nodes.size());
      Job job = job(models.get(i), cluster, "training.sequence_length=" + (512 + 17 * i));
      assertSame(written(job, nothing()).job(), job);
    }
  }

  @Test
  void everyExampleComesBackWithItsPlansAndPredictsTheSame() throws IOException {
    for (String example : TestHome.catalog().examples()) {
      Job job = TestHome.read(TestHome.HOME, example).job();
      CostModel costModel = job.bindCostModel();
      SearchOutcome outcome = search(job, costModel);
      PlanFile read = written(job, outcome);
      assertSame(read.job(), job);
      assertThat(read.wallSeconds()).isEqualTo(0.125);
      assertThat(read.seed()).isEqualTo(-7);
      assertThat(read.outcome().plans()).isEqualTo(outcome.plans()).isNotEmpty();
      assertThat(read.outcome().statistics()).isEqualTo(outcome.statistics());
      assertThat(read.outcome().rejections().counts()).isEqualTo(outcome.rejections().counts());
      CostModel again = read.job().bindCostModel();
      for (Plan plan : read.outcome().plans()) {
        assertThat(plan.pricedBy(again).cost())
            .isEqualTo(plan.cost());
      }
    }
  }

  @Test
  void whatOnlyFilesSayComesBackToo() throws IOException {
    Files.writeString(
        folder.resolve("cluster.yaml"),
        """
        name: odd
        nodes:
          - {name: a, count: 2, device: Mine, devices: 2, intra_node_gbps: 33.3,
             inter_node_gbps: 7.7, inter_node_latency_us: 1.1, nics: 2, price_per_hour: 3.7,
             linked_nodes: 2}
          - {name: b, count: 1, device: T4, devices: 4, intra_node_gbps: 50, inter_node_gbps: 50}
        links: [{from: a-0, to: b-0, gbps: 5.3}]
        groups: [{name: leaf, nodes: [a-0, a-1], uplink_gbps: 12.1}]
        devices:
          Mine: {memory_gib: 15.9, memory_gbps: 3201.7, peak_tflops: {bf16: 65.3, fp32: 8.1}}
        """);
    Files.writeString(
        folder.resolve("calibration.yaml"),
        "{schema: amp-calibration/1, device_time: {Mine: 1.3, T4: 0.9}, latency: 1.7}");
    Job job =
        job(
            "gpt2-medium",
            folder.resolve("cluster.yaml").toString(),
            "calibration=" + folder.resolve("calibration.yaml"),
            "search.tensor_parallel=[1,2]",
            "search.data_parallel={min: 2, max: 4}",
            "search.recompute=[full]",
            "engine=megatron");
    assertSame(written(job, nothing()).job(), job);
  }

  @Test
  void keysOfALaterVersionArePassedOver() throws IOException {
    Job job = TestHome.read(TestHome.HOME, "amp-het-cluster").job();
    String text =
        Documents.json(
            new PlanDocument(job, job.bindCostModel()).of(search(job, job.bindCostModel()), 1, 0));
    PlanFile read =
        read(
            text.replace("\"proven\" :", "\"certainty\" : 0.5, \"proven\" :")
                .replace("\"rank\" :", "\"note\" : \"x\", \"rank\" :"));
    assertThat(read.outcome().plans()).hasSize(4);
  }

  @Test
  void aPlanThatIsNoneIsRefusedWithItsPlace() throws IOException {
    Job job = TestHome.read(TestHome.HOME, "amp-het-cluster").job();
    String text =
        Documents.json(
            new PlanDocument(job, job.bindCostModel()).of(search(job, job.bindCostModel()), 1, 0));
    assertThatThrownBy(() -> read("{\"schema\": \"amp-plan/2\"}"))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("plan.json:1: schema (\"amp-plan/2\") is of a version");
    assertThatThrownBy(() -> read(text.replace("\"definition\"", "\"definitely\"")))
        .hasMessageContaining("no definition")
        .hasMessageContaining("Maybe `amp plan JOB -o json");
    assertThatThrownBy(
            () -> read(text.replaceAll("(?s)(\"placement\" : \\[ )\"p3-0:0\"", "$1\"x\"")))
        .hasMessageContaining("placement (x) is not a device of the cluster");
    assertThatThrownBy(() -> read(text.replaceAll("\"breakdown_s\" : \\{\\s*\"compute\"", "$0s")))
        .isInstanceOf(ProblemsException.class);
    assertThatThrownBy(() -> read(text.replace("\"bubble\" :", "\"bubbles\" :")))
        .hasMessageContaining("bubble is missing");
    assertThatThrownBy(() -> read("[]")).hasMessageContaining("is not a plan");
  }
}
