package org.ampplanner.workbench.tune;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.ampplanner.engine.Engine;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.imports.model.Megatron;
import org.ampplanner.formats.imports.model.Recipe;
import org.ampplanner.formats.imports.model.RecipeReader;
import org.ampplanner.formats.job.JobRequest;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.source.SourceText;
import org.ampplanner.workbench.OpenJob;
import org.ampplanner.workbench.Workbench;

/**
 * A job as its script has it.
 *
 * @param open the job
 * @param recipe what the script says of how it runs
 * @param text the script
 * @param engine whose words it uses
 * @param remarks what was taken for granted
 */
record RunningJob(OpenJob open, Recipe recipe, String text, Engine engine, List<Problem> remarks) {

  /**
   * Reads a script.
   *
   * @throws ProblemsException with everything that is wrong or not known, and which option says it
   */
  static RunningJob read(Workbench workbench, TuneRequest request) {
    Problems problems = new Problems();
    Optional<String> text = SourceText.read(request.script(), problems);
    Optional<Recipe> recipe = RecipeReader.read(request.script(), problems);
    problems.throwIfAny();
    String shown = request.script().shown();
    Engine engine = EngineWords.engineOf(shown, text.orElseThrow());
    Map<String, String> named = named(workbench, request, recipe.orElseThrow(), text.orElseThrow());
    if (engine != Engine.ANY) {
      named.putIfAbsent("engine", engine.id());
    }
    List<Problem> remarks = new ArrayList<>();
    batch(workbench, named, recipe.orElseThrow(), engine, remarks);
    missing(named, recipe.orElseThrow());
    OpenJob open =
        workbench.job(JobRequest.of(null, named, request.settings(), workbench.folder()));
    return new RunningJob(
        open, recipe.orElseThrow(), text.orElseThrow(), open.job().engine(), remarks);
  }

  private static Map<String, String> named(
      Workbench workbench, TuneRequest request, Recipe recipe, String text) {
    Map<String, String> named = new LinkedHashMap<>();
    model(workbench, recipe, text, request).ifPresent(model -> named.put("model", model));
    Stream.of("global_batch_size", "sequence_length", "precision")
        .filter(recipe.training()::containsKey)
        .forEach(key -> named.put("training." + key, recipe.training().get(key)));
    named.putAll(request.options());
    return named;
  }

  /** Returns the script itself where it states a shape, else the catalogue's model of that name. */
  private static Optional<String> model(
      Workbench workbench, Recipe recipe, String text, TuneRequest request) {
    if (recipe.model().isPresent()) {
      String name = recipe.model().get();
      String last = name.substring(name.lastIndexOf('/') + 1).replace("-Instruct", "");
      String family = text.replaceAll("(?s).*\\bname\\s*=\\s*\"([a-z0-9_.]+)\".*", "$1");
      return Stream.of(name, last, family + "-" + last)
          .flatMap(n -> workbench.catalog().canonical(Catalog.Kind.MODELS, n).stream())
          .findFirst();
    }
    boolean shaped = Megatron.isScript(text) || text.contains("hidden");
    return shaped ? Optional.of(request.script().path().toString()) : Optional.empty();
  }

  /** torchtitan accumulates nothing unless told so: a step is a micro-batch of every replica. */
  private static void batch(
      Workbench workbench,
      Map<String, String> named,
      Recipe recipe,
      Engine engine,
      List<Problem> remarks) {
    String key = "training.global_batch_size";
    String micro = recipe.strategy().get("micro_batch_size");
    String cluster = named.get("cluster");
    if (engine != Engine.TORCHTITAN || named.containsKey(key) || micro == null || cluster == null) {
      return;
    }
    long others =
        Stream.of("tensor_parallel", "pipeline_parallel", "context_parallel")
            .mapToLong(c -> Long.parseLong(recipe.strategy().getOrDefault(c, "1")))
            .reduce(1, Math::multiplyExact);
    long samples = Long.parseLong(micro) * workbench.cluster(cluster).devices() / others;
    named.put(key, Math.max(1, samples) + "");
    String taken = "global_batch_size is not said: taken as " + samples + ", without accumulation";
    remarks.add(
        new Problem(recipe.at().source(), recipe.at().line(), taken, "--global-batch-size"));
  }

  private static void missing(Map<String, String> named, Recipe recipe) {
    Problems problems = new Problems();
    if (!named.containsKey("cluster")) {
      problems.error(
          recipe.at(),
          "does not say which GPUs it runs on",
          "--cluster 16xdgx-h100, or a hostfile");
    }
    if (!named.containsKey("model")) {
      String name = recipe.model().map(m -> " (" + m + ")").orElse("");
      problems.error(
          recipe.at(),
          "names a model" + name + " that the catalogue does not have",
          "--model FOLDER with its config.json");
    }
    if (!named.containsKey("training.global_batch_size")) {
      problems.error(
          recipe.at(),
          "does not say how many samples a step has",
          "--global-batch-size N: micro-batch x gradient accumulation x data parallelism");
    }
    problems.throwIfAny();
  }
}
