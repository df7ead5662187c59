package org.ampplanner.predictive;

import java.util.Locale;
import java.util.Optional;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.cost.Infeasible;
import org.ampplanner.model.Attention;
import org.ampplanner.model.FeedForward;
import org.ampplanner.model.Layer;
import org.ampplanner.model.LayerKind;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;

/** Strategies that cannot be run whatever the hardware: what does not divide. */
final class Objections {
  private Objections() {}

  static Optional<Infeasible> of(Strategy strategy, CostInputs inputs) {
    int stages = strategy.pipelineParallel();
    return strategy.schedule() == Schedule.INTERLEAVED
            && strategy.microBatches(inputs.training().globalBatchSize()) % stages != 0
        ? microBatches(stages)
        : stage(strategy, inputs);
  }

  static Optional<Infeasible> of(PipelineStrategy strategy, CostInputs inputs) {
    int stages = strategy.stages().size();
    return strategy.first().schedule() == Schedule.INTERLEAVED
            && strategy.microBatches().stream().anyMatch(count -> count % stages != 0)
        ? microBatches(stages)
        : strategy.stages().stream()
            .distinct()
            .flatMap(stage -> stage(stage, inputs).stream())
            .findFirst();
  }

  private static Optional<Infeasible> microBatches(int stages) {
    return no("interleaved stages need micro-batches that pipeline_parallel (%d) divides", stages);
  }

  private static Optional<Infeasible> stage(Strategy strategy, CostInputs inputs) {
    Degrees d = strategy.degrees();
    if (d.virtualPipeline() > 1 && strategy.schedule() != Schedule.INTERLEAVED) {
      return no("virtual_pipeline (%d) needs the schedule interleaved", d.virtualPipeline());
    }
    if (inputs.training().sequenceLength() % d.contextParallel() != 0) {
      return no("context_parallel (%d) does not divide the sequence", d.contextParallel());
    }
    if (!d.spreadsExperts()) {
      return no(
          "expert_tensor_parallel x expert_parallel (%d) does not divide the ranks of a stage",
          d.expertTensorParallel() * d.expertParallel());
    }
    return layers(d, inputs);
  }

  private static Optional<Infeasible> layers(Degrees d, CostInputs inputs) {
    for (Layer layer : inputs.model().layers()) {
      if (layer.kind() instanceof LayerKind.Block b) {
        if (!(b.attention() instanceof Attention.Absent)
            && b.attention().heads() % d.tensorParallel() != 0) {
          return no("tensor_parallel (%d) does not divide the heads", d.tensorParallel());
        }
        if (b.feedForward() instanceof FeedForward.Experts e
            && e.count() % d.expertParallel() != 0) {
          return no("expert_parallel (%d) does not divide the experts", d.expertParallel());
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Infeasible> no(String reason, int value) {
    return Optional.of(
        new Infeasible(Infeasible.Kind.DIVISIBILITY, String.format(Locale.ROOT, reason, value)));
  }
}
