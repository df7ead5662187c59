package org.ampplanner.formats.export;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.formats.export.EngineFiles.Setting;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.model.Training;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.unit.Precision;

/**
 * Writes plans as DeepSpeed's JSON, with a pipeline module of our own for the stages, which JSON
 * cannot say.
 */
final class DeepSpeedWriter implements EngineWriter {
  private static final String MODULE = "amp_deepspeed.py";

  @Override
  public EngineFiles write(ExportInput input) {
    Strategy s = input.strategy();
    Map<String, String> files = new HashMap<>();
    files.put("ds_config.json", Documents.json(config(input)));
    if (s.pipelineParallel() > 1) {
      files.put("stages.json", Documents.json(stages(input)));
      files.put(MODULE, LaunchScript.resource(MODULE));
    }
    return new EngineFiles(
        "DeepSpeed",
        List.of(
            new Setting("TRAIN_SCRIPT", "", "your script; it calls deepspeed.initialize()"),
            new Setting("TRAIN_ARGS", "", "its own arguments: data, tokenizer, checkpoints, steps"),
            new Setting("PYTHON", "python3", "interpreter that has DeepSpeed")),
        """
        require TRAIN_SCRIPT
        export PYTHONPATH=$HERE${PYTHONPATH:+:$PYTHONPATH}
        words MORE_ARGS "$TRAIN_ARGS"
        COMMAND=("$PYTHON" "$TRAIN_SCRIPT" --local_rank "${LOCAL_RANK:-0}" --deepspeed
          --deepspeed_config "$HERE/ds_config.json" ${MORE_ARGS[@]+"${MORE_ARGS[@]}"})\
        """
            .lines()
            .toList(),
        List.of(),
        files,
        needs(s),
        left(input));
  }

  private static List<String> needs(Strategy s) {
    Degrees d = s.degrees();
    List<String> needs = new ArrayList<>();
    boolean automatic = !pipelined(s) && d.tensorParallel() > 1;
    needs.add(
        "DeepSpeed "
            + (d.expertParallel() > 1 ? "0.19.0" : automatic ? "0.16.4" : "0.14.5")
            + " or later, and a training script of your own that calls"
            + " `deepspeed.add_config_arguments` and `deepspeed.initialize`.");
    if (pipelined(s)) {
      needs.add(
          "A model written as a list of layers, given to `PlannedPipelineModule` of `"
              + MODULE
              + "` in place of DeepSpeed's `PipelineModule`.");
    }
    if (pipelined(s) && d.tensorParallel() > 1) {
      needs.add(
          "Layers that are tensor parallel themselves, as Megatron-DeepSpeed's are: DeepSpeed's own"
              + " tensor parallelism does not go with pipelines.");
    }
    return needs;
  }

  private static boolean pipelined(Strategy s) {
    return s.pipelineParallel() > 1;
  }

  private static Map<String, Object> config(ExportInput input) {
    Strategy s = input.strategy();
    Degrees d = s.degrees();
    Training t = input.job().training();
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("train_batch_size", t.globalBatchSize());
    config.put("train_micro_batch_size_per_gpu", s.microBatchSize());
    config.put("gradient_accumulation_steps", input.microBatches());
    config.put("steps_per_print", 1);
    config.put("zero_optimization", Map.of("stage", s.zeroStage()));
    if (t.precision() == Precision.FP16) {
      config.put("fp16", Map.of("enabled", true));
    } else if (t.precision() != Precision.FP32) {
      config.put("bf16", Map.of("enabled", true));
    }
    if (!pipelined(s) && d.tensorParallel() > 1) {
      config.put("tensor_parallel", Map.of("autotp_size", d.tensorParallel()));
    }
    if (d.contextParallel() > 1) {
      config.put("sequence_parallel_size", d.contextParallel());
    }
    if (d.expertParallel() > 1) {
      Map<String, Object> experts = new LinkedHashMap<>();
      experts.put("enabled", true);
      experts.put("autoep_size", d.expertParallel());
      config.put("expert_parallel", experts);
    }
    return config;
  }

  private static Map<String, Object> stages(ExportInput input) {
    Degrees d = input.strategy().degrees();
    Map<String, Object> stages = new LinkedHashMap<>();
    stages.put("pipeline_parallel", d.pipelineParallel());
    stages.put("tensor_parallel", d.tensorParallel());
    stages.put("data_parallel", d.dataParallel());
    stages.put("block_cuts", input.chunks().cuts());
    stages.put(
        "activation_checkpoint_interval", input.strategy().recompute() == Recompute.FULL ? 1 : 0);
    return stages;
  }

  private static List<String> left(ExportInput input) {
    Strategy s = input.strategy();
    Training t = input.job().training();
    List<String> left = new ArrayList<>();
    left.add(
        "The model: your script builds it ("
            + input.chunks().blocks()
            + " transformer blocks, sequences of "
            + t.sequenceLength()
            + " tokens).");
    left.add("The optimizer (" + t.optimizer().id() + ") and its learning rate: your script's.");
    left.add(
        "Dropout, norms, rotary positions, how weights start: your model's. Gradients are"
            + " clipped at your version's default (1.0 in 0.19.6) unless `gradient_clipping` is set;"
            + " fp16 scales the loss dynamically.");
    if (!pipelined(s) && s.recompute() == Recompute.FULL) {
      left.add(
          "Recomputation of every block: your model's (`gradient_checkpointing_enable()` in"
              + " transformers).");
    }
    if (t.precision() == Precision.FP8 || t.precision() == Precision.FP4) {
      left.add("Products in " + t.precision().id() + ": your model's; DeepSpeed is told bf16.");
    }
    return left;
  }
}
