package org.ampplanner.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.ampplanner.cost.CostModel;
import org.ampplanner.fixtures.RandomPredictive;
import org.ampplanner.plan.Plan;
import org.ampplanner.search.SearchOutcome.Optimality;
import org.junit.jupiter.api.Test;

class InterruptedSearchTest {

  /** Wants the search to stop from the k-th time on that it is asked. */
  private static final class FromTheKth implements SearchControl {
    private final AtomicInteger asked = new AtomicInteger();
    private final int k;

    FromTheKth(int k) {
      this.k = k;
    }

    @Override
    public boolean stopRequested() {
      return asked.incrementAndGet() >= k;
    }
  }

  @Test
  void aSearchStoppedAtAnyCheckPointEndsWithAPlanWhereThereIsOne() {
    SplittableRandom random = new SplittableRandom(20261201);
    int stopped = 0;
    int atOnce = 0;
    for (int i = 0; i < 10; i++) {
      RandomPredictive draw = new RandomPredictive(random);
      CostModel model = draw.model(5, 6);
      SearchRequest request = new SearchRequest(model, draw.constraints(), 3, 0, 1);
      FromTheKth never = new FromTheKth(Integer.MAX_VALUE);
      SearchOutcome whole = new ExactPlanner(true).search(request, never);
      int points = never.asked.get();
      for (int k : points(points)) {
        SearchOutcome early = new ExactPlanner(true).search(request, new FromTheKth(k));
        assertThat(early.plans().isEmpty())
            .as("case %d stopped at %d of %d", i, k, points)
            .isEqualTo(whole.plans().isEmpty());
        if (!whole.plans().isEmpty()) {
          stopped++;
          atOnce += k == 1 && early.statistics().costed() == 0 ? 1 : 0;
          holds(early, whole, "case " + i + " stopped at " + k);
        }
      }
    }
    assertThat(stopped).isGreaterThan(50);
    assertThat(atOnce).as("ended with the plan that comes first").isGreaterThan(5);
  }

  private static List<Integer> points(int all) {
    List<Integer> some = new ArrayList<>();
    for (int k = 1; k <= all; k += Math.max(1, k / 2)) {
      some.add(k);
    }
    return some;
  }

  private static void holds(SearchOutcome early, SearchOutcome whole, String what) {
    double best = whole.plans().get(0).iterationSeconds();
    Plan plan = early.plans().get(0);
    Optimality said = early.optimality();
    assertThat(plan.fits()).as(what).isTrue();
    assertThat(plan.iterationSeconds()).as(what).isGreaterThanOrEqualTo(best * (1 - 1e-9));
    assertThat(said.lowerBoundSeconds()).as(what).isLessThanOrEqualTo(best * (1 + 1e-9));
  }

  @Test
  void aSearchThatIsToStopDoesNotWaitForWorkThatDoesNotSeeIt() throws InterruptedException {
    var held = new CountDownLatch(1);
    try (Workers workers = new Workers(1, () -> true)) {
      List<String> results =
          workers.map(
              List.of("quick", "endless"),
              name -> {
                if (name.equals("endless")) {
                  await(held);
                }
                return name + " done";
              },
              name -> name + " left");
      assertThat(results).containsExactly("quick done", "endless left");
    } finally {
      held.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
