package org.ampplanner.formats.job;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.catalog.References;
import org.ampplanner.formats.source.Fields;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.source.Sources;
import org.ampplanner.formats.source.Wording;

/** Reads jobs, with everything that they refer to. */
public final class JobReader {
  private final Catalog catalog;

  /** Makes a reader that resolves ids in a catalogue. */
  public JobReader(Catalog catalog) {
    this.catalog = catalog;
  }

  /**
   * Reads a job.
   *
   * @throws org.ampplanner.formats.source.ProblemsException with everything that is wrong with the
   *     job, its options and the files that it refers to
   */
  public ReadJob read(JobRequest request) {
    Problems problems = new Problems();
    Optional<SourceFile> file =
        request.job().flatMap(job -> file(job, request.workingDirectory(), problems));
    Optional<Node.Mapping> read = file.flatMap(f -> Sources.readMapping(f, "a job", problems));
    if (request.job().isPresent() && read.isEmpty()) {
      problems.throwIfAny();
    }
    Node.Mapping job = new Node.Mapping(Location.of("command line"), Map.of());
    job = read.orElse(job);
    Optional<Node> ownModel =
        Optional.ofNullable(job.entries().get("model")).map(Node.Entry::value);
    Overlay overlay = new Overlay(problems);
    for (JobRequest.Setting setting : request.settings()) {
      job = overlay.put(job, setting);
    }
    SourceFile base = file.orElse(new SourceFile(request.workingDirectory().resolve("job"), "job"));
    References references = new References(catalog, base, request.workingDirectory());
    Fields fields = new Fields(job, "a job", problems);
    return new JobFields(fields, references, ownModel).read(file);
  }

  /**
   * Reads a job that stands in another file, with everything that it refers to.
   *
   * @param job the job
   * @param file the file that it stands in, which relative names start from
   * @throws org.ampplanner.formats.source.ProblemsException with everything that is wrong
   */
  public ReadJob read(Node.Mapping job, SourceFile file) {
    Path folder = file.path().toAbsolutePath().getParent();
    References references = new References(catalog, file, folder == null ? Path.of("") : folder);
    Optional<Node> model = Optional.ofNullable(job.entries().get("model")).map(Node.Entry::value);
    return new JobFields(new Fields(job, "a job", new Problems()), references, model)
        .read(Optional.of(file));
  }

  private Optional<SourceFile> file(String job, Path workingDirectory, Problems problems) {
    Optional<SourceFile> example = References.isPath(job) ? Optional.empty() : catalog.example(job);
    if (example.isPresent()) {
      return example;
    }
    try {
      Path path = workingDirectory.resolve(job);
      if (References.isPath(job) || Files.exists(path)) {
        return Optional.of(new SourceFile(path, job));
      }
    } catch (InvalidPathException e) {
      problems.error(Location.of(Wording.shown(job)), "is not a path", null);
      return Optional.empty();
    }
    problems.error(
        Location.of(Wording.shown(job)),
        "is neither a file nor a built-in example",
        References.suggest(job, catalog.examples()));
    return Optional.empty();
  }
}
