package org.ampplanner.engine;

import java.util.stream.Stream;
import org.ampplanner.model.LayerKind;
import org.ampplanner.model.Model;
import org.ampplanner.model.Training;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Strategy;

/**
 * What an engine would be asked to run.
 *
 * @param strategy all choices of parallelism
 * @param model the model
 * @param training what is asked of the run
 */
public record EngineCase(Strategy strategy, Model model, Training training) {

  Degrees degrees() {
    return strategy.degrees();
  }

  /** Returns whether there is more than one stage, so that a schedule matters. */
  boolean pipelined() {
    return degrees().pipelineParallel() > 1;
  }

  /** Returns the transformer blocks that are known by their shape. */
  Stream<LayerKind.Block> blocks() {
    return model.layers().stream()
        .map(org.ampplanner.model.Layer::kind)
        .filter(LayerKind.Block.class::isInstance)
        .map(LayerKind.Block.class::cast);
  }

  /** Returns whether twice as many parts as context-parallel ranks divide the sequence. */
  boolean halvesOfContextDivide() {
    int cp = degrees().contextParallel();
    return cp == 1 || training.sequenceLength() % (2 * cp) == 0;
  }

  /** Returns whether tensor-parallel ranks, where they split it, divide a rank's sequence. */
  boolean tensorPartsDivide() {
    int parts = degrees().contextParallel() * degrees().tensorParallel();
    return !strategy.sequenceParallel() || training.sequenceLength() % parts == 0;
  }

  /** Returns what the strategy, or the training, says of a choice. */
  String shown(Choice choice) {
    return switch (choice) {
      case TENSOR_PARALLEL -> "" + degrees().tensorParallel();
      case CONTEXT_PARALLEL -> "" + degrees().contextParallel();
      case EXPERT_PARALLEL -> "" + degrees().expertParallel();
      case VIRTUAL_PIPELINE -> "" + degrees().virtualPipeline();
      case SCHEDULE -> strategy.schedule().id();
      case RECOMPUTE -> strategy.recompute().id();
      case ZERO_STAGE -> "" + strategy.zeroStage();
      case SEQUENCE_PARALLEL -> "" + strategy.sequenceParallel();
      case PRECISION -> training.precision().id();
    };
  }

  /** A choice that an engine may limit. */
  public enum Choice {
    TENSOR_PARALLEL("tensor_parallel"),
    CONTEXT_PARALLEL("context_parallel"),
    EXPERT_PARALLEL("expert_parallel"),
    VIRTUAL_PIPELINE("virtual_pipeline"),
    SCHEDULE("schedule"),
    RECOMPUTE("recompute"),
    ZERO_STAGE("zero_stage"),
    SEQUENCE_PARALLEL("sequence_parallel"),
    PRECISION("precision");

    private final String id;

    Choice(String id) {
      this.id = id;
    }

    /** Returns the name in files. */
    public String id() {
      return id;
    }
  }
}
