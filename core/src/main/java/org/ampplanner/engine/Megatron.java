package org.ampplanner.engine;

import static org.ampplanner.engine.EngineCase.Choice.CONTEXT_PARALLEL;
import static org.ampplanner.engine.EngineCase.Choice.SCHEDULE;
import static org.ampplanner.engine.EngineCase.Choice.SEQUENCE_PARALLEL;
import static org.ampplanner.engine.EngineCase.Choice.TENSOR_PARALLEL;
import static org.ampplanner.engine.EngineCase.Choice.VIRTUAL_PIPELINE;
import static org.ampplanner.engine.EngineCase.Choice.ZERO_STAGE;

import java.util.List;
import org.ampplanner.engine.EngineCapabilities.UniformOnly;
import org.ampplanner.engine.SoftwareTraits.Kernels;
import org.ampplanner.engine.SoftwareTraits.Overlap;
import org.ampplanner.engine.SoftwareTraits.Pipeline;
import org.ampplanner.engine.SoftwareTraits.State;
import org.ampplanner.model.Attention;
import org.ampplanner.model.FeedForward;

/** Megatron-Core with its own training loop. */
public final class Megatron {
  /** Megatron-Core with Transformer Engine (from 2023): fused attention, overlapped gradients. */
  public static final SoftwareTraits CORE =
      new SoftwareTraits(
          "megatron-core",
          new Kernels(AttentionKernel.VENDOR, Fusion.KERNELS, 0.8, true, false),
          new Overlap(true, true, false),
          State.MIXED,
          new Pipeline(true, true, true, false));

  /** Megatron-LM with DeepSpeed, 2021 to 2022: scripted fusions, nothing overlapped. */
  public static final SoftwareTraits LM_2022 =
      new SoftwareTraits(
          "megatron-2022",
          new Kernels(AttentionKernel.UNFUSED, Fusion.SCRIPTED, 1, false, true),
          new Overlap(false, false, false),
          State.MIXED,
          new Pipeline(true, true, false, false));

  static final EngineFacts FACTS =
      new EngineFacts(
          new EngineCapabilities(
              "megatron",
              "core_v0.8.0 to core_v0.19.0; uneven stages from core_v0.13.0",
              List.of(0, 1),
              List.of(
                  new EngineLimit(
                      SCHEDULE,
                      "Megatron-Core has 1F1B and interleaved 1F1B only",
                      "megatron/core/pipeline_parallel/schedules.py, get_forward_backward_func",
                      c -> !c.pipelined() || oneForwardOneBackward(c)),
                  new EngineLimit(
                      VIRTUAL_PIPELINE,
                      "Megatron-Core interleaves only where there is more than one stage",
                      "megatron/training/arguments.py, validate_args",
                      c -> c.pipelined() || c.degrees().virtualPipeline() == 1),
                  new EngineLimit(
                      ZERO_STAGE,
                      "Megatron-FSDP, which stages 2 and 3 need, is kept to one pipeline stage and no"
                          + " tensor or context parallelism: they need opposite settings of"
                          + " CUDA_DEVICE_MAX_CONNECTIONS",
                      "megatron/training/arguments.py, validate_args",
                      c ->
                          c.strategy().zeroStage() < 2
                              || c.degrees().dataParallel() == c.degrees().worldSize()),
                  new EngineLimit(
                      CONTEXT_PARALLEL,
                      "Megatron-Core cuts sequences into twice as many parts, which must divide them",
                      "megatron/training/arguments.py, validate_args",
                      EngineCase::halvesOfContextDivide),
                  new EngineLimit(
                      SEQUENCE_PARALLEL,
                      "Megatron-Core trains experts with tensor parallelism only where the sequence is"
                          + " split too",
                      "megatron/core/transformer/moe/moe_layer.py, MoELayer.forward",
                      c ->
                          c.strategy().sequenceParallel()
                              || c.degrees().tensorParallel() == 1
                              || c.blocks()
                                  .noneMatch(b -> b.feedForward() instanceof FeedForward.Experts)),
                  new EngineLimit(
                      SEQUENCE_PARALLEL,
                      "tensor_parallel must divide the part of the sequence that a rank holds",
                      "megatron/core/tensor_parallel/mappings.py, _reduce_scatter_along_first_dim",
                      EngineCase::tensorPartsDivide),
                  new EngineLimit(
                      TENSOR_PARALLEL,
                      "neither divides the heads of keys and values nor is a multiple of them",
                      "megatron/core/transformer/attention.py, Attention.__init__",
                      Megatron::keyValueHeadsDivide)),
              new UniformOnly(
                  "Megatron-Core has one tensor-parallel size for all pipeline stages, and every"
                      + " replica takes as many micro-batches as the others",
                  "megatron/core/parallel_state.py, initialize_model_parallel;"
                      + " megatron/core/num_microbatches_calculator.py")),
          List.of(CORE, LM_2022, Software.PLAIN));

  private Megatron() {}

  private static boolean oneForwardOneBackward(EngineCase c) {
    return switch (c.strategy().schedule()) {
      case ONE_FORWARD_ONE_BACKWARD, INTERLEAVED -> true;
      case GPIPE, ZERO_BUBBLE, EAGER_ONE_FORWARD_ONE_BACKWARD -> false;
    };
  }

  private static boolean keyValueHeadsDivide(EngineCase c) {
    int tp = c.degrees().tensorParallel();
    return c.blocks()
        .allMatch(b ->
            !(b.attention() instanceof Attention.Grouped a)
                || a.kvHeads() % tp == 0
                || tp % a.kvHeads() == 0);
  }
}
