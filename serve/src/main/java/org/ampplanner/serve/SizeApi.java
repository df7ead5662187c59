package org.ampplanner.serve;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.formats.price.PriceList;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.workbench.OpenJob;
import org.ampplanner.workbench.SearchRun;
import org.ampplanner.workbench.Workbench;
import org.ampplanner.workbench.size.Amounts;
import org.ampplanner.workbench.size.Failures;
import org.ampplanner.workbench.size.SizeDocument;
import org.ampplanner.workbench.size.SizeQuestion;
import org.ampplanner.workbench.size.SizeRow;
import org.ampplanner.workbench.size.Sizing;

/** {@code POST /api/v1/size}: {@code {"model", "tokens", "days" or "budget", "nodes": [..]}}. */
final class SizeApi {
  private static final int MOST_TYPES = 16;
  private static final int USUAL_BATCH = 512;

  private final ServerSettings settings;

  SizeApi(ServerSettings settings) {
    this.settings = settings;
  }

  Answer size(Question question, SearchRun run) {
    Map<String, String> asked = question.fields();
    SizeQuestion size =
        new SizeQuestion(
            Amounts.tokens(asked.getOrDefault("tokens", ""), "tokens"),
            days(asked),
            budget(asked),
            types(question),
            4096,
            Failures.USUAL,
            SizeQuestion.USUAL_PUE);
    try (Jail jail = Jail.in(settings.temporary())) {
      Workbench workbench = new Workbench(settings.catalog(), jail.folder());
      OpenJob job = workbench.read(job(asked, size.nodeTypes().get(0)), "job");
      List<SizeRow> rows =
          new Sizing(workbench, job, PriceList.of(settings.catalog()), run)
              .answer(size, type -> {});
      return Answer.json(SizeDocument.tree(job.job(), size, rows));
    }
  }

  private static OptionalDouble days(Map<String, String> asked) {
    String days = asked.get("days");
    if (days == null && asked.get("budget") == null) {
      throw ProblemsException.of("body", "has neither days nor budget", "\"days\": 60");
    }
    return days == null ? OptionalDouble.empty() : OptionalDouble.of(Amounts.tokens(days, "days"));
  }

  private static OptionalDouble budget(Map<String, String> asked) {
    String budget = asked.get("budget");
    return budget == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(Amounts.money(budget, "budget"));
  }

  private List<String> types(Question question) {
    var nodes = question.body().get("nodes");
    Stream<String> names =
        nodes == null
            ? Stream.empty()
            : nodes.isArray()
                ? nodes.valueStream().map(n -> n.isString() ? n.stringValue() : n.toString())
                : Stream.of((nodes.isString() ? nodes.stringValue() : nodes.toString()).split(","));
    List<String> types =
        names
            .map(name ->
                settings
                    .catalog()
                    .canonical(Catalog.Kind.NODES, name.strip())
                    .orElseThrow(() ->
                        ProblemsException.of(
                            "nodes (" + name + ")", "is no node type of the catalogue", null)))
            .distinct()
            .toList();
    if (types.isEmpty() || types.size() > MOST_TYPES) {
      throw ProblemsException.of("body", "nodes names no 1 to " + MOST_TYPES + " node types", null);
    }
    return types;
  }

  private static String job(Map<String, String> asked, String type) {
    Map<String, Object> training = new LinkedHashMap<>();
    String batch = asked.getOrDefault("global_batch_size", USUAL_BATCH + "");
    training.put("global_batch_size", batch.matches("\\d{1,9}") ? Integer.valueOf(batch) : batch);
    for (String key : List.of("sequence_length", "precision")) {
      String value = asked.get(key);
      if (value != null) {
        training.put(key, value.matches("\\d{1,9}") ? Integer.valueOf(value) : value);
      }
    }
    Map<String, Object> job = new LinkedHashMap<>();
    job.put("model", asked.getOrDefault("model", ""));
    job.put("cluster", "1x" + type);
    job.put("training", training);
    return Documents.json(job);
  }
}
