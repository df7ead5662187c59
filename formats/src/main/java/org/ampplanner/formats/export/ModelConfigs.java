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

  /** Returns the traits of the model of that name in the catalogue, if it is the job's model. */
  public Optional<Traits> inCatalog(Job job) {
    return catalog
        .canonical(Catalog.Kind.MODELS, job.model().name())
        .flatMap(id -> catalog.find(Catalog.Kind.MODELS, id))
        .filter(file -> describes(file, job))
        .flatMap(file -> traits(file, new Problems()));
  }

  /**
   * Returns the traits of a config that the user names.
   *
   * @param file a config, a folder that holds one, or a model file with a {@code config}
   * @throws ProblemsException if it cannot be read or is of another model than the job's
   */
  public Optional<Traits> named(SourceFile file, Job job) {
    SourceFile config = Files.isDirectory(file.path()) ? inFolder(file) : file;
    Problems problems = new Problems();
    Optional<Traits> traits = traits(config, problems);
    problems.throwIfAny();
    if (!describes(config, job)) {
      throw ProblemsException.of(
          config.shown(),
          "is not the config of the plan's model (" + job.model().name() + ")",
          "the config that the plan was made from");
    }
    return traits;
  }

  private static SourceFile inFolder(SourceFile folder) {
    return new SourceFile(
        folder.path().resolve(HuggingFaceReader.FILE),
        Path.of(folder.shown()).resolve(HuggingFaceReader.FILE).toString());
  }

  private static Optional<Traits> traits(SourceFile file, Problems problems) {
    return Sources.readMapping(file, "a model", problems)
        .flatMap(top -> {
          Node.Entry inner = top.entries().get("config");
          Node.Mapping config = inner != null && inner.value() instanceof Node.Mapping m ? m : top;
          return TraitsReader.read(config);
        });
  }

  private static boolean describes(SourceFile file, Job job) {
    return new ModelReader(UnaryOperator.identity(), new Problems())
        .read(file)
        .map(read -> read.spec().resolve(job.training()).layers())
        .filter(job.model().layers()::equals)
        .isPresent();
  }
}
