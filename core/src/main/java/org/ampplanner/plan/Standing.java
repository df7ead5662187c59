package org.ampplanner.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;

/**
 * How the plans of a ranking stand to the first: which are level with it, as their difference is
 * smaller than what can be known, and which of these is safest and which simplest. What is off for
 * both plans alike does not count.
 *
 * @param level indices of the plans that are level with the first, the first among them
 * @param safest index of the level plan that is likeliest to fit in memory
 * @param simplest index of the level plan with the fewest kinds of parallelism and other means
 */
public record Standing(List<Integer> level, int safest, int simplest) {

  /** Copies the list. */
  public Standing {
    level = List.copyOf(level);
  }

  /** Compares plans with the first of them; empty where nothing is known of their errors. */
  public static Optional<Standing> of(List<Plan> plans, List<Optional<PlanDoubt>> doubts) {
    List<PlanDoubt> known = doubts.stream().flatMap(Optional::stream).toList();
    if (known.isEmpty() || known.size() < plans.size()) {
      return Optional.empty();
    }
    List<Integer> level = new ArrayList<>();
    for (int i = 0; i < plans.size(); i++) {
      if (i == 0 || known.get(i).level(known.get(0))) {
        level.add(i);
      }
    }
    int safest =
        level.stream()
            .min(
                Comparator.comparingDouble(
                    i -> -known.get(i).roomDeviations().orElse(Double.POSITIVE_INFINITY)))
            .orElse(0);
    int simplest = level.stream().min(Comparator.comparingInt(i -> means(plans.get(i)))).orElse(0);
    return Optional.of(new Standing(level, safest, simplest));
  }

  /** Counts what a plan uses beside plain data parallelism. */
  private static int means(Plan plan) {
    Strategy s = plan.strategy().first();
    long degrees =
        Stream.of(
                s.degrees().tensorParallel(),
                s.degrees().pipelineParallel(),
                s.degrees().contextParallel(),
                s.degrees().expertParallel(),
                s.degrees().virtualPipeline())
            .filter(d -> d > 1)
            .count();
    return (int) degrees
        + (s.schedule() == Schedule.ONE_FORWARD_ONE_BACKWARD ? 0 : 1)
        + (s.recompute() == Recompute.NONE ? 0 : 1)
        + (s.zeroStage() < 2 ? 0 : 1)
        + (plan.strategy().uniform().isPresent() ? 0 : 2);
  }
}
