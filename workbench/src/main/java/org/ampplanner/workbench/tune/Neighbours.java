package org.ampplanner.workbench.tune;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Strategies that differ from one in a single choice. */
final class Neighbours {
  private Neighbours() {}

  /**
   * Returns them by the columns of a strategies file; many are not valid. Where a degree changes,
   * data parallelism takes up what it leaves.
   */
  static List<Map<String, String>> of(Map<String, String> now) {
    List<Map<String, String>> all = new ArrayList<>();
    for (String degree : List.of("tensor_parallel", "pipeline_parallel", "context_parallel")) {
      degree(all, now, degree);
    }
    for (String column : List.of("micro_batch_size", "virtual_pipeline", "expert_parallel")) {
      for (int factor : new int[] {2, 4}) {
        scaled(all, now, column, factor);
      }
    }
    for (String recompute : List.of("none", "selective", "full")) {
      set(all, now, "recompute", recompute);
    }
    for (String stage : List.of("0", "1", "2", "3")) {
      set(all, now, "zero_stage", stage);
    }
    set(all, now, "sequence_parallel", "true");
    set(all, now, "sequence_parallel", "false");
    return all;
  }

  private static void degree(
      List<Map<String, String>> all, Map<String, String> now, String column) {
    long value = number(now, column);
    long data = number(now, "data_parallel");
    for (int factor : new int[] {2, 4}) {
      if (data > 0 && data % factor == 0) {
        put(all, now, Map.of(column, value * factor + "", "data_parallel", data / factor + ""));
      }
      if (value > 0 && value % factor == 0 && data > 0) {
        put(all, now, Map.of(column, value / factor + "", "data_parallel", data * factor + ""));
      }
    }
  }

  private static void scaled(
      List<Map<String, String>> all, Map<String, String> now, String column, int factor) {
    long value = number(now, column);
    if (value > 0) {
      set(all, now, column, value * factor + "");
      if (value % factor == 0) {
        set(all, now, column, value / factor + "");
      }
    }
  }

  private static void set(
      List<Map<String, String>> all, Map<String, String> now, String column, String value) {
    if (!value.equals(now.get(column))) {
      put(all, now, Map.of(column, value));
    }
  }

  private static void put(
      List<Map<String, String>> all, Map<String, String> now, Map<String, String> changed) {
    Map<String, String> other = new LinkedHashMap<>(now);
    other.putAll(changed);
    if (!changed.containsKey("schedule")) {
      other.remove("schedule"); // what suits the pipeline
    }
    if ("1".equals(other.get("tensor_parallel"))) {
      other.put("sequence_parallel", "false");
    }
    if ("1".equals(other.get("pipeline_parallel"))) {
      other.put("virtual_pipeline", "1");
    }
    all.add(other);
  }

  /** Returns a number, 0 where the stages have several. */
  private static long number(Map<String, String> cells, String column) {
    String text = cells.getOrDefault(column, "1");
    return text.matches("\\d{1,9}") ? Long.parseLong(text) : 0;
  }
}
