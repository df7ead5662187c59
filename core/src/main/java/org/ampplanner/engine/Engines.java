package org.ampplanner.engine;

import static org.ampplanner.engine.EngineCase.Choice.CONTEXT_PARALLEL;
import static org.ampplanner.engine.EngineCase.Choice.EXPERT_PARALLEL;
import static org.ampplanner.engine.EngineCase.Choice.PRECISION;
import static org.ampplanner.engine.EngineCase.Choice.RECOMPUTE;
import static org.ampplanner.engine.EngineCase.Choice.SCHEDULE;
import static org.ampplanner.engine.EngineCase.Choice.SEQUENCE_PARALLEL;
import static org.ampplanner.engine.EngineCase.Choice.TENSOR_PARALLEL;
import static org.ampplanner.engine.EngineCase.Choice.VIRTUAL_PIPELINE;
import static org.ampplanner.engine.EngineCase.Choice.ZERO_STAGE;

import java.util.List;
import java.util.function.Predicate;
import org.ampplanner.engine.EngineCapabilities.UniformOnly;
import org.ampplanner.model.Attention;
import org.ampplanner.model.FeedForward;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.unit.Precision;

/** The engines whose limits are known. Each limit names the file of the engine that sets it. */
public final class Engines {
  /** No restriction. */
  public static final EngineCapabilities ANY =
      new EngineCapabilities("any", "any", List.of(0, 1), List.of(), null);

  /** Megatron-Core with its own training loop. */
  public static final EngineCapabilities MEGATRON =
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
                  c -> c.strategy().zeroStage() < 2 || c.degrees().dataParallel() == world(c)),
              new EngineLimit(
                  CONTEXT_PARALLEL,
                  "Megatron-Core cuts sequences into twice as many parts, which must divide them",
                  "megatron/training/arguments.py, validate_args",
                  Engines::halvesDivide),
              new EngineLimit(
                  SEQUENCE_PARALLEL,
                  "Megatron-Core trains experts with tensor parallelism only where the sequence is"
                      + " split too",
                  "megatron/core/transformer/moe/moe_layer.py, MoELayer.forward",
                  c ->
                      c.strategy().sequenceParallel()
                          || c.degrees().tensorParallel() == 1
                          || c.blocks().noneMatch(b -> hasExperts(b.feedForward()))),
              new EngineLimit(
                  SEQUENCE_PARALLEL,
                  "tensor_parallel must divide the part of the sequence that a rank holds",
                  "megatron/core/tensor_parallel/mappings.py, _reduce_scatter_along_first_dim",
                  Engines::tensorPartsDivide),
              new EngineLimit(
                  TENSOR_PARALLEL,
                  "neither divides the heads of keys and values nor is a multiple of them",
                  "megatron/core/transformer/attention.py, Attention.__init__",
                  Engines::keyValueHeadsDivide)),
          new UniformOnly(
              "Megatron-Core has one tensor-parallel size for all pipeline stages, and every"
                  + " replica takes as many micro-batches as the others",
              "megatron/core/parallel_state.py, initialize_model_parallel;"
                  + " megatron/core/num_microbatches_calculator.py"));

  /** DeepSpeed: its pipeline engine, ZeRO, AutoTP and Ulysses. */
  public static final EngineCapabilities DEEPSPEED =
      new EngineCapabilities(
          "deepspeed",
          "0.14.5 to 0.19.6",
          List.of(0, 1),
          List.of(
              new EngineLimit(
                  SCHEDULE,
                  "DeepSpeed's pipeline engine has 1F1B only",
                  "deepspeed/runtime/pipe/schedule.py, TrainSchedule",
                  c -> !c.pipelined() || is(Schedule.ONE_FORWARD_ONE_BACKWARD).test(c)),
              new EngineLimit(
                  VIRTUAL_PIPELINE,
                  "DeepSpeed has one model chunk per stage",
                  "deepspeed/runtime/pipe/module.py, PipelineModule",
                  c -> c.degrees().virtualPipeline() == 1),
              new EngineLimit(
                  ZERO_STAGE,
                  "DeepSpeed's ZeRO 2 and 3 do not go with pipeline parallelism",
                  "deepspeed/runtime/pipe/engine.py, PipelineEngine.__init__",
                  c -> c.strategy().zeroStage() < 2 || !c.pipelined()),
              new EngineLimit(
                  SEQUENCE_PARALLEL,
                  "DeepSpeed's tensor parallelism does not split the sequence",
                  "deepspeed/module_inject/layers.py, LinearAllreduce",
                  c -> !c.strategy().sequenceParallel() || c.degrees().tensorParallel() == 1),
              new EngineLimit(
                  CONTEXT_PARALLEL,
                  "DeepSpeed splits long sequences by Ulysses: without pipeline or tensor"
                      + " parallelism, and only as often as there are heads",
                  "deepspeed/runtime/sequence_parallel/ulysses_sp.py,"
                      + " UlyssesSPAttentionHF.register_with_transformers",
                  Engines::ulyssesSplits),
              new EngineLimit(
                  EXPERT_PARALLEL,
                  "DeepSpeed's expert parallelism is kept to one pipeline stage and to ZeRO 0, 1, 2",
                  "deepspeed/runtime/engine.py, DeepSpeedEngine; deepspeed/moe/layer.py, MoE",
                  c ->
                      c.degrees().expertParallel() == 1
                          || (!c.pipelined() && c.strategy().zeroStage() < 3)),
              new EngineLimit(
                  RECOMPUTE,
                  "DeepSpeed recomputes whole intervals of layers",
                  "deepspeed/runtime/pipe/module.py, activation_checkpoint_interval",
                  c -> c.strategy().recompute() != Recompute.SELECTIVE)),
          new UniformOnly(
              "DeepSpeed's pipeline engine lays all stages out on one grid, and every replica"
                  + " takes as many micro-batches as the others",
              "deepspeed/runtime/pipe/topology.py, PipeModelDataParallelTopology;"
                  + " deepspeed/runtime/config.py, _batch_assertion"));

  /** torchtitan. */
  public static final EngineCapabilities TORCHTITAN =
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
                  c -> !c.pipelined() || !is(Schedule.EAGER_ONE_FORWARD_ONE_BACKWARD).test(c)),
              new EngineLimit(
                  CONTEXT_PARALLEL,
                  "torchtitan cuts sequences into twice as many parts, which must divide them",
                  "torchtitan/trainer.py, Trainer.__init__",
                  Engines::halvesDivide),
              new EngineLimit(
                  SEQUENCE_PARALLEL,
                  "tensor_parallel must divide the part of the sequence that a rank holds",
                  "torchtitan/trainer.py, Trainer.__init__",
                  Engines::tensorPartsDivide),
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
                  + " torchtitan/trainer.py, Trainer.__init__"));

  /** Our own small trainer on CPUs: for tests, demos and laptops. */
  public static final EngineCapabilities REFERENCE =
      new EngineCapabilities(
          "reference",
          "as shipped",
          List.of(0),
          List.of(
              new EngineLimit(
                  SCHEDULE,
                  "the reference trainer has 1F1B only",
                  "as shipped",
                  c -> !c.pipelined() || is(Schedule.ONE_FORWARD_ONE_BACKWARD).test(c)),
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
          null);

  private Engines() {}

  private static EngineLimit none(EngineCase.Choice choice, Predicate<EngineCase> allows) {
    return new EngineLimit(choice, "the reference trainer has none", "as shipped", allows);
  }

  private static Predicate<EngineCase> is(Schedule schedule) {
    return c -> c.strategy().schedule() == schedule;
  }

  private static boolean oneForwardOneBackward(EngineCase c) {
    return switch (c.strategy().schedule()) {
      case ONE_FORWARD_ONE_BACKWARD, INTERLEAVED -> true;
      case GPIPE, ZERO_BUBBLE, EAGER_ONE_FORWARD_ONE_BACKWARD -> false;
    };
  }

  private static long world(EngineCase c) {
    return c.degrees().worldSize();
  }

  private static boolean hasExperts(FeedForward feedForward) {
    return feedForward instanceof FeedForward.Experts;
  }

  private static boolean halvesDivide(EngineCase c) {
    int cp = c.degrees().contextParallel();
    return cp == 1 || c.training().sequenceLength() % (2 * cp) == 0;
  }

  private static boolean tensorPartsDivide(EngineCase c) {
    int parts = c.degrees().contextParallel() * c.degrees().tensorParallel();
    return !c.strategy().sequenceParallel() || c.training().sequenceLength() % parts == 0;
  }

  private static boolean keyValueHeadsDivide(EngineCase c) {
    int tp = c.degrees().tensorParallel();
    return c.blocks()
        .allMatch(b ->
            !(b.attention() instanceof Attention.Grouped a)
                || a.kvHeads() % tp == 0
                || tp % a.kvHeads() == 0);
  }

  private static boolean ulyssesSplits(EngineCase c) {
    int cp = c.degrees().contextParallel();
    return cp == 1
        || (!c.pipelined()
            && c.degrees().tensorParallel() == 1
            && c.blocks().allMatch(b -> b.attention().heads() % cp == 0));
  }
}
