package org.ampplanner.partition;

import static org.ampplanner.fixtures.PlainAssignment.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.ampplanner.partition.StageChoiceSolver.Chosen;
import org.ampplanner.partition.StageChoiceTables.Choice;
import org.ampplanner.partition.StageChoiceTables.Memory;
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
        long slack = random.nextInt(20);
        assertThat(visited(tables, best + slack))
            .as(label)
            .containsExactlyInAnyOrderElementsOf(
                within(tables, best + slack, new ArrayList<>(), tables.unitsPerClass(), 0));
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
      return t.allowedStages()[stages.size()] ? value(t, stages) : INFEASIBLE;
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

  /** All pipelines up to an objective, one by one. */
  private static List<List<Stage>> within(
      StageChoiceTables t, long limit, List<Stage> stages, int[] left, int from) {
    List<List<Stage>> all = new ArrayList<>();
    if (from == t.layers()) {
      if (t.allowedStages()[stages.size()] && value(t, stages) <= limit) {
        all.add(List.copyOf(stages));
      }
      return all;
    }
    for (int x = 0; x < t.choices().size() && stages.size() < t.maxStages(); x++) {
      Choice choice = t.choices().get(x);
      if (left[choice.deviceClass()] >= choice.units()) {
        int[] rest = left.clone();
        rest[choice.deviceClass()] -= choice.units();
        for (int to = from + 1; to <= t.layers(); to++) {
          List<Stage> longer = new ArrayList<>(stages);
          longer.add(new Stage(x, from, to));
          all.addAll(within(t, limit, longer, rest, to));
        }
      }
    }
    return all;
  }

  private static List<List<Stage>> visited(StageChoiceTables t, long limit) {
    List<List<Stage>> all = new ArrayList<>();
    boolean complete =
        StageChoiceSolver.visit(
            t,
            new StageChoiceVisitor() {
              @Override
              public long limit() {
                return limit;
              }

              @Override
              public boolean stopped() {
                return false;
              }

              @Override
              public void visit(int[] choices, int[] cuts) {
                all.add(stages(new Chosen(choices.clone(), new Partition(cuts.clone()), 0)));
              }
            });
    assertThat(complete).isTrue();
    return all;
  }

  private static long value(StageChoiceTables t, List<Stage> stages) {
    long max = 0;
    long sum = 0;
    long sync = 0;
    for (int s = 0; s < stages.size(); s++) {
      Stage stage = stages.get(s);
      Choice choice = t.choices().get(stage.choice);
      int after = stages.size() - 1 - s;
      if (!choice.memory().fits(after, stage.from, stage.to)) {
        return INFEASIBLE;
      }
      long[] peak = choice.peak()[after];
      max = Math.max(max, peak[stage.to] - peak[stage.from]);
      sum += choice.time()[stage.to] - choice.time()[stage.from];
      if (s == 0) {
        sum += choice.first()[stage.to];
      } else {
        int before = t.choices().get(stages.get(s - 1).choice).meeting();
        sum += t.cut()[before][choice.meeting()][stage.from];
      }
      sync = Math.max(sync, choice.sync()[stage.to] - choice.sync()[stage.from]);
    }
    return (t.microBatches() - 1) * max + sum + sync;
  }

  private static StageChoiceTables random(SplittableRandom random) {
    int layers = 1 + random.nextInt(6);
    int classes = 1 + random.nextInt(2);
    int[] units = random.ints(classes, 1, 4).toArray();
    int spread = 1 + random.nextInt(30);
    int stages = 1 + random.nextInt(4);
    int meetings = 1 + random.nextInt(3);
    List<Choice> choices = new ArrayList<>();
    for (int x = 1 + random.nextInt(4); x > 0; x--) {
      long[][] peak = new long[stages][];
      for (int q = 0; q < stages; q++) {
        peak[q] = prefix(random.longs(layers, 0, spread).toArray());
      }
      long coefficient = random.nextInt(3);
      choices.add(
          new Choice(
              random.nextInt(classes),
              1 + random.nextInt(2),
              random.nextInt(meetings),
              prefix(random.longs(layers, 0, spread).toArray()),
              peak,
              prefix(random.longs(layers, 0, 6).map(p -> p * coefficient).toArray()),
              prefix(random.longs(layers, 0, 4).toArray()),
              memory(random, layers, stages)));
    }
    boolean[] allowed = StageChoiceTables.upTo(stages);
    allowed[1 + random.nextInt(stages)] = random.nextInt(4) > 0;
    long[][][] cut = new long[meetings][meetings][];
    for (long[][] row : cut) {
      for (int m = 0; m < meetings; m++) {
        row[m] = random.longs(layers + 1, 0, spread).toArray();
      }
    }
    return new StageChoiceTables(1 + random.nextInt(5), allowed, units, choices, cut);
  }

  private static Memory memory(SplittableRandom random, int layers, int stages) {
    long cap = random.nextLong(4, 10L * layers + 10);
    LayerBytes bytes =
        new LayerBytes(
            prefix(random.longs(layers, 0, 8).toArray()),
            prefix(random.longs(layers, 0, 4).toArray()),
            random.longs(layers, 0, 6).toArray());
    return new Memory(bytes, random.ints(stages, 1, 4).toArray(), cap);
  }
}
