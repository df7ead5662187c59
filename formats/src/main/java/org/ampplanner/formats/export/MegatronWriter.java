package org.ampplanner.formats.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.formats.export.EngineFiles.Setting;
import org.ampplanner.model.Attention;
import org.ampplanner.model.Training;
import org.ampplanner.placement.Placement;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.unit.Precision;

/** Writes plans as flags of Megatron-LM's {@code pretrain_gpt.py}. */
final class MegatronWriter implements EngineWriter {
  /** The first version that knows a flag, where that is not core_v0.8.0, newest first. */
  private static final List<Map.Entry<String, String>> SINCE =
      List.of(
          Map.entry("use-megatron-fsdp", "core_v0.14.0"),
          Map.entry("rope-type", "core_v0.14.0"),
          Map.entry("pipeline-model-parallel-layout", "core_v0.13.0"),
          Map.entry("recompute-modules", "core_v0.12.0"),
          Map.entry("rotary-scaling-factor", "core_v0.12.0"),
          Map.entry("moe-router-score-function", "core_v0.11.0"),
          Map.entry("moe-router-num-groups", "core_v0.11.0"),
          Map.entry("moe-router-enable-expert-bias", "core_v0.11.0"),
          Map.entry("moe-router-topk-scaling-factor", "core_v0.11.0"),
          Map.entry("rope-scaling-factor", "core_v0.11.0"),
          Map.entry("expert-tensor-parallel-size", "core_v0.10.0"),
          Map.entry("multi-latent-attention", "core_v0.10.0"),
          Map.entry("moe-ffn-hidden-size", "core_v0.10.0"),
          Map.entry("moe-layer-freq", "core_v0.10.0"),
          Map.entry("use-rope-scaling", "core_v0.10.0"),
          Map.entry("decoder-first-pipeline-num-layers", "core_v0.9.0"));

  private static final String CHECK = "amp_megatron.py";

  @Override
  public EngineFiles write(ExportInput input) {
    Flags parallel = parallel(input);
    Flags model = new Flags();
    List<String> left = new ArrayList<>(new MegatronModel(input, model).add());
    List<String> script = new ArrayList<>();
    script.add("PLAN_ARGS=(");
    script.addAll(parallel.lines());
    script.add(")");
    script.add("MODEL_ARGS=(");
    script.addAll(model.lines());
    script.add(")");
    script.addAll(run(input));
    return new EngineFiles(
        "Megatron-LM",
        settings(input),
        script,
        List.of("\"$PYTHON\" \"$HERE/" + CHECK + "\" \"${COMMAND[@]}\" || exit 2"),
        Map.of(CHECK, LaunchScript.resource(CHECK)),
        List.of(
            "A checkout of Megatron-LM at the same path on every node, "
                + since(parallel, model)
                + " or later, with PyTorch, "
                + (parallel.has("transformer-impl")
                    ? "APEX with its CUDA extensions; Transformer Engine is not used on these GPUs."
                    : "Transformer Engine and APEX with its CUDA extensions.")
                + " `launch.sh` looks for them before it starts."),
        left);
  }

  private static String since(Flags parallel, Flags model) {
    return SINCE.stream()
        .filter(e -> parallel.has(e.getKey()) || model.has(e.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("core_v0.8.0");
  }

  private static Flags parallel(ExportInput input) {
    Strategy s = input.strategy();
    Degrees d = s.degrees();
    Training t = input.job().training();
    Flags flags =
        new Flags()
            .add("tensor-model-parallel-size", d.tensorParallel())
            .add("pipeline-model-parallel-size", d.pipelineParallel())
            .when(d.contextParallel() > 1, "context-parallel-size", d.contextParallel())
            .when(d.expertParallel() > 1, "expert-model-parallel-size", d.expertParallel())
            .when(
                d.spreadsExpertsOverTensor(),
                "expert-tensor-parallel-size",
                d.expertTensorParallel())
            .when(s.sequenceParallel() && d.tensorParallel() > 1, "sequence-parallel");
    MegatronLayout.add(flags, input.chunks());
    flags.add("micro-batch-size", s.microBatchSize()).add("global-batch-size", t.globalBatchSize());
    sharding(flags, s);
    switch (s.recompute()) {
      case NONE -> {}
      case SELECTIVE ->
          flags
              .add("recompute-granularity", "selective")
              .add("recompute-modules", (Object[]) modules(input));
      case FULL ->
          flags
              .add("recompute-granularity", "full")
              .add("recompute-method", "uniform")
              .add("recompute-num-layers", 1);
    }
    precision(flags, t);
    flags.when(!hasBf16(input), "transformer-impl", "local");
    return flags.add("optimizer", t.optimizer().id());
  }

  private static void precision(Flags flags, Training t) {
    switch (t.precision()) {
      case FP32 -> {}
      case FP16 -> flags.add("fp16");
      case BF16 -> flags.add("bf16");
      case FP8 -> flags.add("bf16").add("fp8-format", "hybrid");
      case FP4 -> flags.add("bf16").add("fp4-format", "e2m1");
    }
  }

  /** Whether all devices compute in bf16, as those do that Transformer Engine is written for. */
  private static boolean hasBf16(ExportInput input) {
    ClusterLayout layout = new ClusterLayout(input.job().cluster());
    Placement placement = input.plan().placement();
    return IntStream.range(0, placement.ranks())
        .mapToObj(rank -> layout.typeOf(placement.device(rank)))
        .allMatch(type -> type.peakFlops().containsKey(Precision.BF16));
  }

  /**
   * Returns what selective recomputation recomputes, which is what is priced: the core of
   * attention, activation functions of experts, and keys and values that are kept at their rank.
   */
  private static String[] modules(ExportInput input) {
    List<String> modules = new ArrayList<>(List.of("core_attn"));
    input
        .shape()
        .ifPresent(shape -> {
          if (shape.experts().isPresent()) {
            modules.add("moe_act");
          }
          if (shape.attention() instanceof Attention.Latent) {
            modules.add("mla_up_proj");
          }
        });
    return modules.toArray(String[]::new);
  }

  private static void sharding(Flags flags, Strategy s) {
    boolean replicas = s.degrees().dataParallel() * s.degrees().contextParallel() > 1;
    switch (s.zeroStage()) {
      case 0 -> flags.when(replicas, "overlap-grad-reduce");
      case 1 ->
          flags
              .add("use-distributed-optimizer")
              .add("overlap-grad-reduce")
              .add("overlap-param-gather");
      default ->
          flags
              .add("use-megatron-fsdp")
              .add("use-distributed-optimizer")
              .add(
                  "data-parallel-sharding-strategy",
                  s.zeroStage() == 2 ? "optim_grads" : "optim_grads_params")
              .add("overlap-grad-reduce")
              .add("overlap-param-gather")
              .add("ckpt-format", "fsdp_dtensor")
              .add("no-gradient-accumulation-fusion");
    }
  }

  private static List<Setting> settings(ExportInput input) {
    int vocabulary = input.shape().map(ModelShape::vocabulary).orElse(0);
    List<Setting> settings =
        new ArrayList<>(
            List.of(
                new Setting("MEGATRON", "", "checkout of Megatron-LM"),
                new Setting("PYTHON", "python3", "interpreter that has PyTorch"),
                new Setting(
                    "DATA_PATH", "", "prefix of the tokenised data; empty: Megatron's mock data"),
                new Setting("TOKENIZER_TYPE", "", "such as HuggingFaceTokenizer; with DATA_PATH"),
                new Setting("TOKENIZER_MODEL", "", "its file or name; with DATA_PATH"),
                new Setting(
                    "VOCAB_SIZE",
                    vocabulary > 0 ? "" + vocabulary : "",
                    "the model's; with mock data"),
                new Setting("CHECKPOINTS", "", "folder to save to and load from; empty: none"),
                new Setting("TRAIN_ITERS", "50", "steps"),
                new Setting("SAVE_INTERVAL", "", "steps between checkpoints; empty: at the end"),
                new Setting("TIMEOUT_MINUTES", "30", "until a rank that hears nothing gives up"),
                new Setting("LEARNING_RATE", "1e-4", "not part of the plan"),
                new Setting("EXTRA_ARGS", "", "more flags of Megatron, separated by blanks")));
    input.traits().ifPresent(traits -> settings.addAll(MegatronModel.assumed(traits)));
    return settings;
  }

  private static List<String> run(ExportInput input) {
    List<String> lines = new ArrayList<>();
    if (input.strategy().zeroStage() < 2) {
      lines.add("export CUDA_DEVICE_MAX_CONNECTIONS=1");
    }
    lines.addAll(
        """
        RUN_ARGS=(--train-iters "$TRAIN_ITERS" --lr "$LEARNING_RATE" --log-interval 1)
        RUN_ARGS+=(--eval-iters 0 --eval-interval "$TRAIN_ITERS" --no-create-attention-mask-in-dataloader)
        RUN_ARGS+=(--cross-entropy-loss-fusion --log-throughput --distributed-timeout-minutes "$TIMEOUT_MINUTES")
        if [ -n "$DATA_PATH" ]; then
          require TOKENIZER_TYPE TOKENIZER_MODEL
          RUN_ARGS+=(--data-path "$DATA_PATH" --split "100,0,0")
          RUN_ARGS+=(--tokenizer-type "$TOKENIZER_TYPE" --tokenizer-model "$TOKENIZER_MODEL")
        else
          require VOCAB_SIZE
          RUN_ARGS+=(--mock-data --tokenizer-type NullTokenizer --vocab-size "$VOCAB_SIZE")
        fi
        if [ -n "$CHECKPOINTS" ]; then
          RUN_ARGS+=(--save "$CHECKPOINTS" --load "$CHECKPOINTS" --save-interval "${SAVE_INTERVAL:-$TRAIN_ITERS}")
        fi
        require MEGATRON
        words MORE_ARGS "$EXTRA_ARGS"
        COMMAND=("$PYTHON" "$MEGATRON/pretrain_gpt.py" "${PLAN_ARGS[@]}" "${MODEL_ARGS[@]}"
          "${RUN_ARGS[@]}" ${MORE_ARGS[@]+"${MORE_ARGS[@]}"})\
        """
            .lines()
            .toList());
    return lines;
  }
}
