package org.ampplanner.formats.export;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.huggingface.HuggingFaceReader;
import org.ampplanner.formats.huggingface.Traits;
import org.ampplanner.formats.huggingface.TraitsReader;
import org.ampplanner.formats.model.ModelReader;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.source.Sources;
import org.ampplanner.job.Job;

/**
 * Finds the config of a plan's model again, for what engines have to be told and a plan does not
 * hold. A config counts only if it describes the very layers of the plan.
 */
public final class ModelConfigs {
  private final Catalog catalog;

  /** Makes a finder. */
  public ModelConfigs(Catalog catalog) {
    this.catalog = catalog;
  }

  /**
   * What a config says of a model.
   *
   * @param family its {@code model_type}, empty where there is no config
   * @param traits what it says beside the sizes; empty for families that nobody here translates
   */
  public record Found(String family, Optional<Traits> traits) {
    /** No config. */
    public static final Found NONE = new Found("", Optional.empty());
  }

  /** Returns what the model of that name in the catalogue is, if it is the job's model. */
  public Found inCatalog(Job job) {
    return catalog
        .canonical(Catalog.Kind.MODELS, job.model().name())
        .flatMap(id -> catalog.find(Catalog.Kind.MODELS, id))
        .filter(file -> describes(file, job))
        .map(file -> found(file, new Problems()))
        .orElse(Found.NONE);
  }

  /**
   * Returns what a config says that the user names.
   *
   * @param file a config, a folder that holds one, or a model file with a {@code config}
   * @throws ProblemsException if it cannot be read or is of another model than the job's
   */
  public Found named(SourceFile file, Job job) {
    SourceFile config = Files.isDirectory(file.path()) ? inFolder(file) : file;
    Problems problems = new Problems();
    Found found = found(config, problems);
    problems.throwIfAny();
    if (!describes(config, job)) {
      throw ProblemsException.of(
          config.shown(),
          "is not the config of the plan's model (" + job.model().name() + ")",
          "the config that the plan was made from");
    }
    return found;
  }

  private static SourceFile inFolder(SourceFile folder) {
    return new SourceFile(
        folder.path().resolve(HuggingFaceReader.FILE),
        Path.of(folder.shown()).resolve(HuggingFaceReader.FILE).toString());
  }

  private static Found found(SourceFile file, Problems problems) {
    return Sources.readMapping(file, "a model", problems)
        .map(top -> {
          Node.Entry inner = top.entries().get("config");
          Node.Mapping config = inner != null && inner.value() instanceof Node.Mapping m ? m : top;
          Node.Entry type = config.entries().get("model_type");
          String family = type != null && type.value() instanceof Node.Scalar s ? s.text() : "";
          return new Found(family, TraitsReader.read(config));
        })
        .orElse(Found.NONE);
  }

  private static boolean describes(SourceFile file, Job job) {
    return new ModelReader(UnaryOperator.identity(), new Problems())
        .read(file)
        .map(read -> read.spec().resolve(job.training()).layers())
        .filter(job.model().layers()::equals)
        .isPresent();
  }
}
