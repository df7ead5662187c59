package org.ampplanner.stages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.ampplanner.arrange.Candidate;
import org.ampplanner.arrange.CandidateSource;
import org.ampplanner.arrange.Settled;
import org.ampplanner.cost.CostModel;
import org.ampplanner.fixtures.RandomPredictive;
import org.ampplanner.plan.Plan;
import org.ampplanner.space.SearchConstraints;
import org.junit.jupiter.api.Test;

/** Candidates that are told to end at any moment, or to look for little. */
class StoppedCandidatesTest {
  private static final long SEED = 95;
  private static final double ROUNDING = 1 + 1e-9;

  private int stopped;
  private int lost;

  @Test
  void stagesThatWereNotLookedAtStayOpen() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 16; i++) {
      CostModel model = new RandomPredictive(random).model(2, 3);
      check(new DifferingStagesSource(model, SearchConstraints.DEFAULT), random, "case " + i);
    }
    assertThat(stopped).isGreaterThan(300);
    assertThat(lost).isGreaterThan(30);
  }

  @Test
  void sharesThatWereNotLookedAtStayOpen() {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    for (int i = 0; i < 24; i++) {
      CostModel model = new RandomPredictive(random).model(3, 4);
      check(new UnevenSharesSource(model, SearchConstraints.DEFAULT), random, "case " + i);
    }
    assertThat(stopped).isGreaterThan(300);
    assertThat(lost).isGreaterThan(30);
  }

  private void check(CandidateSource source, SplittableRandom random, String label) {
    for (Candidate candidate : candidates(source, random)) {
      AtomicInteger questions = new AtomicInteger();
      Settled whole =
          candidate.settle(Double.POSITIVE_INFINITY, after(Integer.MAX_VALUE, questions));
      double best = seconds(whole);
      assertThat(candidate.boundSeconds()).as(label).isLessThanOrEqualTo(best * ROUNDING);
      assertThat(whole.openSeconds() * ROUNDING)
          .as(label)
          .isGreaterThanOrEqualTo(candidate.boundSeconds());
      if (Double.isFinite(best)) {
        Settled none = candidate.settle(best * 0.999, () -> false);
        assertThat(none.plan()).as(label).isEmpty();
        assertThat(none.openSeconds() * ROUNDING)
            .as(label)
            .isGreaterThanOrEqualTo(Math.min(candidate.boundSeconds(), whole.openSeconds()));
      }
      for (int draw = 0; draw < 4; draw++) {
        int n = random.nextInt(random.nextInt(questions.get() + 1) + 1);
        Settled some = candidate.settle(Double.POSITIVE_INFINITY, after(n, new AtomicInteger()));
        String at = label + " " + candidate.subject() + " stopped after " + n;
        assertThat(Math.min(seconds(some), some.openSeconds()))
            .as(at)
            .isLessThanOrEqualTo(best * ROUNDING);
        stopped++;
        lost += seconds(some) > best * ROUNDING ? 1 : 0;
      }
    }
  }

  /** A few of the candidates. */
  private static List<Candidate> candidates(CandidateSource source, SplittableRandom random) {
    List<Candidate> all = new ArrayList<>();
    for (CandidateSource.Unbounded one : source.enumerate(() -> false).feasible()) {
      one.bound().filter(c -> Double.isFinite(c.boundSeconds())).ifPresent(all::add);
    }
    while (all.size() > 8) {
      all.remove(random.nextInt(all.size()));
    }
    return all;
  }

  private static BooleanSupplier after(int questions, AtomicInteger asked) {
    return () -> asked.getAndIncrement() >= questions;
  }

  private static double seconds(Settled settled) {
    return settled.plan().map(Plan::iterationSeconds).orElse(Double.POSITIVE_INFINITY);
  }
}
