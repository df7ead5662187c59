package org.ampplanner.formats.strategy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.catalog.References;
import org.ampplanner.formats.job.JobReader;
import org.ampplanner.formats.job.JobRequest;
import org.ampplanner.formats.job.ReadJob;
import org.ampplanner.formats.plan.JobDocument;
import org.ampplanner.formats.plan.PlanSource;
import org.ampplanner.formats.source.Fields;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Range;
import org.ampplanner.formats.source.Schema;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.source.Sources;
import org.ampplanner.job.Job;

/**
 * Reads plan files, {@code amp-plan/1}. A plan names its job; the job is resolved again, and a
 * warning says what has changed since.
 */
public final class PlanReader {
  private static final int MAX_RANK = 1_000_000;

  private final Catalog catalog;

  /** Makes a reader that resolves ids in a catalogue. */
  public PlanReader(Catalog catalog) {
    this.catalog = catalog;
  }

  /** Returns whether a file holds a plan: a mapping whose schema says so. */
  public static boolean isPlan(SourceFile file) {
    if (!Files.isRegularFile(file.path())) {
      return false;
    }
    return Sources.readMapping(file, "a plan", new Problems())
        .map(m -> m.entries().get("schema"))
        .map(entry -> entry.value() instanceof Node.Scalar s && s.text().startsWith("amp-plan/"))
        .orElse(false);
  }

  /**
   * Reads a plan.
   *
   * @param file the plan
   * @param workingDirectory what paths of the job are relative to, if they are there; else they are
   *     looked for beside the plan
   * @param over options laid over those of the plan
   * @throws org.ampplanner.formats.source.ProblemsException with everything that is wrong
   */
  public ReadPlan read(SourceFile file, Path workingDirectory, List<JobRequest.Setting> over) {
    Problems problems = new Problems();
    Optional<Node.Mapping> mapping = Sources.readMapping(file, "a plan", problems);
    problems.throwIfAny();
    Fields fields = new Fields(mapping.orElseThrow(), "a plan", problems);
    Schema.require(fields, "amp-plan", 1);
    fields.require("plans", null);
    problems.throwIfAny();
    Optional<JobRequest> source = PlanSource.read(fields, workingDirectory);
    if (source.isEmpty()) {
      problems.error(
          file.at(), "does not say what it was made for: source is missing", "`amp plan` again");
    }
    problems.throwIfAny();
    JobRequest request = with(located(source.orElseThrow(), file), over);
    ReadJob job = new JobReader(catalog).read(request);
    if (over.isEmpty()) {
      changed(fields.node("job"), job.job(), file, problems);
    }
    List<ReadPlan.Ranked> plans = new ArrayList<>();
    for (Node node : fields.items("plans")) {
      Fields.of(node, "plans", "a plan", problems)
          .flatMap(plan -> ranked(plan, job.job(), problems))
          .ifPresent(plans::add);
    }
    if (plans.isEmpty() && !problems.any()) {
      problems.error(file.at(), "holds no plan: nothing was feasible", null);
    }
    problems.throwIfAny();
    return new ReadPlan(job, request, plans, problems.warnings());
  }

  private static JobRequest with(JobRequest request, List<JobRequest.Setting> over) {
    List<JobRequest.Setting> all = new ArrayList<>(request.settings());
    all.addAll(over);
    return new JobRequest(request.job(), all, request.workingDirectory());
  }

  /** Looks for the job beside the plan where the working directory does not have it. */
  private static JobRequest located(JobRequest request, SourceFile plan) {
    String job = request.job().orElse("");
    Path beside = Optional.ofNullable(plan.path().toAbsolutePath().getParent()).orElseThrow();
    boolean elsewhere =
        References.isPath(job)
            && !Files.exists(request.workingDirectory().resolve(job))
            && Files.exists(beside.resolve(job));
    return elsewhere ? new JobRequest(request.job(), request.settings(), beside) : request;
  }

  private static Optional<ReadPlan.Ranked> ranked(Fields plan, Job job, Problems problems) {
    int rank = plan.wholeInt("rank", Range.POSITIVE, MAX_RANK).orElse(1);
    Map<StrategyColumn, String> cells = new LinkedHashMap<>();
    for (StrategyColumn column : StrategyColumn.values()) {
      plan.node(column.id()).ifPresent(node -> cells.put(column, text(node)));
    }
    return switch (StrategyReader.named(job, cells)) {
      case StrategyRow.Named named
          when named.partition().isPresent() && named.placement().isPresent() ->
          Optional.of(
              new ReadPlan.Ranked(
                  rank, named.strategy(), named.placement().get(), named.partition().get()));
      case StrategyRow.Named named -> {
        problems.error(plan.at(), "plan " + rank + " lacks layer_cuts or placement", null);
        yield Optional.empty();
      }
      case StrategyRow.Invalid invalid -> {
        problems.error(plan.at(), "plan " + rank + " is none of its job: " + invalid.error(), null);
        yield Optional.empty();
      }
    };
  }

  private static String text(Node node) {
    return switch (node) {
      case Node.Scalar scalar -> scalar.text();
      case Node.Sequence list ->
          list.items().stream().map(PlanReader::text).collect(Collectors.joining(" "));
      case Node.Mapping mapping -> "";
    };
  }

  /** Warns if the job is not what it was: its plans may be good for nothing then. */
  private static void changed(Optional<Node> then, Job now, SourceFile file, Problems problems) {
    if (then.isPresent() && then.get() instanceof Node.Mapping stored) {
      Map<String, Object> tree = JobDocument.of(now);
      List<String> different =
          stored.entries().entrySet().stream()
              .filter(e -> !plain(e.getValue().value()).equals(plain(tree.get(e.getKey()))))
              .map(Map.Entry::getKey)
              .toList();
      if (!different.isEmpty()) {
        problems.warning(
            Location.of(file.shown()),
            "was made for another job than there is now: "
                + String.join(", ", different)
                + " changed since",
            "`amp plan` again");
      }
    }
  }

  private static Object plain(Node node) {
    return switch (node) {
      case Node.Scalar scalar -> scalar.text();
      case Node.Sequence list -> list.items().stream().map(PlanReader::plain).toList();
      case Node.Mapping mapping -> {
        Map<String, Object> all = new LinkedHashMap<>();
        mapping.entries().forEach((key, entry) -> all.put(key, plain(entry.value())));
        yield all;
      }
    };
  }

  private static Object plain(@org.jspecify.annotations.Nullable Object tree) {
    return switch (tree) {
      case Map<?, ?> map -> {
        Map<String, Object> all = new LinkedHashMap<>();
        map.forEach((key, value) -> all.put(String.valueOf(key), plain(value)));
        yield all;
      }
      case List<?> list -> list.stream().map(item -> plain((Object) item)).toList();
      case null, default -> String.valueOf(tree);
    };
  }
}
