package org.ampplanner.workbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.explain.Explanation;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.job.JobRequest;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.formats.plan.EvaluationDocument;
import org.ampplanner.formats.plan.PlanDocument;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.job.PlannerChoice;
import org.ampplanner.plan.Plan;
import org.ampplanner.search.SearchOutcome;
import org.ampplanner.simulate.LinkUse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenJobTest {
  private static final Path HOME = Path.of("..");
  private static final String JOB =
      """
      model: gpt2
      cluster:
        name: four
        nodes:
          - {name: a, count: 3, device: A100-SXM-80GB, devices: 2, intra_node_gbps: 2400, inter_node_gbps: 800}
          - {name: b, count: 1, device: V100-SXM2-32GB, devices: 2, intra_node_gbps: 1200, inter_node_gbps: 800}
      training: {global_batch_size: 64}
      """;

  @TempDir private Path folder;

  private Workbench workbench() {
    return new Workbench(Catalog.of(HOME, List.of()), folder);
  }

  private OpenJob job() {
    return workbench().read(JOB, "job.yaml");
  }

  private static double best(OpenJob job) {
    return job.search().plans().get(0).iterationSeconds();
  }

  private static List<String> nodes(OpenJob job) {
    ClusterLayout layout = new ClusterLayout(job.job().cluster());
    return IntStream.range(0, layout.nodes()).mapToObj(layout::nodeName).toList();
  }

  private Path written(OpenJob job, SearchOutcome outcome) throws IOException {
    String text = Documents.json(new PlanDocument(job.job(), job.costModel()).of(outcome, 0, 0));
    return Files.writeString(folder.resolve("plan.json"), text);
  }

  @Test
  void aTextAFileAndOptionsOpenTheSameJob() throws IOException {
    Files.writeString(folder.resolve("job.yaml"), JOB);
    Files.writeString(folder.resolve("other.yaml"), JOB.replace("size: 64", "size: 32"));
    JobRequest request =
        JobRequest.of("other.yaml", Map.of("training.global_batch_size", "64"), List.of(), folder);

    assertThat(workbench().open("job.yaml").job()).isEqualTo(job().job());
    assertThat(workbench().open(request).job()).isEqualTo(job().job());
    assertThat(workbench().open("other.yaml").withBatch(64).job()).isEqualTo(job().job());
  }

  @Test
  void whatIsWrongWithATextIsSaidByLine() {
    assertThatThrownBy(() -> workbench().read(JOB.replace("gpt2", "gpt9"), "posted"))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("posted:1: model (gpt9)");
    assertThatThrownBy(() -> workbench().open("nothing-such"))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("neither a file nor a built-in example");
    assertThatThrownBy(() -> job().withBatch(0))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("global_batch_size (0) must be positive");
  }

  @Test
  void aPlanFileOpensWithItsPlansAndTakesNoOptions() throws IOException {
    SearchOutcome found = job().search();
    written(job(), found);
    OpenJob read = workbench().open("plan.json");

    assertThat(read.job().cluster()).isEqualTo(job().job().cluster());
    assertThat(read.plans()).hasSameSizeAs(found.plans());
    assertThat(read.choose(SearchRun.usual()).ranked(1, "rank"))
        .isEqualTo(new Choice.Chosen(found.plans().get(0)));
    JobRequest over =
        JobRequest.of("plan.json", Map.of("engine", "megatron"), List.of("a.b=1"), folder);
    assertThatThrownBy(() -> workbench().open(over))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("plan.json: is a plan")
        .hasMessageContaining("engine, a.b=1");
  }

  @Test
  void onAnotherClusterThePlanIsThatOfAJobWithThatCluster() {
    Cluster larger = workbench().cluster("2xdgx-h100");
    OpenJob moved = job().with(larger);
    OpenJob written =
        workbench()
            .read(
                JOB.replaceAll("(?s)cluster:.*?\ntraining", "cluster: 2xdgx-h100\ntraining"),
                "job");

    assertThat(moved.job()).isEqualTo(written.job());
    assertThat(best(moved)).isEqualTo(best(written)).isLessThan(best(job()));
    assertThatThrownBy(() -> workbench().cluster("2xdgx-h10"))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("Maybe");
  }

  @Test
  void withoutANodeThePlanIsThatOfASmallerCluster() {
    OpenJob smaller = workbench().read(JOB.replace("count: 3", "count: 2"), "job");

    assertThat(nodes(job().without("a-1"))).containsExactly("a-0", "a-2", "b-0");
    assertThat(best(job().without("a-1"))).isEqualTo(best(smaller)).isGreaterThan(best(job()));
    assertThat(nodes(job().without("a"))).containsExactly("b-0");
    assertThat(nodes(job().without(List.of("b", "a-0")))).containsExactly("a-1", "a-2");
  }

  @Test
  void namesOfNodesOutliveAPlanFile() throws IOException {
    OpenJob left = job().without("a-1");
    SearchOutcome found = left.search();
    written(left, found);
    OpenJob read = workbench().open("plan.json");

    assertThat(nodes(read)).containsExactly("a-0", "a-2", "b-0");
    assertThat(read.plans())
        .extracting(Plan::placement)
        .startsWith(found.plans().get(0).placement());
    assertThat(nodes(read.without("a-2"))).containsExactly("a-0", "b-0");
  }

  @Test
  void anUnknownNodeIsAProblemWithTheNearestName() {
    assertThatThrownBy(() -> job().without("a-7", "c"))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("node (a-7): is not in the cluster four")
        .hasMessageContaining("Maybe a-0")
        .hasMessageContaining("node (c)");
    assertThatThrownBy(() -> job().without("a", "b"))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("nodes is empty");
  }

  @Test
  void layerTimesThatAnotherClusterLacksAreAProblem() {
    OpenJob amp = Workbench.at(HOME).open("amp-homogeneous");

    assertThatThrownBy(() -> amp.with(workbench().cluster("2xdgx-h100")))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("H100");
  }

  @Test
  void plansAreChosenByRankAndByName() {
    PlanChooser chooser = job().choose(SearchRun.usual());
    Choice second = chooser.plan("2", "--versus");
    Choice named = chooser.plan("tp=2,mbs=1", "--versus");

    assertThat(second).isEqualTo(new Choice.Chosen(job().search().plans().get(1)));
    assertThat(((Choice.Chosen) named).plan().strategy().first().tensorParallel()).isEqualTo(2);
    assertThatThrownBy(() -> chooser.plan("0", "--versus"))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("--versus: (0) is no plan's rank");
    assertThatThrownBy(() -> chooser.plan("tp=7", "--versus"))
        .isInstanceOf(ProblemsException.class);
  }

  @Test
  void thatNothingFitsIsAResultWithAReason() {
    OpenJob tight = workbench().read(JOB + "search: {memory_reserve_gib: 79.9}\n", "job");

    Choice none = tight.choose(SearchRun.usual()).ranked(1, "--rank");

    assertThat(none).isInstanceOf(Choice.None.class);
    assertThat(((Choice.None) none).reason()).contains("nothing is feasible");
  }

  @Test
  void allQuestionsAgreeOnAPlan() throws IOException {
    OpenJob job = job();
    Plan plan = job.search().plans().get(0);
    Explanation explanation = job.explain(plan);
    double seconds = plan.iterationSeconds();

    assertThat(explanation.plan().iterationSeconds()).isEqualTo(seconds);
    assertThat(job.simulate(plan, 1, LinkUse.SHARED_FREELY).step().seconds())
        .isCloseTo(seconds, within(1e-9 * seconds));
    Files.writeString(
        folder.resolve("rows.csv"),
        Documents.csv(new PlanDocument(job.job(), job.costModel()).rows(job.search())));
    EvaluationDocument rows =
        job.evaluate(job.strategies(workbench().file(Path.of("rows.csv"))), () -> false);
    Plan priced = rows.rows().get(0).plan();
    assertThat(priced).isNotNull();
    assertThat(priced.iterationSeconds()).isEqualTo(seconds);
  }

  @Test
  void everyPlannerIsHeardInTurn() {
    List<SearchResult> results = job().compare(SearchRun.usual());

    assertThat(results)
        .extracting(r -> r.outcome().planner())
        .containsExactly(
            Arrays.stream(PlannerChoice.values()).map(PlannerChoice::id).toArray(String[]::new));
    assertThat(results.get(0).seconds())
        .isLessThanOrEqualTo(
            results.stream().mapToDouble(SearchResult::seconds).min().orElseThrow());
  }
}
