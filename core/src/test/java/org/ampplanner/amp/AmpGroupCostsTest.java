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
import org.ampplanner.fixtures.RandomInputs;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.space.GroupTiles;
import org.ampplanner.space.GroupTiles.Tile;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.space.SearchSpace;
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
      GroupTiles tiles = new GroupTiles(inputs.layout());
      int[] order = IntStream.range(0, tiles.classes().size()).toArray();
      for (Strategy s : SearchSpace.enumerate(model, SearchConstraints.DEFAULT).strategies()) {
        List<Tile> all =
            i % 3 == 0 ? tiles.everyTile(s.degrees(), order) : tiles.tiles(s.degrees(), order);
        for (Tile tile : all) {
          check(model, tiles, s, tile, new Random(i));
          checked++;
        }
      }
    }
    assertThat(checked).isGreaterThan(3000);
  }

  private static void check(
      AmpCostModel model, GroupTiles tiles, Strategy s, Tile tile, Random random) {
    GroupPricing pricing = model.at(s, tile.tiling()).orElseThrow();
    GroupCosts costs = (GroupCosts) pricing.bounds();
    List<Integer> sequence = new ArrayList<>();
    for (int g = 0; g < costs.groups(); g++) {
      sequence.addAll(Collections.nCopies(tile.available()[g], g));
    }
    Collections.shuffle(sequence, random);
    int[] kinds = sequence.stream().mapToInt(Integer::intValue).toArray();
    assertThat(kinds).hasSize(tile.blocks());
    Placement placement = tiles.placement(tile, kinds);
    StageCosts stages = model.at(s, placement).tables();
    Partition partition = Partition.uniform(costs.layers(), s.pipelineParallel());
    double expected = stages.price(partition).seconds(stages.microBatches());
    assertThat(ofGroups(stages, costs, tile, kinds).price(partition).seconds(costs.microBatches()))
        .isCloseTo(expected, within(1e-9 * expected));
    assertThat(pricing.exact()).isTrue();
    assertThat(pricing.seconds(kinds, partition)).isCloseTo(expected, within(1e-9 * expected));
    int b = tile.tiling().stagesPerNode();
    assertThat(costs.seconds(tile.available(), tile.blocks(), b))
        .isLessThanOrEqualTo(expected * (1 + 1e-9));
  }

  /** The tables of a sequence of groups, put together by kind. */
  private static StageCosts ofGroups(StageCosts like, GroupCosts costs, Tile tile, int[] kinds) {
    int b = tile.tiling().stagesPerNode();
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
