package org.ampplanner.formats.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ampplanner.amp.AmpPlanner;
import org.ampplanner.cost.CostModel;
import org.ampplanner.formats.TestHome;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.strategy.StrategyFile;
import org.ampplanner.formats.strategy.StrategyReader;
import org.ampplanner.formats.strategy.StrategyRow;
import org.ampplanner.job.CostModelChoice;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;
import org.ampplanner.search.SearchControl;
import org.ampplanner.search.SearchOutcome;
import org.ampplanner.search.SearchRequest;
import org.ampplanner.search.StrategyEvaluator;
import org.ampplanner.search.StrategyEvaluator.Priced;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is written, byte for byte. {@code AMP_RECORD=1} writes what comes out now; review the
 * difference.
 */
class GoldenDocumentsTest {
  private static final Path FOLDER = TestHome.HOME.resolve("formats/src/test/resources/golden");

  private static final Job JOB = TestHome.read(TestHome.HOME, "amp-het-cluster").job();
  private static final CostModel COST_MODEL = JOB.bindCostModel();

  @TempDir Path folder;

  /** AMP's own procedure, which does not change, so that only the form is tested here. */
  private static SearchOutcome outcome() {
    CostModelChoice.Amp amp = (CostModelChoice.Amp) JOB.costModel();
    return new AmpPlanner(amp.view())
        .search(new SearchRequest(COST_MODEL, JOB.constraints(), 2, 7, 2), SearchControl.NONE);
  }

  private static void check(String name, String text) throws IOException {
    if (System.getenv("AMP_RECORD") != null) {
      Files.writeString(FOLDER.resolve(name), text);
    }
    assertThat(text).isEqualTo(Files.readString(FOLDER.resolve(name)));
  }

  @Test
  void plans() throws IOException {
    PlanDocument document = new PlanDocument(JOB, COST_MODEL);
    Map<String, Object> tree = document.of(outcome(), 0.25, 7);
    check("plan.json", Documents.json(tree));
    check("plan.yaml", Documents.yaml(tree));
    check("plan.csv", Documents.csv(document.rows(outcome())));
  }

  @Test
  void evaluations() throws IOException {
    Path csv = folder.resolve("s.csv");
    Files.writeString(
        csv,
        """
        note,pipeline_parallel,data_parallel,layer_cuts,measured_s
        "a, b",4,4,0 7 14 20 30,1.1
        chosen,4,4,,
        bad,4,3,,
        """);
    StrategyFile file = new StrategyReader(JOB).read(SourceFile.of(csv));
    StrategyEvaluator evaluator = new StrategyEvaluator(COST_MODEL);
    List<EvaluationDocument.Row> rows = new ArrayList<>();
    for (StrategyRow row : file.rows()) {
      rows.add(
          switch (row.content()) {
            case StrategyRow.Invalid invalid ->
                new EvaluationDocument.Row(row.cells(), null, invalid.error(), false);
            case StrategyRow.Named n ->
                new EvaluationDocument.Row(
                    row.cells(),
                    ((Priced) evaluator.evaluate(n.strategy(), n.placement(), n.partition()))
                        .plan(),
                    "",
                    n.partition().isEmpty());
          });
    }
    EvaluationDocument document = new EvaluationDocument(file.columns(), rows);
    check("evaluation.csv", Documents.csv(document.csvRows()));
    check("evaluation.json", Documents.json(document.tree(JOB)));
  }

  @Test
  void plansAsCsvAreAStrategiesFileWithTheSamePlans() throws IOException {
    SearchOutcome outcome = outcome();
    Path csv = folder.resolve("p.csv");
    Files.writeString(csv, Documents.csv(new PlanDocument(JOB, COST_MODEL).rows(outcome)));
    StrategyFile file = new StrategyReader(JOB).read(SourceFile.of(csv));
    assertThat(file.rows()).hasSameSizeAs(outcome.plans());
    for (int i = 0; i < file.rows().size(); i++) {
      Plan plan = outcome.plans().get(i);
      StrategyRow.Named named = (StrategyRow.Named) file.rows().get(i).content();
      assertThat(named.strategy()).isEqualTo(plan.strategy());
      assertThat(named.partition()).hasValue(plan.partition());
      assertThat(named.placement()).hasValue(plan.placement());
    }
  }
}
