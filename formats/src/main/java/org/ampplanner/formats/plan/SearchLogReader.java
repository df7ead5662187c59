package org.ampplanner.formats.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.source.SourceText;
import org.ampplanner.formats.strategy.StrategyColumn;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.unit.InvalidValueException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads search logs: JSON lines. Events that a later version adds are passed over. */
public final class SearchLogReader {
  private SearchLogReader() {}

  /**
   * Reads a file; a last line that was not finished is left out.
   *
   * @throws org.ampplanner.formats.source.ProblemsException if it is no search log
   */
  public static SearchLogFile read(SourceFile file) {
    Problems problems = new Problems();
    Optional<String> text = SourceText.read(file, problems);
    problems.throwIfAny();
    String[] lines = text.orElse("").split("\n", -1);
    List<SearchLogFile.Entry> entries = new ArrayList<>();
    boolean cutShort = false;
    for (int i = 0; i < lines.length; i++) {
      if (lines[i].isBlank()) {
        continue;
      }
      JsonNode node = parsed(lines[i]);
      if (node == null && i == lines.length - 1 && !entries.isEmpty()) {
        cutShort = true;
      } else if (node == null || !node.path("t_s").isNumber() || !node.path("event").isString()) {
        problems.error(
            Location.in(file.shown(), i + 1, 0),
            "is not an event of a search log",
            "a file that `amp plan JOB --search-log FILE` wrote");
        problems.throwIfAny();
      } else {
        entries.add(entry(node));
      }
    }
    if (entries.isEmpty()) {
      problems.error(file.at(), "holds no event of a search", null);
      problems.throwIfAny();
    }
    return new SearchLogFile(entries, cutShort);
  }

  private static @Nullable JsonNode parsed(String line) {
    try {
      JsonNode node = JsonMapper.shared().readTree(line);
      return node.isObject() ? node : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  private static SearchLogFile.Entry entry(JsonNode node) {
    return new SearchLogFile.Entry(
        node.path("t_s").asDouble(),
        node.path("event").asString(),
        number(node, "bound_s"),
        number(node, "iteration_s"),
        node.path("tensor_parallel").isNumber() && node.path("data_parallel").isNumber()
            ? strategy(node)
            : null);
  }

  private static @Nullable Double number(JsonNode node, String key) {
    return node.path(key).isNumber() ? (Double) node.path(key).asDouble() : null;
  }

  private static @Nullable Strategy strategy(JsonNode node) {
    try {
      Degrees degrees =
          new Degrees(
              node.path("tensor_parallel").asInt(1),
              node.path("pipeline_parallel").asInt(1),
              node.path("data_parallel").asInt(1),
              node.path("context_parallel").asInt(1),
              node.path("expert_parallel").asInt(1),
              node.path("virtual_pipeline").asInt(1));
      return new Strategy(
          degrees.withExpertTensor(
              node.path(StrategyColumn.EXPERT_TENSOR_PARALLEL.id())
                  .asInt(degrees.expertTensorParallel())),
          node.path("micro_batch_size").asInt(1),
          named(Schedule.values(), node.path("schedule").asString(""), Schedule::id),
          named(Recompute.values(), node.path("recompute").asString(""), Recompute::id),
          node.path("zero_stage").asInt(0),
          node.path("sequence_parallel").asBoolean(false));
    } catch (InvalidValueException e) {
      return null;
    }
  }

  private static <E> E named(E[] values, String name, java.util.function.Function<E, String> id) {
    for (E value : values) {
      if (id.apply(value).equals(name)) {
        return value;
      }
    }
    return values[0];
  }
}
