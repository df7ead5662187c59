package org.ampplanner.engine;

import static org.ampplanner.engine.EngineCase.Choice.CONTEXT_PARALLEL;
import static org.ampplanner.engine.EngineCase.Choice.EXPERT_PARALLEL;
import static org.ampplanner.engine.EngineCase.Choice.PRECISION;
import static org.ampplanner.engine.EngineCase.Choice.RECOMPUTE;
import static org.ampplanner.engine.EngineCase.Choice.SCHEDULE;
import static org.ampplanner.engine.EngineCase.Choice.SEQUENCE_PARALLEL;
import static org.ampplanner.engine.EngineCase.Choice.VIRTUAL_PIPELINE;
import static org.ampplanner.engine.EngineCase.Choice.ZERO_STAGE;

import java.util.List;
import java.util.function.Predicate;
import org.ampplanner.engine.SoftwareTraits.Kernels;
import org.ampplanner.engine.SoftwareTraits.Overlap;
import org.ampplanner.engine.SoftwareTraits.Pipeline;
import org.ampplanner.engine.SoftwareTraits.State;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.unit.Precision;

/** Our own small trainer on CPUs. */
public final class Reference {
  /** PyTorch pipelines in 32 bits as Sailor's authors run them: attention without fusion. */
  public static final SoftwareTraits TORCH_FP32 =
      new SoftwareTraits(
          "torch-fp32",
          new Kernels(AttentionKernel.UNFUSED, Fusion.EAGER, 1, false, false),
          new Overlap(false, false, false),
          new State(4, 4, 4, 8, 60),
          new Pipeline(false, false, false, false));

  static final EngineFacts FACTS =
      new EngineFacts(
          new EngineCapabilities(
              "reference",
              "as shipped",
              List.of(0),
              List.of(
                  new EngineLimit(
                      SCHEDULE,
                      "the reference trainer has 1F1B only",
                      "as shipped",
                      c ->
                          !c.pipelined()
                              || c.strategy().schedule() == Schedule.ONE_FORWARD_ONE_BACKWARD),
                  none(VIRTUAL_PIPELINE, c -> c.degrees().virtualPipeline() == 1),
                  none(CONTEXT_PARALLEL, c -> c.degrees().contextParallel() == 1),
                  none(EXPERT_PARALLEL, c -> c.degrees().expertParallel() == 1),
                  none(ZERO_STAGE, c -> c.strategy().zeroStage() == 0),
                  none(RECOMPUTE, c -> c.strategy().recompute() == Recompute.NONE),
                  none(SEQUENCE_PARALLEL, c -> !c.strategy().sequenceParallel()),
                  new EngineLimit(
                      PRECISION,
                      "the reference trainer computes in fp32",
                      "as shipped",
                      c -> c.training().precision() == Precision.FP32)),
              null),
          List.of(TORCH_FP32));

  private Reference() {}

  private static EngineLimit none(EngineCase.Choice choice, Predicate<EngineCase> allows) {
    return new EngineLimit(choice, "the reference trainer has none", "as shipped", allows);
  }
}
