package org.ampplanner.engine;

import static org.ampplanner.engine.EngineCase.Choice.CONTEXT_PARALLEL;
import static org.ampplanner.engine.EngineCase.Choice.EXPERT_PARALLEL;
import static org.ampplanner.engine.EngineCase.Choice.PRECISION;
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
import org.ampplanner.strategy.Schedule;
import org.ampplanner.unit.Precision;

/** torchtitan, and what trained with PyTorch's FSDP before it. */
public final class Torchtitan {
  /** torchtitan and other FSDP trainers that compile, from 2024. */
  public static final SoftwareTraits CURRENT =
      new SoftwareTraits(
          "torchtitan",
          new Kernels(AttentionKernel.FLASH2, Fusion.COMPILER, 0.7, true, false),
          new Overlap(false, true, false),
          new State(4, 4, 4, 0, 36),
          new Pipeline(false, false, true, false),
          SelectiveRecompute.ALTERNATE_PRODUCTS);

  /** PyTorch's FSDP, 2023 (Composer): eager, first-generation flash attention. */
  public static final SoftwareTraits FSDP_2023 =
      new SoftwareTraits(
          "fsdp-2023",
          new Kernels(AttentionKernel.FLASH, Fusion.EAGER, 1, true, false),
          new Overlap(false, true, false),
          new State(4, 4, 4, 0, 36),
          new Pipeline(false, false, false, false));

  static final EngineFacts FACTS =
      new EngineFacts(
          new EngineCapabilities(
              "torchtitan",
              "commit b5bcd76c (2026-08-21)",
              List.of(0, 2, 3),
              List.of(
                  new EngineLimit(
                      ZERO_STAGE,
                      "torchtitan shards with FSDP: gradients too (2), or parameters too (3)",
                      "torchtitan/distributed/fsdp.py, apply_fsdp_to_decoder",
                      c -> c.strategy().zeroStage() != 1),
                  new EngineLimit(
                      ZERO_STAGE,
                      "torchtitan shards parameters over the ranks of context and expert parallelism",
                      "torchtitan/distributed/parallel_dims.py, ParallelDims.build_mesh",
                      c ->
                          c.strategy().zeroStage() >= 2
                              || (c.degrees().contextParallel() == 1
                                  && c.degrees().expertParallel() == 1)),
                  new EngineLimit(
                      EXPERT_PARALLEL,
                      "torchtitan's recipes that are written here cut experts as other layers",
                      "torchtitan/distributed/parallel_dims.py, ParallelDims.build_mesh",
                      c -> !c.degrees().spreadsExpertsOverTensor()),
                  new EngineLimit(
                      VIRTUAL_PIPELINE,
                      "torchtitan interleaves only where there is more than one stage",
                      "torchtitan/distributed/pipeline_parallel.py, pipeline_llm",
                      c -> c.pipelined() || c.degrees().virtualPipeline() == 1),
                  new EngineLimit(
                      SCHEDULE,
                      "PyTorch's zero-bubble schedules have two model chunks on every stage",
                      "torch/distributed/pipelining/schedules.py, ScheduleZBVZeroBubble",
                      c -> !c.pipelined() || c.strategy().schedule() != Schedule.ZERO_BUBBLE),
                  new EngineLimit(
                      SCHEDULE,
                      "PyTorch has no eager 1F1B of its own",
                      "torch/distributed/pipelining/schedules.py, get_schedule_class",
                      c ->
                          !c.pipelined()
                              || c.strategy().schedule()
                                  != Schedule.EAGER_ONE_FORWARD_ONE_BACKWARD),
                  new EngineLimit(
                      CONTEXT_PARALLEL,
                      "torchtitan cuts sequences into twice as many parts, which must divide them",
                      "torchtitan/trainer.py, Trainer.__init__",
                      EngineCase::halvesOfContextDivide),
                  new EngineLimit(
                      SEQUENCE_PARALLEL,
                      "tensor_parallel must divide the part of the sequence that a rank holds",
                      "torchtitan/trainer.py, Trainer.__init__",
                      EngineCase::tensorPartsDivide),
                  new EngineLimit(
                      TENSOR_PARALLEL,
                      "does not divide the heads of keys and values",
                      "torchtitan/models/common/attention.py",
                      c ->
                          c.blocks()
                              .allMatch(b ->
                                  !(b.attention() instanceof Attention.Grouped a)
                                      || a.kvHeads() % c.degrees().tensorParallel() == 0)),
                  new EngineLimit(
                      PRECISION,
                      "torchtitan trains in 32 bits or with bf16",
                      "torchtitan/config/configs.py, TrainingConfig.mixed_precision_param",
                      c -> c.training().precision() != Precision.FP16)),
              new UniformOnly(
                  "torchtitan builds one device mesh for all pipeline stages, and every replica takes"
                      + " as many micro-batches as the others",
                  "torchtitan/distributed/parallel_dims.py, ParallelDims.build_mesh;"
                      + " torchtitan/trainer.py, Trainer.__init__")),
          List.of(CURRENT, FSDP_2023, Software.PLAIN));

  private Torchtitan() {}
}
