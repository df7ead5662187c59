package org.ampplanner.serve;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.workbench.SearchSettings;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A request's body: a job as in a job file, or {@code {"job": {...}, ...}} with what else is asked.
 *
 * @param body the whole
 * @param text the job as it stands, so that messages name its lines
 * @param more what stands beside {@code job}
 */
record Question(JsonNode body, String text, JsonNode more) {
  private static final int MOST_PLANS = 100;

  /** Reads a body. */
  static Question read(String body) {
    JsonNode tree = tree(body);
    JsonNode job = tree.get("job");
    return job == null
        ? new Question(
            tree, body, tree.has("script") ? tree : JsonMapper.shared().createObjectNode())
        : new Question(tree, JsonMapper.shared().writeValueAsString(job), tree);
  }

  private static JsonNode tree(String body) {
    try {
      JsonNode tree = JsonMapper.shared().readTree(body);
      if (tree != null && tree.isObject()) {
        return tree;
      }
    } catch (JacksonException e) {
      var at = e.getLocation();
      String message = "is not JSON: " + e.getOriginalMessage();
      throw new ProblemsException(
          java.util.List.of(new Problem("body", at == null ? 0 : at.getLineNr(), message, null)));
    }
    throw ProblemsException.of("body", "is no JSON object", "{\"model\": ..., \"cluster\": ...}");
  }

  /** Returns the question in a form in which equal questions are equal. */
  String normal() {
    return JsonMapper.builder()
        .enable(tools.jackson.databind.SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
        .build()
        .writeValueAsString(JsonMapper.shared().treeToValue(body, Map.class));
  }

  Optional<String> text(String key) {
    JsonNode value = more.get(key);
    return value == null || value.isNull()
        ? Optional.empty()
        : Optional.of(value.isString() ? value.stringValue() : value.toString());
  }

  OptionalInt whole(String key, int least, int most) {
    JsonNode value = more.get(key);
    if (value == null || value.isNull()) {
      return OptionalInt.empty();
    }
    if (!value.isInt() || value.intValue() < least || value.intValue() > most) {
      String range = least + " to " + most;
      throw ProblemsException.of(
          "body", key + " (" + shown(value) + ") is not one of " + range, null);
    }
    return OptionalInt.of(value.intValue());
  }

  /** Returns how searches run: plans to keep, seed, and for how long at most. */
  SearchSettings settings(int seconds) {
    double asked = number("time_limit_s", seconds);
    long nanos = (long) (Math.min(asked, seconds) * 1e9);
    return new SearchSettings(
        whole("top", 1, MOST_PLANS).orElse(5),
        whole("seed", 0, Integer.MAX_VALUE).orElse(0),
        Runtime.getRuntime().availableProcessors(),
        OptionalLong.of(nanos));
  }

  private double number(String key, double otherwise) {
    JsonNode value = more.get(key);
    if (value == null || value.isNull()) {
      return otherwise;
    }
    if (!value.isNumber() || !(value.doubleValue() > 0)) {
      throw ProblemsException.of(
          "body", key + " (" + shown(value) + ") is no positive number", null);
    }
    return value.doubleValue();
  }

  @Nullable JsonNode part(String key) {
    return more.get(key);
  }

  /** Returns the texts of an object's fields, for options that are texts on the command line. */
  Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    body.propertyStream()
        .filter(e -> e.getValue().isValueNode() && !e.getValue().isNull())
        .forEach(e ->
            fields.put(
                e.getKey(),
                e.getValue().isString() ? e.getValue().stringValue() : e.getValue().toString()));
    return fields;
  }

  private static String shown(JsonNode value) {
    String text = value.toString();
    return text.length() > 80 ? text.substring(0, 80) + "..." : text;
  }
}
