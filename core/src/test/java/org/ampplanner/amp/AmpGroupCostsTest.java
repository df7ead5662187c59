package org.ampplanner.amp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ampplanner.amp.AmpCostModel.Times;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.cost.GroupCosts;
import org.ampplanner.cost.GroupPricing;
import org.ampplanner.cost.StageCosts;
import org.ampplanner.cost.Tiling;
import org.ampplanner.fixtures.RandomInputs;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.space.SearchSpace;
import org.ampplanner.space.Tilings;
import org.ampplanner.strategy.Strategy;
import org.junit.jupiter.api.Test;

class AmpGroupCostsTest {
  private static final long SEED = 1234;

  @Test
  void everySequenceOfGroupsCostsWhatItsPlacementCosts() {
    SplittableRandom random = new SplittableRandom(SEED);
    int checked = 0;
    for (int i = 0; i < 400; i++) {
      CostInputs inputs = new RandomInputs(random).inputs();
      AmpCostModel model =
          new AmpCostModel(inputs, AmpView.PLAIN, i % 2 == 0 ? Times.MEAN : Times.OWN);
      Tilings tilings = new Tilings(inputs.layout());
      int[] order = IntStream.range(0, tilings.classes().size()).toArray();
      for (Strategy s : SearchSpace.enumerate(model, SearchConstraints.DEFAULT).strategies()) {
        List<Tiling> all =
            i % 3 == 0 ? tilings.every(s.degrees(), order) : tilings.of(s.degrees(), order);
        for (Tiling tiling : all) {
          check(model, tilings, s, tiling, new Random(i));
          checked++;
        }
      }
    }
    assertThat(checked).isGreaterThan(3000);
  }

  private static void check(
      AmpCostModel model, Tilings tilings, Strategy s, Tiling tiling, Random random) {
    GroupPricing pricing = model.at(s, tiling).orElseThrow();
    GroupCosts costs = (GroupCosts) pricing.bounds();
    List<Integer> sequence = new ArrayList<>();
    for (int g = 0; g < costs.kinds(); g++) {
      sequence.addAll(Collections.nCopies(tiling.available().get(g), g));
    }
    Collections.shuffle(sequence, random);
    int[] kinds = sequence.stream().mapToInt(Integer::intValue).toArray();
    assertThat(kinds).hasSize(tiling.groups(s.degrees()));
    Placement placement = tilings.placement(s.degrees(), tiling, kinds);
    StageCosts stages = model.at(s, placement).tables();
    Partition partition = Partition.uniform(costs.layers(), s.pipelineParallel());
    double expected = stages.price(partition).seconds(stages.microBatches());
    assertThat(
            ofGroups(stages, costs, tiling, kinds).price(partition).seconds(costs.microBatches()))
        .isCloseTo(expected, within(1e-9 * expected));
    assertThat(pricing.exact()).isTrue();
    assertThat(pricing.seconds(kinds, partition)).isCloseTo(expected, within(1e-9 * expected));
    int b = tiling.stagesPerNode();
    assertThat(costs.seconds(tiling.counts(), tiling.groups(s.degrees()), b))
        .isLessThanOrEqualTo(expected * (1 + 1e-9));
  }

  /** The tables of a sequence of groups, put together by kind. */
  private static StageCosts ofGroups(
      StageCosts like, GroupCosts costs, Tiling tiling, int[] kinds) {
    int b = tiling.stagesPerNode();
    int stages = kinds.length * b;
    double[][] times = new double[stages][];
    double[] sync = new double[stages];
    double[][] cuts = new double[stages - 1][];
    for (int s = 0; s < stages; s++) {
      int g = kinds[s / b];
      times[s] = costs.layerSeconds()[g];
      sync[s] = costs.syncSecondsPerParameter()[g];
      if (s > 0) {
        cuts[s - 1] =
            s % b == 0 ? costs.cutSeconds()[kinds[s / b - 1]][g] : costs.innerCutSeconds()[g];
      }
    }
    assertThat(Arrays.asList(cuts)).doesNotContainNull();
    return new StageCosts(costs.microBatches(), times, cuts, sync, like.parameters(), like.tied());
  }
}
