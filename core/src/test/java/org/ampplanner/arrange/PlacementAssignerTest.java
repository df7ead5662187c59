package org.ampplanner.arrange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.NodePieces;
import org.ampplanner.cost.CostModel;
import org.ampplanner.fixtures.RandomInputs;
import org.ampplanner.fixtures.RandomTopology;
import org.ampplanner.plan.Plan;
import org.ampplanner.search.ExactPlanner;
import org.ampplanner.search.SearchControl;
import org.ampplanner.search.SearchOutcome;
import org.ampplanner.search.SearchRequest;
import org.ampplanner.space.PieceTiling;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.space.SearchSpace;
import org.ampplanner.strategy.Strategy;
import org.junit.jupiter.api.Test;

class PlacementAssignerTest {
  private static final long SEED = 411;

  @Test
  void findsTheBestOfAllOrdersOfNodesThatBruteForceFinds() {
    SplittableRandom random = new SplittableRandom(SEED);
    int moved = 0;
    for (int i = 0; i < 200; i++) {
      Cluster cluster =
          new RandomTopology(random)
              .cluster(i % 25 == 0 ? 4 : 2 + i % 2, 1 + i % 3 / 2, i % 4 == 0);
      CostModel costModel = inputs(random).amp(cluster);
      SearchOutcome outcome = plan(costModel, 1);
      double best = bruteForce(costModel);
      String as = String.format(Locale.ROOT, "seed %d case %d", SEED, i);
      if (Double.isFinite(best)) {
        Plan plan = outcome.plans().get(0);
        assertThat(plan.iterationSeconds()).as(as).isCloseTo(best, within(best * 1e-9));
        assertThat(outcome.optimality().proven()).as(as).isTrue();
        moved += plan.placement().isHostfileOrder() ? 0 : 1;
      }
    }
    assertThat(moved).isGreaterThan(30);
  }

  @Test
  void noRandomOrderOfManyNodesIsBetterNorBelowTheBound() {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    for (int i = 0; i < 8; i++) {
      Cluster cluster = new RandomTopology(random).cluster(6 + i % 3, 1 + i % 2, i % 5 == 0);
      CostModel costModel =
          i % 2 == 0 ? inputs(random).amp(cluster) : inputs(random).predictive(cluster);
      SearchOutcome outcome = plan(costModel, 1);
      List<Strategy> strategies =
          SearchSpace.enumerate(costModel, SearchConstraints.DEFAULT).strategies();
      NodePieces pieces = new NodePieces(costModel.inputs().layout());
      for (int draw = 0; draw < 300 && !outcome.plans().isEmpty(); draw++) {
        Strategy strategy = strategies.get(random.nextInt(strategies.size()));
        List<PieceTiling> all = PieceTiling.of(strategy.degrees(), pieces);
        int[] order = IntStream.range(0, pieces.count()).toArray();
        shuffle(order, random);
        PieceTiling tiling = all.get(random.nextInt(all.size()));
        Optional<Plan> other =
            new LayerAssigner(costModel)
                .assign(strategy, tiling.place(pieces, order), Double.POSITIVE_INFINITY);
        if (other.isPresent()) {
          double seconds = other.get().iterationSeconds();
          String as =
              String.format(Locale.ROOT, "seed %d case %d draw %d %s", SEED + 1, i, draw, strategy);
          assertThat(outcome.plans().get(0).iterationSeconds())
              .as(as)
              .isLessThanOrEqualTo(seconds * (1 + 1e-9));
          assertThat(outcome.optimality().lowerBoundSeconds())
              .as(as)
              .isLessThanOrEqualTo(seconds * (1 + 1e-9));
        }
      }
    }
  }

  @Test
  void theOrderOfTheHostfileDoesNotMatter() {
    SplittableRandom random = new SplittableRandom(SEED + 2);
    for (int i = 0; i < 24; i++) {
      RandomTopology topology = new RandomTopology(random);
      Cluster cluster = topology.cluster(3 + i % 4, 1 + i % 2, false);
      CostModel costModel =
          i % 2 == 0 ? inputs(random).amp(cluster) : inputs(random).predictive(cluster);
      CostModel permuted = costModel.on(new ClusterLayout(topology.shuffled(cluster)));
      List<Plan> plans = plan(costModel, 1).plans();
      List<Plan> others = plan(permuted, 1).plans();
      assertThat(others).as("seed %d case %d", SEED + 2, i).hasSameSizeAs(plans);
      if (!plans.isEmpty()) {
        double best = plans.get(0).iterationSeconds();
        assertThat(others.get(0).iterationSeconds())
            .as("seed %d case %d", SEED + 2, i)
            .isCloseTo(best, within(best * 1e-9));
      }
    }
  }

  @Test
  void theNumberOfThreadsDoesNotMatter() {
    SplittableRandom random = new SplittableRandom(SEED + 3);
    for (int i = 0; i < 6; i++) {
      CostModel costModel = inputs(random).amp(new RandomTopology(random).cluster(7, 1, false));
      assertThat(plan(costModel, 3)).isEqualTo(plan(costModel, 1));
    }
  }

  private static SearchOutcome plan(CostModel costModel, int threads) {
    return new ExactPlanner()
        .search(
            new SearchRequest(costModel, SearchConstraints.DEFAULT, 1, 0, threads),
            SearchControl.NONE);
  }

  private static RandomInputs inputs(SplittableRandom random) {
    return new RandomInputs(random);
  }

  private static double bruteForce(CostModel costModel) {
    NodePieces pieces = new NodePieces(costModel.inputs().layout());
    List<int[]> orders = new ArrayList<>();
    permutations(IntStream.range(0, pieces.count()).toArray(), 0, orders::add);
    double best = Double.POSITIVE_INFINITY;
    for (Strategy strategy :
        SearchSpace.enumerate(costModel, SearchConstraints.DEFAULT).strategies()) {
      for (PieceTiling tiling : PieceTiling.of(strategy.degrees(), pieces)) {
        for (int[] order : orders) {
          Optional<Plan> plan =
              new LayerAssigner(costModel).assign(strategy, tiling.place(pieces, order), best);
          best = Math.min(best, plan.map(Plan::iterationSeconds).orElse(best));
        }
      }
    }
    return best;
  }

  private static void permutations(int[] items, int from, Consumer<int[]> each) {
    if (from == items.length) {
      each.accept(items.clone());
    }
    for (int i = from; i < items.length; i++) {
      swap(items, from, i);
      permutations(items, from + 1, each);
      swap(items, from, i);
    }
  }

  private static void shuffle(int[] items, SplittableRandom random) {
    for (int i = items.length - 1; i > 0; i--) {
      swap(items, i, random.nextInt(i + 1));
    }
  }

  private static void swap(int[] items, int a, int b) {
    int item = items[a];
    items[a] = items[b];
    items[b] = item;
  }
}
