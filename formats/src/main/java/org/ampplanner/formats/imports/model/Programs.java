package org.ampplanner.formats.imports.model;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.source.Wording;

/** Scripts and programs that hold no shape of a model: named in one sentence. */
public final class Programs {
  private static final Pattern NAME =
      Pattern.compile("(?i).*\\.(sh|bash|slurm|sbatch|pbs|py|toml)");
  private static final Pattern COMMAND =
      Pattern.compile(
          "(?m)^\\s*(torchrun|srun|deepspeed|accelerate launch|python3?|mpiexec|mpirun|swift|"
              + "megatron)\\s.*");

  private Programs() {}

  /** Returns whether a text that holds no arguments of Megatron-LM is a program all the same. */
  public static boolean is(String name, String text) {
    return NAME.matcher(name).matches()
        || text.startsWith("#!")
        || (COMMAND.matcher(text).find() && !text.stripLeading().startsWith("{"));
  }

  /** Says what it is, and the model that it names. */
  public static void refuse(SourceFile file, String text, Problems problems) {
    String lower = file.shown().toLowerCase(Locale.ROOT);
    if (lower.endsWith(".py") || lower.endsWith(".toml")) {
      problems.error(
          file.at(),
          "is a recipe, not a model" + flavour(text),
          "the config.json of its model, or an id from `amp catalog models`");
      return;
    }
    Arguments arguments = ArgumentReader.ofScript(file, text, new Problems());
    Optional<Node.Scalar> named =
        arguments.raw("model_name_or_path", "model", "config_name", "base_model", "model_name");
    boolean nemo = arguments.has("num_layers") || arguments.has("hidden_size");
    problems.error(
        named.map(Node.Scalar::at).orElse(file.at()),
        nemo
            ? "is a command of NeMo, which builds on a config that is not here"
                + arguments.programs().stream().findFirst().map(p -> " (" + p + ")").orElse("")
            : "is a script without the arguments of a model"
                + named.map(n -> ": it names " + Wording.shown(n.text())).orElse(""),
        nemo
            ? "the composed config (`--cfg job`)"
            : "the config.json of its model, or an id from `amp catalog models`");
  }

  private static String flavour(String text) {
    for (String key : List.of("flavor", "model_registry\\(\\s*", "name")) {
      var m = Pattern.compile("(?m)" + key + "\\s*=?\\s*\"([\\w.-]{1,40})\"").matcher(text);
      if (m.find()) {
        return ": it names " + m.group(1);
      }
    }
    return "";
  }
}
