package org.ampplanner.trials.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Strategy;
import org.junit.jupiter.api.Test;

class ExpectedImprovementTest {
  private static final int[] TENSOR = {1, 2, 4, 8};
  private static final int[] MICRO_BATCH = {1, 2, 4, 8};

  private static final List<Strategy> GRID = grid();

  private static List<Strategy> grid() {
    List<Strategy> grid = new ArrayList<>();
    for (int tp : TENSOR) {
      for (int mbs : MICRO_BATCH) {
        grid.add(Strategy.of(Degrees.of(tp, 1, 8 / tp), mbs));
      }
    }
    return grid;
  }

  /** Time is a share that the factor scales and one that it does not. */
  private record TwoTerms(List<Double> scaled, List<Double> fixed) implements FactorModel {
    @Override
    public List<String> names() {
      return List.of("scaled");
    }

    @Override
    public double spread(int factor) {
      return 0.5;
    }

    @Override
    public double[] logSeconds(double[] logarithms) {
      double[] log = new double[scaled.size()];
      for (int i = 0; i < log.length; i++) {
        log[i] = Math.log(Math.exp(logarithms[0]) * scaled.get(i) + fixed.get(i));
      }
      return log;
    }
  }

  private static List<PipelineStrategy> pipelines() {
    return GRID.stream().map(s -> PipelineStrategy.of(s, 64)).toList();
  }

  private static CandidateSet candidates(TwoTerms model, double memory) {
    List<Double> share =
        GRID.stream().map(s -> memory * s.microBatchSize() / s.tensorParallel()).toList();
    return new CandidateSet(pipelines(), List.of(new Hypothesis("it", 1, model, share)));
  }

  private static TwoTerms random(Random random) {
    List<Double> scaled = random.doubles(GRID.size(), 0.1, 1).boxed().toList();
    List<Double> fixed = random.doubles(GRID.size(), 0.1, 1).boxed().toList();
    return new TwoTerms(scaled, fixed);
  }

  @Test
  void aFactorThatTheModelGotWrongIsFoundAndTheBestWithIt() {
    int found = 0;
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      TwoTerms model = random(random);
      double truth = random.nextDouble(-0.8, 0.8);
      List<Outcome> outcomes = new ArrayList<>();
      for (double log : model.logSeconds(new double[] {truth})) {
        outcomes.add(new Outcome.Measured(Math.exp(log)));
      }
      CandidateSet set = candidates(model, 0.1);
      Replayed runs = new Replayed("seed " + seed, set, outcomes);
      ExpectedImprovement policy = new ExpectedImprovement(set);
      found += runs.regrets(policy, 4).get(3) < 1.01 ? 1 : 0;
      List<Trial> trials = new ArrayList<>();
      for (int i = 0; i < GRID.size(); i++) {
        trials.add(new Trial(i, outcomes.get(i)));
      }
      policy.learning(trials);
      assertThat(Math.log(policy.learning(trials).factors().get(0).value()))
          .as("seed %d", seed)
          .isCloseTo(truth, within(0.15));
    }
    assertThat(found).as("of 40").isGreaterThanOrEqualTo(34);
  }

  @Test
  void whatWasMeasuredIsKnownAndNotTriedAgain() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      CandidateSet set = candidates(random(random), 0.1);
      ExpectedImprovement policy = new ExpectedImprovement(set);
      List<Trial> trials = new ArrayList<>();
      for (int n = 0; n < GRID.size(); n++) {
        int next = policy.next(trials).orElseThrow();
        assertThat(trials).as("seed %d", seed).extracting(Trial::candidate).doesNotContain(next);
        double seconds = random.nextDouble(0.2, 3);
        trials.add(new Trial(next, new Outcome.Measured(seconds)));
        assertThat(policy.expectedSeconds(trials, next)).isCloseTo(seconds, within(0.3 * seconds));
      }
      assertThat(policy.next(trials)).isEmpty();
    }
  }

  @Test
  void largerMicroBatchesThanOneThatRanOutOfMemoryAreLeftAlone() {
    CandidateSet set = candidates(random(new Random(1)), 0.3);
    SuccessModel model =
        new SuccessModel(set.hypotheses().get(0).memoryShare(), new Likeness(pipelines()));
    int failed = GRID.indexOf(Strategy.of(Degrees.of(2, 1, 4), 2));
    List<Trial> trials = List.of(new Trial(failed, Outcome.Failed.of(Failure.OUT_OF_MEMORY)));

    SuccessModel.Belief before = model.belief(List.of());
    SuccessModel.Belief after = model.belief(trials);

    for (int i = 0; i < GRID.size(); i++) {
      assertThat(after.runs(i)).isLessThanOrEqualTo(before.runs(i) + 1e-9);
    }
    assertThat(after.runs(failed + 1)).as("the double micro-batch").isLessThan(0.05);
  }

  @Test
  void whatIsNotTheCandidatesTeachesNothing() {
    CandidateSet set = candidates(random(new Random(3)), 0.6);
    SuccessModel model =
        new SuccessModel(set.hypotheses().get(0).memoryShare(), new Likeness(pipelines()));
    SuccessModel.Belief before = model.belief(List.of());
    for (Failure failure : Failure.values()) {
      SuccessModel.Belief after = model.belief(List.of(new Trial(3, Outcome.Failed.of(failure))));
      boolean same = after.logEvidence() == before.logEvidence();
      for (int i = 0; i < GRID.size(); i++) {
        same &= after.runs(i) == before.runs(i);
      }
      assertThat(same).as(failure.id()).isEqualTo(!failure.ofCandidate());
    }
  }

  @Test
  void aRunThatFitsRaisesHopeForItsNeighbours() {
    CandidateSet set = candidates(random(new Random(2)), 0.6);
    SuccessModel model =
        new SuccessModel(set.hypotheses().get(0).memoryShare(), new Likeness(pipelines()));
    int ran = GRID.indexOf(Strategy.of(Degrees.of(1, 1, 8), 2));

    SuccessModel.Belief before = model.belief(List.of());
    SuccessModel.Belief after = model.belief(List.of(new Trial(ran, new Outcome.Measured(1))));

    assertThat(after.runs(ran - 1)).as("half the micro-batch").isGreaterThan(0.9);
    assertThat(after.runs(ran + 1)).isGreaterThan(before.runs(ran + 1));
  }
}
