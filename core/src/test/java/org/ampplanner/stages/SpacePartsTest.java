package org.ampplanner.stages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cost.CostModel;
import org.ampplanner.engine.Engine;
import org.ampplanner.engine.EngineCapabilities;
import org.ampplanner.fixtures.RandomInputs;
import org.ampplanner.fixtures.RandomPredictive;
import org.ampplanner.fixtures.Recorder;
import org.ampplanner.plan.Plan;
import org.ampplanner.search.ExactPlanner;
import org.ampplanner.search.SearchControl;
import org.ampplanner.search.SearchEvent;
import org.ampplanner.search.SearchOutcome;
import org.ampplanner.search.SearchOutcome.PartOutcome;
import org.ampplanner.search.SearchOutcome.Statistics;
import org.ampplanner.search.SearchRequest;
import org.ampplanner.space.IntConstraint;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.space.SpacePart;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;
import org.junit.jupiter.api.Test;

/** The search over stages that differ and over uneven shares, alone and beside uniform plans. */
class SpacePartsTest {
  private static final long SEED = 90;
  private static final double ROUNDING = 1 + 1e-9;
  private static final Set<SpacePart> ALL = EnumSet.allOf(SpacePart.class);

  private static final SearchConstraints SPACE =
      SearchConstraints.DEFAULT.with(
          List.of(Schedule.ONE_FORWARD_ONE_BACKWARD),
          List.of(Recompute.NONE),
          List.of(0, 1),
          List.of(false));

  @Test
  void choosesStagesAsGoodAsTheBestOfAllStages() {
    SplittableRandom random = new SplittableRandom(SEED);
    int proven = 0;
    int same = 0;
    int cases = 0;
    for (int i = 0; i < 40; i++) {
      CostModel model = new RandomPredictive(random).model(2, 3);
      if (model.inputs().layout().devices() > 4) {
        continue;
      }
      double least = PlainPipelines.least(model);
      SearchOutcome outcome = search(model, SPACE, SpacePart.DIFFERING_STAGES);
      double found = seconds(outcome);
      double open = outcome.parts().get(0).openSeconds();
      String label = "seed " + SEED + " case " + i;
      assertNoBetterThan(outcome, least, label);
      cases += Double.isFinite(least) ? 1 : 0;
      boolean closed = Double.isFinite(found) && open >= found;
      proven += closed ? 1 : 0;
      same += Double.isFinite(found) && found <= least * ROUNDING ? 1 : 0;
    }
    assertThat(cases).isGreaterThan(10);
    assertThat(same).isEqualTo(cases);
    assertThat(proven).isGreaterThan(3);
  }

  /** Nothing is better than the best of all, and what is open reaches down to it. */
  private static void assertNoBetterThan(SearchOutcome outcome, double least, String label) {
    double found = seconds(outcome);
    assertThat(found * ROUNDING).as(label).isGreaterThanOrEqualTo(least);
    assertThat(Math.min(found, outcome.parts().get(0).openSeconds()))
        .as(label)
        .isLessThanOrEqualTo(least * ROUNDING);
  }

  @Test
  void sharesTheBatchAsWellAsTheBestOfAllShares() {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    SearchConstraints single =
        SPACE.with(
            SPACE
                .degrees()
                .with(new IntConstraint.Any(), IntConstraint.oneOf(1, 2), new IntConstraint.Any()),
            new IntConstraint.Any());
    int cases = 0;
    for (int i = 0; i < 40; i++) {
      CostModel model = new RandomPredictive(random).model(2, 3);
      if (model.inputs().layout().devices() > 4) {
        continue;
      }
      double least = PlainShares.least(model);
      SearchOutcome outcome = search(model, single, SpacePart.UNEVEN_SHARES);
      double found = seconds(outcome);
      String label = "seed " + (SEED + 1) + " case " + i;
      assertNoBetterThan(outcome, least, label);
      cases += Double.isFinite(least) && found <= least * ROUNDING ? 1 : 0;
    }
    assertThat(cases).isGreaterThan(5);
  }

  @Test
  void isNeverWorseThanTheBestUniformPlanNorBelowItsOwnBound() {
    SplittableRandom random = new SplittableRandom(SEED + 2);
    int faster = 0;
    for (int i = 0; i < 18; i++) {
      CostModel model = new RandomPredictive(random).model(3, 4);
      if (model.inputs().layout().devices() > 8) {
        continue;
      }
      double before = seconds(search(model, SPACE, SpacePart.UNIFORM));
      SearchOutcome outcome = search(request(model, SPACE, ALL, 1, 1), SearchControl.NONE);
      String label = "seed " + (SEED + 2) + " case " + i;
      assertThat(outcome.parts()).as(label).extracting(PartOutcome::part).containsAll(ALL);
      assertThat(outcome.parts()).as(label).allMatch(part -> part.excluded().isEmpty());
      assertThat(seconds(outcome)).as(label).isLessThanOrEqualTo(before);
      for (Plan plan : outcome.plans()) {
        faster += plan.iterationSeconds() < before ? 1 : 0;
        assertThat(plan.fits()).as(label).isTrue();
        assertThat(plan.strategy().batch())
            .as(label)
            .isEqualTo(model.inputs().training().globalBatchSize());
        assertThat(outcome.optimality().lowerBoundSeconds())
            .as(label)
            .isLessThanOrEqualTo(plan.iterationSeconds());
        assertThat(plan.pricedBy(model)).as(label).isEqualTo(plan);
      }
      assertThat(search(request(model, SPACE, ALL, 1, 1), SearchControl.NONE))
          .as(label)
          .isEqualTo(outcome);
    }
    assertThat(faster).isPositive();
  }

  @Test
  void saysWhyAnEngineIsLeftOut() {
    CostModel model = new RandomPredictive(new SplittableRandom(SEED)).model(2, 3);
    for (SpacePart part : EnumSet.of(SpacePart.UNEVEN_SHARES, SpacePart.DIFFERING_STAGES)) {
      for (Engine engine : List.of(Engine.MEGATRON, Engine.DEEPSPEED, Engine.TORCHTITAN)) {
        EngineCapabilities capabilities = engine.capabilities();
        assertThat(excluded(model, SPACE.with(capabilities), part))
            .startsWith("engine " + engine.id());
      }
      assertThat(search(model, SPACE, part).parts().get(0).excluded()).isEmpty();
    }
  }

  @Test
  void saysThatACostModelKnowsUniformStagesOnly() {
    RandomInputs random = new RandomInputs(new SplittableRandom(SEED));
    Cluster cluster = random.cluster();
    CostModel model = random.amp(cluster);
    for (SpacePart part : EnumSet.of(SpacePart.UNEVEN_SHARES, SpacePart.DIFFERING_STAGES)) {
      assertThat(excluded(model, SearchConstraints.DEFAULT, part))
          .isEqualTo("the cost model " + model.id() + " knows uniform stages only");
    }
  }

  @Test
  void stopsWhenAskedAndLeavesTheRestOpen() {
    CostModel model = new RandomPredictive(new SplittableRandom(SEED)).model(2, 3);
    SearchOutcome outcome = search(request(model, SPACE, ALL, 1, 1), () -> true);
    assertThat(outcome.statistics().complete()).isFalse();
    assertThat(outcome.optimality().proven()).isFalse();
    assertThat(outcome.plans()).allMatch(plan -> plan.uniform().isPresent());
    for (PartOutcome part : outcome.parts().subList(1, 3)) {
      assertThat(part.statistics().complete()).isFalse();
      assertThat(part.statistics().costed()).isZero();
      assertThat(part.openSeconds()).isZero();
    }
  }

  @Test
  void neitherPlansNorEventsTellTheNumberOfThreads() {
    SplittableRandom random = new SplittableRandom(SEED + 3);
    int differing = 0;
    for (int i = 0; i < 24; i++) {
      CostModel model = new RandomPredictive(random).model(3, 3);
      if (model.inputs().layout().devices() > 8) {
        continue;
      }
      Set<SpacePart> parts =
          List.of(EnumSet.of(SpacePart.UNEVEN_SHARES), EnumSet.of(SpacePart.DIFFERING_STAGES), ALL)
              .get(i % 3);
      List<SearchEvent> before = new ArrayList<>();
      List<SearchEvent> after = new ArrayList<>();
      SearchOutcome one = search(request(model, SPACE, parts, 3, 1), Recorder.of(before));
      SearchOutcome three = search(request(model, SPACE, parts, 3, 3), Recorder.of(after));
      assertThat(three).as("seed %d case %d", SEED + 3, i).isEqualTo(one);
      assertThat(after).as("seed %d case %d", SEED + 3, i).isEqualTo(before);
      assertThat(before).anyMatch(SearchEvent.Enumerated.class::isInstance);
      addsUp(one.statistics(), 0);
      differing += (int) one.plans().stream().filter(p -> p.uniform().isEmpty()).count();
    }
    assertThat(differing).isGreaterThan(10);
  }

  @Test
  void aSearchThatIsStoppedAnywhereKeepsAValidBound() {
    SplittableRandom random = new SplittableRandom(SEED + 4);
    int open = 0;
    int found = 0;
    for (int i = 0; i < 24; i++) {
      CostModel model = new RandomPredictive(random).model(3, 3);
      if (model.inputs().layout().devices() > 8) {
        continue;
      }
      Set<SpacePart> parts =
          List.of(EnumSet.of(SpacePart.UNEVEN_SHARES), EnumSet.of(SpacePart.DIFFERING_STAGES), ALL)
              .get(i % 3);
      AtomicInteger moments = new AtomicInteger();
      double best =
          seconds(
              search(request(model, SPACE, parts, 1, 1), stoppedAfter(Integer.MAX_VALUE, moments)));
      for (int draw = 0; draw < 12; draw++) {
        int after = random.nextInt(moments.get() + 1);
        SearchOutcome stopped =
            search(
                request(model, SPACE, parts, 1, 1 + draw % 2 * 2),
                stoppedAfter(after, new AtomicInteger()));
        String label = "seed " + (SEED + 4) + " case " + i + " after " + after;
        assertThat(stopped.optimality().lowerBoundSeconds())
            .as(label)
            .isLessThanOrEqualTo(best * ROUNDING);
        assertThat(seconds(stopped)).as(label).isGreaterThanOrEqualTo(best / ROUNDING);
        for (Plan plan : stopped.plans()) {
          assertThat(plan.fits()).as(label).isTrue();
          assertThat(plan.pricedBy(model)).as(label).isEqualTo(plan);
        }
        addsUp(stopped.statistics(), Integer.MAX_VALUE);
        open += stopped.statistics().complete() ? 0 : 1;
        found += stopped.plans().isEmpty() ? 0 : 1;
      }
    }
    assertThat(open).isGreaterThan(20);
    assertThat(found).isGreaterThan(20);
  }

  /** Candidates are costed, pruned, infeasible or among so many that are left. */
  private static void addsUp(Statistics s, int mostLeft) {
    int left = s.candidates() - s.costed() - s.pruned() - s.infeasible();
    assertThat(left).isBetween(0, mostLeft);
  }

  private static String excluded(CostModel model, SearchConstraints space, SpacePart part) {
    SearchOutcome outcome = search(model, space, part);
    assertThat(outcome.plans()).isEmpty();
    assertThat(outcome.parts().get(0).part()).isEqualTo(part);
    return outcome.parts().get(0).excluded().orElseThrow();
  }

  /** Asks to stop after so many moments: events, and questions whether to stop. */
  private static SearchControl stoppedAfter(int moments, AtomicInteger seen) {
    return new SearchControl() {
      @Override
      public boolean stopRequested() {
        return seen.getAndIncrement() >= moments;
      }

      @Override
      public void on(SearchEvent event) {
        seen.incrementAndGet();
      }
    };
  }

  private static SearchRequest request(
      CostModel model, SearchConstraints space, Set<SpacePart> parts, int top, int threads) {
    SearchConstraints only = space.with(space.degrees().with(parts), space.microBatchSize());
    return new SearchRequest(model, only, top, 0, threads);
  }

  private static SearchOutcome search(CostModel model, SearchConstraints space, SpacePart part) {
    return search(request(model, space, EnumSet.of(part), 1, 1), SearchControl.NONE);
  }

  private static SearchOutcome search(SearchRequest request, SearchControl control) {
    return new ExactPlanner(true).search(request, control);
  }

  private static double seconds(SearchOutcome outcome) {
    return outcome.plans().isEmpty()
        ? Double.POSITIVE_INFINITY
        : outcome.plans().get(0).iterationSeconds();
  }
}
