package org.ampplanner.engine;

import static org.ampplanner.engine.EngineCase.Choice.CONTEXT_PARALLEL;
import static org.ampplanner.engine.EngineCase.Choice.EXPERT_PARALLEL;
import static org.ampplanner.engine.EngineCase.Choice.RECOMPUTE;
import static org.ampplanner.engine.EngineCase.Choice.SCHEDULE;
import static org.ampplanner.engine.EngineCase.Choice.SEQUENCE_PARALLEL;
import static org.ampplanner.engine.EngineCase.Choice.VIRTUAL_PIPELINE;
import static org.ampplanner.engine.EngineCase.Choice.ZERO_STAGE;

import java.util.List;
import org.ampplanner.engine.EngineCapabilities.UniformOnly;
import org.ampplanner.engine.SoftwareTraits.Kernels;
import org.ampplanner.engine.SoftwareTraits.Overlap;
import org.ampplanner.engine.SoftwareTraits.Pipeline;
import org.ampplanner.engine.SoftwareTraits.State;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;

/** DeepSpeed: its pipeline engine, ZeRO, AutoTP and Ulysses. */
public final class DeepSpeed {
  /** DeepSpeed's pipeline engine today: fused attention, the same rendezvous exchanges. */
  public static final SoftwareTraits CURRENT =
      new SoftwareTraits(
          "deepspeed",
          new Kernels(AttentionKernel.FLASH2, Fusion.KERNELS, 1, true, false),
          new Overlap(false, false, false),
          new State(2, 2, 2, 4, 60),
          new Pipeline(true, false, false, true));

  /** DeepSpeed's pipeline engine with Megatron-LM 1.1.5: rendezvous exchanges, fp32 gradients. */
  public static final SoftwareTraits PIPELINE =
      new SoftwareTraits(
          "deepspeed-pipeline",
          new Kernels(AttentionKernel.UNFUSED, Fusion.EAGER, 1, false, true),
          new Overlap(false, false, false),
          new State(2, 4, 2, 4, 120),
          new Pipeline(true, false, false, true));

  static final EngineFacts FACTS =
      new EngineFacts(
          new EngineCapabilities(
              "deepspeed",
              "0.14.5 to 0.19.6",
              List.of(0, 1),
              List.of(
                  new EngineLimit(
                      SCHEDULE,
                      "DeepSpeed's pipeline engine has 1F1B only",
                      "deepspeed/runtime/pipe/schedule.py, TrainSchedule",
                      c ->
                          !c.pipelined()
                              || c.strategy().schedule() == Schedule.ONE_FORWARD_ONE_BACKWARD),
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
                      DeepSpeed::ulyssesSplits),
                  new EngineLimit(
                      EXPERT_PARALLEL,
                      "DeepSpeed's expert parallelism is kept to one pipeline stage and to ZeRO 0, 1, 2",
                      "deepspeed/runtime/engine.py, DeepSpeedEngine; deepspeed/moe/layer.py, MoE",
                      c ->
                          c.degrees().expertParallel() == 1
                              || (!c.pipelined() && c.strategy().zeroStage() < 3)),
                  new EngineLimit(
                      EXPERT_PARALLEL,
                      "DeepSpeed spreads experts over whole tensor-parallel groups",
                      "deepspeed/utils/groups.py, _create_expert_and_data_parallel",
                      c -> !c.degrees().spreadsExpertsOverTensor()),
                  new EngineLimit(
                      RECOMPUTE,
                      "DeepSpeed recomputes whole intervals of layers",
                      "deepspeed/runtime/pipe/module.py, activation_checkpoint_interval",
                      c -> c.strategy().recompute() != Recompute.SELECTIVE)),
              new UniformOnly(
                  "DeepSpeed's pipeline engine lays all stages out on one grid, and every replica"
                      + " takes as many micro-batches as the others",
                  "deepspeed/runtime/pipe/topology.py, PipeModelDataParallelTopology;"
                      + " deepspeed/runtime/config.py, _batch_assertion")),
          List.of(CURRENT, PIPELINE, Software.PLAIN));

  private DeepSpeed() {}

  private static boolean ulyssesSplits(EngineCase c) {
    int cp = c.degrees().contextParallel();
    return cp == 1
        || (!c.pipelined()
            && c.degrees().tensorParallel() == 1
            && c.blocks().allMatch(b -> b.attention().heads() % cp == 0));
  }
}
