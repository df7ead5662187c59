package org.ampplanner.engine;

import java.util.List;
import org.ampplanner.engine.SoftwareTraits.Kernels;
import org.ampplanner.engine.SoftwareTraits.Overlap;
import org.ampplanner.engine.SoftwareTraits.Pipeline;
import org.ampplanner.engine.SoftwareTraits.State;

/** The training software that predictions know by default, by generation. */
public final class Software {
  private static final State MIXED = new State(4, 4, 2, 4, 34);

  /** Megatron-LM with DeepSpeed, 2021 to 2022: scripted fusions, nothing overlapped. */
  public static final SoftwareTraits MEGATRON_2022 =
      new SoftwareTraits(
          "megatron-2022",
          new Kernels(AttentionKernel.UNFUSED, Fusion.SCRIPTED, 1, false, true),
          new Overlap(false, false, false),
          MIXED,
          new Pipeline(true, true, false, false));

  /** Megatron-Core with Transformer Engine (from 2023): fused attention, overlapped gradients. */
  public static final SoftwareTraits MEGATRON_CORE =
      new SoftwareTraits(
          "megatron-core",
          new Kernels(AttentionKernel.VENDOR, Fusion.KERNELS, 0.8, true, false),
          new Overlap(true, true, false),
          MIXED,
          new Pipeline(true, true, true, false));

  /** PyTorch's FSDP, 2023 (Composer): eager, first-generation flash attention. */
  public static final SoftwareTraits FSDP_2023 =
      new SoftwareTraits(
          "fsdp-2023",
          new Kernels(AttentionKernel.FLASH, Fusion.EAGER, 1, true, false),
          new Overlap(false, true, false),
          new State(4, 4, 4, 0, 36),
          new Pipeline(false, false, false, false));

  /** torchtitan and other FSDP trainers that compile, from 2024. */
  public static final SoftwareTraits TORCHTITAN =
      new SoftwareTraits(
          "torchtitan",
          new Kernels(AttentionKernel.FLASH2, Fusion.COMPILER, 0.7, true, false),
          new Overlap(false, true, false),
          new State(4, 4, 4, 0, 36),
          new Pipeline(false, false, true, false),
          Routing.FUSED,
          SelectiveRecompute.ALTERNATE_PRODUCTS);

  /** MaxText and Paxml: whole-program compilation by XLA. */
  public static final SoftwareTraits XLA =
      new SoftwareTraits(
          "xla",
          new Kernels(AttentionKernel.VENDOR, Fusion.COMPILER, 0.4, true, false),
          new Overlap(false, true, false),
          new State(4, 4, 4, 0, 36),
          new Pipeline(false, false, true, false));

  /** DeepSpeed's pipeline engine with Megatron-LM 1.1.5: rendezvous exchanges, fp32 gradients. */
  public static final SoftwareTraits DEEPSPEED_PIPELINE =
      new SoftwareTraits(
          "deepspeed-pipeline",
          new Kernels(AttentionKernel.UNFUSED, Fusion.EAGER, 1, false, true),
          new Overlap(false, false, false),
          new State(2, 4, 2, 4, 120),
          new Pipeline(true, false, false, true));

  /**
   * What every engine can do at least: fused kernels, nothing overlapped, whole activations sent.
   */
  public static final SoftwareTraits PLAIN =
      new SoftwareTraits(
          "plain",
          new Kernels(AttentionKernel.VENDOR, Fusion.KERNELS, 0.8, true, false),
          new Overlap(false, false, false),
          MIXED,
          new Pipeline(false, false, false, false));

  /** PyTorch pipelines in 32 bits as Sailor's authors run them: attention without fusion. */
  public static final SoftwareTraits TORCH_FP32 =
      new SoftwareTraits(
          "torch-fp32",
          new Kernels(AttentionKernel.UNFUSED, Fusion.EAGER, 1, false, false),
          new Overlap(false, false, false),
          new State(4, 4, 4, 8, 60),
          new Pipeline(false, false, false, false));

  /** DeepSpeed's pipeline engine today: fused attention, the same rendezvous exchanges. */
  public static final SoftwareTraits DEEPSPEED =
      new SoftwareTraits(
          "deepspeed",
          new Kernels(AttentionKernel.FLASH2, Fusion.KERNELS, 1, true, false),
          new Overlap(false, false, false),
          new State(2, 2, 2, 4, 60),
          new Pipeline(true, false, false, true));

  /** All of them, in alphabetical order of their ids. */
  public static final List<SoftwareTraits> ALL =
      List.of(
          DEEPSPEED,
          DEEPSPEED_PIPELINE,
          FSDP_2023,
          MEGATRON_2022,
          MEGATRON_CORE,
          PLAIN,
          TORCH_FP32,
          TORCHTITAN,
          XLA);

  private Software() {}
}
