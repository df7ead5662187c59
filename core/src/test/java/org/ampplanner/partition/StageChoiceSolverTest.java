package org.ampplanner.partition;

import static org.ampplanner.fixtures.PlainAssignment.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.ampplanner.partition.StageChoiceSolver.Chosen;
import org.ampplanner.partition.StageChoiceTables.Choice;
import org.junit.jupiter.api.Test;

class StageChoiceSolverTest {
  private static final long SEED = 31;
  private static final long INFEASIBLE = Long.MAX_VALUE;

  @Test
  void findsTheOptimumThatBruteForceFinds() {
    SplittableRandom random = new SplittableRandom(SEED);
    int infeasible = 0;
    for (int i = 0; i < 3000; i++) {
      StageChoiceTables tables = random(random);
      long best = bruteForce(tables, new ArrayList<>(), tables.unitsPerClass().clone(), 0);
      Optional<Chosen> found = StageChoiceSolver.solve(tables);
      infeasible += best == INFEASIBLE ? 1 : 0;
      String label = "seed " + SEED + " case " + i;
      assertThat(found.map(Chosen::objective).orElse(INFEASIBLE)).as(label).isEqualTo(best);
      if (best != INFEASIBLE) {
        assertThat(value(tables, stages(found.orElseThrow()))).as(label).isEqualTo(best);
        assertThat(StageChoiceSolver.solve(tables, best - 1)).as(label).isEmpty();
        assertThat(StageChoiceSolver.solve(tables, best)).as(label).isPresent();
      }
    }
    assertThat(infeasible).isBetween(100, 2000);
  }

  private record Stage(int choice, int from, int to) {}

  private static List<Stage> stages(Chosen chosen) {
    List<Stage> stages = new ArrayList<>();
    for (int s = 0; s < chosen.choices().length; s++) {
      Stage stage =
          new Stage(chosen.choices()[s], chosen.partition().from(s), chosen.partition().to(s));
      stages.add(stage);
    }
    return stages;
  }

  private static long bruteForce(StageChoiceTables t, List<Stage> stages, int[] left, int from) {
    if (from == t.layers()) {
      return value(t, stages);
    }
    long best = INFEASIBLE;
    for (int x = 0; x < t.choices().size() && stages.size() < t.maxStages(); x++) {
      Choice choice = t.choices().get(x);
      if (left[choice.deviceClass()] >= choice.units()) {
        left[choice.deviceClass()] -= choice.units();
        for (int to = from + 1; to <= t.layers(); to++) {
          stages.add(new Stage(x, from, to));
          best = Math.min(best, bruteForce(t, stages, left, to));
          stages.remove(stages.size() - 1);
        }
        left[choice.deviceClass()] += choice.units();
      }
    }
    return best;
  }

  private static long value(StageChoiceTables t, List<Stage> stages) {
    long max = 0;
    long sum = 0;
    long sync = 0;
    for (int s = 0; s < stages.size(); s++) {
      Stage stage = stages.get(s);
      Choice choice = t.choices().get(stage.choice);
      if (!t.fits(choice, stages.size() - 1 - s, stage.from, stage.to)) {
        return INFEASIBLE;
      }
      long time = choice.time()[stage.to] - choice.time()[stage.from];
      max = Math.max(max, time);
      sum += time + (s == 0 ? 0 : t.cut()[stage.from]);
      sync = Math.max(sync, choice.sync()[stage.to] - choice.sync()[stage.from]);
    }
    return (t.microBatches() - 1) * max + sum + sync;
  }

  private static StageChoiceTables random(SplittableRandom random) {
    int layers = 1 + random.nextInt(6);
    int classes = 1 + random.nextInt(2);
    int[] units = random.ints(classes, 1, 4).toArray();
    int spread = 1 + random.nextInt(30);
    long[] parameters = random.longs(layers, 0, 6).toArray();
    List<Choice> choices = new ArrayList<>();
    for (int x = 1 + random.nextInt(4); x > 0; x--) {
      long coefficient = random.nextInt(3);
      Choice choice =
          new Choice(
              random.nextInt(classes),
              1 + random.nextInt(2),
              random.nextLong(4, 10L * layers + 10),
              prefix(random.longs(layers, 0, spread).toArray()),
              prefix(java.util.Arrays.stream(parameters).map(p -> p * coefficient).toArray()));
      choices.add(choice);
    }
    return new StageChoiceTables(
        1 + random.nextInt(5),
        1 + random.nextInt(4),
        units,
        choices,
        random.longs(layers + 1, 0, spread).toArray(),
        prefix(random.longs(layers, 0, 8).toArray()),
        prefix(random.longs(layers, 0, 4).toArray()));
  }
}
