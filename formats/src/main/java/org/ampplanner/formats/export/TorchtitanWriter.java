package org.ampplanner.formats.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ampplanner.formats.export.EngineFiles.Setting;
import org.ampplanner.model.Optimizer;
import org.ampplanner.model.Training;
import org.ampplanner.unit.Precision;

/** Writes plans as a recipe of torchtitan: a function that returns the configuration of a run. */
final class TorchtitanWriter implements EngineWriter {
  private static final String RECIPE = "amp_recipe.py";

  /** Recipes that torchtitan ships for models of our catalogue. */
  private static final Map<String, String> SHIPPED =
      Map.of(
          "llama3-8b", "llama3:llama3_8b",
          "llama3.1-8b", "llama3:llama3_8b",
          "llama3-70b", "llama3:llama3_70b",
          "llama3.1-70b", "llama3:llama3_70b",
          "llama3.1-405b", "llama3:llama3_405b",
          "qwen3-14b", "qwen3:qwen3_14b",
          "qwen3-32b", "qwen3:qwen3_32b",
          "qwen3-30b-a3b", "qwen3:qwen3_30b_a3b",
          "deepseek-v3", "deepseek_v3:deepseek_v3_671b");

  @Override
  public EngineFiles write(ExportInput input) {
    String shipped = SHIPPED.getOrDefault(input.job().model().name(), "");
    String[] base = shipped.isEmpty() ? new String[] {"", ""} : shipped.split(":", 2);
    return new EngineFiles(
        "torchtitan",
        List.of(
            new Setting("TORCHTITAN", "", "checkout of torchtitan"),
            new Setting("PYTHON", "python3", "interpreter that has torchtitan's requirements"),
            new Setting("BASE_MODULE", base[0], "module of the recipe that describes the model"),
            new Setting("BASE_CONFIG", base[1], "the recipe: model, data, tokenizer, optimizer"),
            new Setting("HF_ASSETS_PATH", "", "folder of the tokenizer; empty: the recipe's"),
            new Setting("STEPS", "50", "steps"),
            new Setting("EXTRA_ARGS", "", "more options of torchtitan, separated by blanks")),
        """
        require TORCHTITAN BASE_MODULE BASE_CONFIG
        export BASE_MODULE BASE_CONFIG HF_ASSETS_PATH STEPS
        export PYTHONPATH=$HERE:$TORCHTITAN${PYTHONPATH:+:$PYTHONPATH}
        words MORE_ARGS "$EXTRA_ARGS"
        COMMAND=("$PYTHON" -m torchtitan.train --module amp_recipe --config plan ${MORE_ARGS[@]+"${MORE_ARGS[@]}"})\
        """
            .lines()
            .toList(),
        List.of(),
        Map.of(RECIPE, new TorchtitanRecipe(input).text()),
        List.of(
            "torchtitan at commit b5bcd76c (2026-08-21) or later, with the PyTorch that it asks"
                + " for.",
            shipped.isEmpty()
                ? "A recipe of torchtitan that describes this model: BASE_MODULE and BASE_CONFIG."
                : "Its recipe "
                    + base[1]
                    + " for model, data, tokenizer and optimizer, or another"
                    + " of yours."),
        left(input));
  }

  private static List<String> left(ExportInput input) {
    Training t = input.job().training();
    List<String> left = new ArrayList<>();
    left.add(
        "The model and its optimizer: the base recipe's; its sizes are compared at the start.");
    left.add(
        "Learning rate and its schedule, weight decay, clipping, how weights start, norms and their"
            + " epsilon, rotary positions, compilation: the base recipe's.");
    if (t.optimizer() != Optimizer.ADAM) {
      left.add("The optimizer " + t.optimizer().id() + ": set it in the base recipe.");
    }
    if (t.precision() == Precision.FP8 || t.precision() == Precision.FP4) {
      left.add("Products in " + t.precision().id() + ": choose a base recipe with that converter.");
    }
    return left;
  }
}
