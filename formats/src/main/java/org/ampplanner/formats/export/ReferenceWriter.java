package org.ampplanner.formats.export;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ampplanner.formats.export.EngineFiles.Setting;
import org.ampplanner.model.Attention;
import org.ampplanner.model.FeedForward;

/**
 * Hands a plan to our own trainer, which reads {@code plan.json} itself, and beside it what the
 * model's layers are.
 */
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
        words MORE_ARGS "$EXTRA_ARGS"
        COMMAND=("$PYTHON" "$TRAINER" --plan "$HERE/plan.json" --steps "$STEPS" ${MORE_ARGS[@]+"${MORE_ARGS[@]}"})\
        """
            .lines()
            .toList(),
        List.of(),
        Map.of("model.json", new ReferenceModel(input.job()).json(input.plan().placement())),
        List.of("PyTorch with gloo on every node; no GPU is used. It is for tests and demos."),
        left(input.shape()));
  }

  private static List<String> left(Optional<ModelShape> shape) {
    boolean plain =
        shape
            .filter(s -> s.attention() instanceof Attention.Grouped a && a.heads() == a.kvHeads())
            .filter(s -> s.feedForwards().stream().allMatch(ReferenceWriter::plain))
            .isPresent();
    return plain
        ? List.of()
        : List.of(
            "Blocks are trained as GPT-2's: without shared key and value heads, gates or experts.");
  }

  private static boolean plain(FeedForward feedForward) {
    return feedForward instanceof FeedForward.Dense dense && !dense.gated();
  }
}
