package org.ampplanner.formats.export;

import java.util.List;
import java.util.Map;
import org.ampplanner.formats.export.EngineFiles.Setting;

/** Hands a plan to our own trainer, which reads {@code plan.json} itself. */
final class ReferenceWriter implements EngineWriter {

  @Override
  public EngineFiles write(ExportInput input) {
    return new EngineFiles(
        "AMP's reference trainer on CPUs",
        List.of(
            new Setting("TRAINER", "", "train.py in the folder trials/reference of AMP"),
            new Setting("PYTHON", "/usr/bin/python3", "interpreter that has PyTorch"),
            new Setting("STEPS", "5", "steps"),
            new Setting("EXTRA_ARGS", "", "more flags of the trainer, separated by blanks")),
        """
        require TRAINER
        read -r -a MORE_ARGS <<< "$EXTRA_ARGS"
        COMMAND=("$PYTHON" "$TRAINER" --plan "$HERE/plan.json" --steps "$STEPS" "${MORE_ARGS[@]}")\
        """
            .lines()
            .toList(),
        Map.of(),
        List.of("PyTorch with gloo on every node; no GPU is used. It is for tests and demos."),
        List.of());
  }
}
