package org.ampplanner.formats.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ampplanner.amp.AmpPlanner;
import org.ampplanner.cost.CostModel;
import org.ampplanner.formats.TestHome;
import org.ampplanner.formats.job.ReadJob;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.strategy.StrategyFile;
import org.ampplanner.formats.strategy.StrategyReader;
import org.ampplanner.formats.strategy.StrategyRow;
import org.ampplanner.formats.strategy.StrategyRow.Named;
import org.ampplanner.job.CostModelChoice;
import org.ampplanner.job.Job;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.plan.Plan;
import org.ampplanner.search.Sampling;
import org.ampplanner.search.SearchControl;
import org.ampplanner.search.SearchOutcome;
import org.ampplanner.search.SearchRequest;
import org.ampplanner.strategy.Strategy;
import org.junit.jupiter.api.Test;

/** AMP's own published costs and partitions, through our readers. */
class AmpGoldenTest {
  private static final Map<String, String> JOBS =
      Map.of(
          "homogeneous", "amp-homogeneous",
          "het_cluster", "amp-het-cluster",
          "het_model", "amp-het-model");

  private static final int ROWS = 171;
  private static final double PRINTED = 1e-4;

  private record Golden(Job job, Strategy strategy, Partition partition, double seconds) {}

  private static List<Golden> golden() {
    List<Golden> all = new ArrayList<>();
    JOBS.forEach((file, id) -> {
      ReadJob read = TestHome.read(TestHome.HOME, id);
      assertThat(read.warnings()).isEmpty();
      StrategyFile rows =
          new StrategyReader(read.job())
              .read(SourceFile.of(TestHome.HOME.resolve("validation/amp/" + file + ".csv")));
      assertThat(rows.warnings()).isEmpty();
      int column = rows.columns().indexOf("amp_predicted_s");
      for (StrategyRow row : rows.rows()) {
        Named named = (Named) row.content();
        all.add(
            new Golden(
                read.job(),
                named.strategy().uniform().orElseThrow(),
                named.partition().orElseThrow(),
                Double.parseDouble(row.cells().get(column))));
      }
    });
    return all;
  }

  @Test
  void allCostsAreReproduced() {
    List<Golden> golden = golden();
    List<String> wrong = new ArrayList<>();
    for (Golden g : golden) {
      CostModel costModel = g.job.bindCostModel();
      Placement placement = Placement.hostfileOrder((int) g.strategy.degrees().worldSize());
      double seconds =
          Plan.priced(costModel, g.strategy, placement, g.partition).iterationSeconds();
      if (!(Math.abs(seconds - g.seconds) <= PRINTED)) {
        wrong.add(g.job.cluster().name() + " " + g.strategy + ": " + seconds + " for " + g.seconds);
      }
    }
    System.out.println("AMP's costs matched: " + (golden.size() - wrong.size()) + "/" + ROWS);
    assertThat(wrong).isEmpty();
    assertThat(golden).hasSize(ROWS);
  }

  @Test
  void allPartitionsAreReproduced() {
    List<Golden> golden = golden();
    Map<Job, Map<Strategy, Plan>> plans = new HashMap<>();
    List<String> wrong = new ArrayList<>();
    for (Golden g : golden) {
      Map<Strategy, Plan> ofJob = plans.computeIfAbsent(g.job, AmpGoldenTest::plans);
      Optional<Partition> found = Optional.ofNullable(ofJob.get(g.strategy)).map(Plan::partition);
      if (!found.equals(Optional.of(g.partition))) {
        wrong.add(g.job.cluster().name() + " " + g.strategy + ": " + found + " for " + g.partition);
      }
    }
    System.out.println("AMP's partitions matched: " + (golden.size() - wrong.size()) + "/" + ROWS);
    assertThat(wrong).isEmpty();
    assertThat(plans.values().stream().mapToInt(Map::size).sum()).isEqualTo(ROWS);
  }

  private static Map<Strategy, Plan> plans(Job job) {
    CostModelChoice.Amp amp = (CostModelChoice.Amp) job.costModel();
    SearchOutcome outcome =
        new AmpPlanner(amp.view())
            .search(
                new SearchRequest(job.bindCostModel(), job.constraints(), 1000, 0, 2),
                SearchControl.NONE);
    Map<Strategy, Plan> plans = new HashMap<>();
    outcome.plans().forEach(plan -> plans.put(plan.uniform().orElseThrow(), plan));
    return plans;
  }
}
