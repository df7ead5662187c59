package org.ampplanner.serve;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.formats.source.ProblemsException;
import tools.jackson.databind.JsonNode;

/** Strategies of a request as a strategies file: a text in CSV, or a list of objects. */
final class Strategies {
  private static final int MOST = 10_000;

  private Strategies() {}

  static String csv(JsonNode strategies) {
    if (strategies.isString()) {
      return strategies.stringValue();
    }
    if (!strategies.isArray() || strategies.isEmpty() || strategies.size() > MOST) {
      throw ProblemsException.of(
          "body", "strategies is no list of 1 to " + MOST + " strategies, nor CSV", null);
    }
    Set<String> columns = new LinkedHashSet<>();
    for (JsonNode row : strategies) {
      if (!row.isObject()) {
        throw ProblemsException.of("body", "a strategy is no object", "{\"tensor_parallel\": 2}");
      }
      row.propertyNames().forEach(columns::add);
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.copyOf(columns));
    for (JsonNode row : strategies) {
      rows.add(columns.stream().map(c -> cell(row.get(c))).toList());
    }
    return Documents.csv(rows);
  }

  private static String cell(JsonNode value) {
    if (value == null || value.isNull()) {
      return "";
    }
    if (value.isArray()) {
      return value.valueStream().map(Strategies::cell).collect(Collectors.joining(" "));
    }
    return value.isString() ? value.stringValue() : value.toString();
  }
}
