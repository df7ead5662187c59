package org.ampplanner.workbench;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.catalog.References;
import org.ampplanner.formats.cluster.ClusterReader;
import org.ampplanner.formats.cluster.DeviceTypes;
import org.ampplanner.formats.cluster.ReadCluster;
import org.ampplanner.formats.job.JobReader;
import org.ampplanner.formats.job.JobRequest;
import org.ampplanner.formats.job.ReadJob;
import org.ampplanner.formats.plan.PlanReader;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.source.Sources;

/**
 * Where work with the planner starts: it opens what users name. Whatever cannot be read is a {@link
 * ProblemsException} with everything that is wrong.
 *
 * @param catalog what ids stand for
 * @param folder what relative paths start from
 */
public record Workbench(Catalog catalog, Path folder) {

  /**
   * Returns a workbench with what is built in; relative paths start from where the program runs.
   */
  public static Workbench at(Path home) {
    return new Workbench(Catalog.of(home, List.of()), Path.of(""));
  }

  /**
   * Returns a workbench with what is built in, read from the jar {@code amp-catalog} on the class
   * or module path: for programs that have no checkout. Relative paths start from where the program
   * runs.
   *
   * @throws IllegalStateException if {@code amp-catalog} is not there
   */
  public static Workbench builtIn() {
    return at(BuiltInFiles.home());
  }

  /**
   * Opens a job.
   *
   * @param name a job file, a plan file, or the id of a built-in example
   */
  public OpenJob open(String name) {
    return open(JobRequest.of(name, Map.of(), List.of(), folder));
  }

  /** Opens a job with options over it, or a plan file, whose job is what it is. */
  public OpenJob open(JobRequest request) {
    if (!isPlan(request)) {
      return job(request);
    }
    SourceFile plan = file(Path.of(request.job().orElseThrow()));
    List<String> over = request.settings().stream().map(JobRequest.Setting::asWritten).toList();
    if (!over.isEmpty()) {
      throw ProblemsException.of(
          plan.shown(),
          "is a plan; options do not change its job: " + String.join(", ", over),
          "`amp plan` with these options");
    }
    return plan(plan);
  }

  /** Opens a job with options over it; not a plan file. */
  public OpenJob job(JobRequest request) {
    return of(new JobReader(catalog).read(request));
  }

  /**
   * Opens a job that stands in a text, in YAML or JSON.
   *
   * @param text the text
   * @param shown what messages name it
   */
  public OpenJob read(String text, String shown) {
    Problems problems = new Problems();
    SourceFile file = new SourceFile(folder.resolve("job"), shown);
    Optional<Node.Mapping> job = Sources.parseMapping(text, file, "a job", problems);
    problems.throwIfAny();
    return of(new JobReader(catalog).read(job.orElseThrow(), file));
  }

  private static OpenJob of(ReadJob read) {
    return OpenJob.of(read.job(), read.warnings());
  }

  /** Opens the job of a plan file, with its plans. */
  public OpenJob plan(SourceFile file) {
    return OpenJob.of(new PlanReader(catalog).read(file));
  }

  /** Returns whether a plan file stands in the place of a job. */
  public boolean isPlan(JobRequest request) {
    try {
      return request.job().map(Path::of).map(this::file).filter(Workbench::isPlan).isPresent();
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static boolean isPlan(SourceFile file) {
    return Files.isRegularFile(file.path())
        && Sources.readMapping(file, "a plan", new Problems())
            .map(m -> m.entries().get("schema"))
            .filter(e -> e.value() instanceof Node.Scalar s && s.text().startsWith("amp-plan/"))
            .isPresent();
  }

  /**
   * Reads a cluster.
   *
   * @param name a catalogue id, {@code 8xdgx-h100}, a cluster file, or a hostfile
   */
  public Cluster cluster(String name) {
    Problems problems = new Problems();
    Node node = new Node.Scalar(Location.ofOption("cluster (" + name + ")"), name, false);
    References references =
        new References(catalog, SourceFile.of(folder.resolve("cluster")), folder);
    Optional<ReadCluster> read =
        new ClusterReader(new DeviceTypes(catalog, problems), problems).read(node, references);
    problems.throwIfAny();
    return read.orElseThrow().cluster();
  }

  /** Returns the file that a user names. */
  public SourceFile file(Path shown) {
    return new SourceFile(folder.resolve(shown), shown.toString());
  }
}
