package org.ampplanner.serve;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.ampplanner.explain.Explanation;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.catalog.CatalogEntry;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.formats.plan.ExplanationDocument;
import org.ampplanner.formats.plan.PlanDocument;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.plan.Plan;
import org.ampplanner.report.ReportInput;
import org.ampplanner.report.ReportPage;
import org.ampplanner.report.StepDocument;
import org.ampplanner.simulate.LinkUse;
import org.ampplanner.workbench.CatalogSources;
import org.ampplanner.workbench.Choice;
import org.ampplanner.workbench.NothingFeasible;
import org.ampplanner.workbench.OpenJob;
import org.ampplanner.workbench.PlanChooser;
import org.ampplanner.workbench.SearchResult;
import org.ampplanner.workbench.SearchRun;
import org.ampplanner.workbench.SearchWatch;
import org.ampplanner.workbench.Workbench;
import org.ampplanner.workbench.tune.TuneDocument;
import org.ampplanner.workbench.tune.TuneRequest;
import org.ampplanner.workbench.tune.Tuner;
import tools.jackson.databind.JsonNode;

/** The questions of the API, each answered as the command of the same name answers with JSON. */
final class Api {
  private static final Set<String> TUNE_OPTIONS =
      Set.of("model", "cluster", "engine", "training.global_batch_size");

  private final ServerSettings settings;

  Api(ServerSettings settings) {
    this.settings = settings;
  }

  /** A question that the API answers. */
  @FunctionalInterface
  interface Handler {
    /** Answers; {@code stop} says when nobody listens any more. */
    Answer answer(Question question, SearchWatch watch, BooleanSupplier stop);
  }

  /** Returns what answers by the last part of a path. */
  Map<String, Handler> handlers() {
    Map<String, Handler> handlers = new LinkedHashMap<>();
    handlers.put("plan", this::plan);
    handlers.put("evaluate", this::evaluate);
    handlers.put("explain", this::explain);
    handlers.put("simulate", this::simulate);
    handlers.put("compare", this::compare);
    handlers.put("export", this::export);
    handlers.put("size", (q, watch, stop) -> new SizeApi(settings).size(q, run(q, watch, stop)));
    handlers.put("tune", this::tune);
    handlers.put("report", this::report);
    return handlers;
  }

  private Answer plan(Question question, SearchWatch watch, BooleanSupplier stop) {
    try (Jail jail = jail()) {
      OpenJob open = open(question, jail);
      return planned(open, open.search(run(question, watch, stop)), question);
    }
  }

  private static Answer planned(OpenJob open, SearchResult found, Question question) {
    if (found.outcome().plans().isEmpty()) {
      return nothing(NothingFeasible.message(open.job(), found.outcome()));
    }
    return Answer.json(document(open, found, question));
  }

  private static Map<String, Object> document(OpenJob open, SearchResult found, Question question) {
    return new PlanDocument(open.job(), open.costModel())
        .of(found.outcome(), found.wallSeconds(), seed(question));
  }

  private static long seed(Question question) {
    return question.whole("seed", 0, Integer.MAX_VALUE).orElse(0);
  }

  private Answer evaluate(Question question, SearchWatch watch, BooleanSupplier stop) {
    JsonNode strategies = question.part("strategies");
    if (strategies == null) {
      throw ProblemsException.of(
          "body", "has no strategies", "{\"job\": {...}, \"strategies\": [{...}]}");
    }
    try (Jail jail = jail()) {
      OpenJob open = open(question, jail);
      String csv = Strategies.csv(strategies);
      return Answer.json(
          open.evaluate(open.strategies(jail.write("strategies.csv", csv)), stop).tree(open.job()));
    }
  }

  private Answer explain(Question question, SearchWatch watch, BooleanSupplier stop) {
    try (Jail jail = jail()) {
      OpenJob open = open(question, jail);
      PlanChooser chooser = open.choose(run(question, watch, stop));
      return switch (chosen(question, chooser)) {
        case Choice.None none -> nothing(none.reason());
        case Choice.Chosen chosen -> {
          var versus = question.text("versus").map(text -> chooser.plan(text, "versus"));
          if (versus.isPresent() && versus.get() instanceof Choice.None none) {
            yield nothing(none.reason());
          }
          Explanation explained = open.explain(chosen.plan());
          yield Answer.json(
              new ExplanationDocument(
                      open.job(),
                      open.costModel(),
                      explained,
                      versus.map(c -> open.explain(((Choice.Chosen) c).plan())))
                  .tree());
        }
      };
    }
  }

  private static Choice chosen(Question question, PlanChooser chooser) {
    return question
        .text("strategy")
        .map(text -> chooser.named(text, "strategy"))
        .orElseGet(() -> chooser.ranked(question.whole("rank", 1, 100).orElse(1), "rank"));
  }

  private Answer simulate(Question question, SearchWatch watch, BooleanSupplier stop) {
    try (Jail jail = jail()) {
      OpenJob open = open(question, jail);
      return switch (chosen(question, open.choose(run(question, watch, stop)))) {
        case Choice.None none -> nothing(none.reason());
        case Choice.Chosen chosen -> {
          Plan plan = chosen.plan();
          yield Answer.json(StepDocument.of(open.simulate(plan, 1, LinkUse.SHARED_FREELY)));
        }
      };
    }
  }

  private Answer compare(Question question, SearchWatch watch, BooleanSupplier stop) {
    try (Jail jail = jail()) {
      OpenJob open = open(question, jail);
      PlanDocument document = new PlanDocument(open.job(), open.costModel());
      List<SearchResult> results = open.compare(run(question, watch, stop));
      return Answer.json(
          document.comparison(
              results.stream()
                  .map(r -> document.found(r.outcome(), r.wallSeconds(), seed(question)))
                  .toList()));
    }
  }

  private Answer export(Question question, SearchWatch watch, BooleanSupplier stop) {
    try (Jail jail = jail()) {
      OpenJob open = open(question, jail);
      SearchResult found = open.search(run(question, watch, stop));
      return found.outcome().plans().isEmpty()
          ? nothing(NothingFeasible.message(open.job(), found.outcome()))
          : Exports.archive(settings.catalog(), open, found.outcome(), question);
    }
  }

  private Answer tune(Question question, SearchWatch watch, BooleanSupplier stop) {
    String script =
        question
            .text("script")
            .orElseThrow(() ->
                ProblemsException.of(
                    "body", "has no script", "{\"script\": \"...\", \"cluster\": ..}"));
    try (Jail jail = jail()) {
      Map<String, String> options = new LinkedHashMap<>(question.fields());
      options.keySet().retainAll(TUNE_OPTIONS);
      String name =
          question
              .text("name")
              .filter(n -> n.matches("[\\w-]{1,60}\\.[a-z]{2,5}"))
              .orElse("train.sh");
      TuneRequest request =
          new TuneRequest(
              jail.write(name, script),
              question.text("log").map(log -> jail.write("log", log)),
              options,
              List.of());
      return Answer.json(
          TuneDocument.tree(new Tuner(workbench(jail)).tune(request, run(question, watch, stop))));
    }
  }

  private Answer report(Question question, SearchWatch watch, BooleanSupplier stop) {
    try (Jail jail = jail()) {
      OpenJob open = open(question, jail);
      SearchResult found = open.search(run(question, watch, stop));
      if (found.outcome().plans().isEmpty()) {
        return nothing(NothingFeasible.message(open.job(), found.outcome()));
      }
      String json = Documents.json(document(open, found, question));
      OpenJob planned = workbench(jail).plan(jail.write("plan.json", json));
      ReportInput input =
          new ReportInput(
              planned.file().orElseThrow(),
              planned.costModel(),
              CatalogSources.of(settings.catalog(), planned.job()),
              null,
              List.of(),
              settings.version());
      return Answer.text("text/html; charset=utf-8", ReportPage.html(input));
    }
  }

  /** Returns the catalogue's entries of all kinds, or of one. */
  Answer catalog(String kind) {
    Map<String, Object> tree = new LinkedHashMap<>();
    Problems problems = new Problems();
    Stream.of(Catalog.Kind.values())
        .filter(k -> kind.isEmpty() || k.folder().equals(kind))
        .forEach(k ->
            tree.put(
                k.folder(),
                settings.catalog().entries(k, problems).stream().map(Api::entry).toList()));
    return tree.isEmpty()
        ? Answer.problem(404, "Not found", "the catalogue has devices, nodes, clusters and models")
        : Answer.json(tree);
  }

  private static Map<String, Object> entry(CatalogEntry entry) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("id", entry.id());
    tree.put("description", entry.about().description().orElse(""));
    tree.put("aliases", entry.aliases());
    return tree;
  }

  private static Answer nothing(String message) {
    return Answer.problem(422, "Nothing is feasible", message);
  }

  private SearchRun run(Question question, SearchWatch watch, BooleanSupplier stop) {
    return new SearchRun(
        question.settings(settings.limits().seconds()), settings.nanos(), stop, () -> watch);
  }

  private OpenJob open(Question question, Jail jail) {
    return workbench(jail).read(question.text(), "job");
  }

  private Workbench workbench(Jail jail) {
    return new Workbench(settings.catalog(), jail.folder());
  }

  private Jail jail() {
    return Jail.in(settings.temporary());
  }
}
