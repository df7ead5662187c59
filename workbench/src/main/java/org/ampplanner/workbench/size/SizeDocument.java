package org.ampplanner.workbench.size;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.ampplanner.formats.plan.StrategyCells;
import org.ampplanner.formats.price.PriceList;
import org.ampplanner.job.Job;
import org.ampplanner.workbench.StrategyText;
import org.jspecify.annotations.Nullable;

/** An answer in the form {@code amp-size/1}, and as rows of a CSV file. */
public final class SizeDocument {
  /** The schema's name and major version. */
  public static final String SCHEMA = "amp-size/1";

  private SizeDocument() {}

  /** Returns the tree. */
  public static Map<String, Object> tree(Job job, SizeQuestion question, List<SizeRow> rows) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("schema", SCHEMA);
    tree.put("question", question(job, question));
    tree.put("rows", rows.stream().map(row -> cells(row, true)).toList());
    return tree;
  }

  private static Map<String, @Nullable Object> question(Job job, SizeQuestion question) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("model", job.model().name());
    tree.put("tokens", question.tokens());
    tree.put("days", value(question.days()));
    tree.put("budget", value(question.budget()));
    tree.put("currency", PriceList.CURRENCY);
    tree.put("global_batch_size", job.training().globalBatchSize());
    tree.put("sequence_length", job.training().sequenceLength());
    tree.put("precision", job.training().precision().id());
    Failures failures = question.failures();
    double between = failures.gpuHoursBetween();
    tree.put("gpu_hours_between_failures", Double.isInfinite(between) ? null : between);
    tree.put("checkpoint_s", failures.checkpointSeconds());
    tree.put("restart_s", failures.restartSeconds());
    tree.put("pue", question.pue());
    return tree;
  }

  /** Returns the rows, the header first. */
  public static List<List<String>> rows(List<SizeRow> rows) {
    List<List<String>> all = new ArrayList<>();
    for (SizeRow row : rows) {
      Map<String, @Nullable Object> cells = cells(row, false);
      if (all.isEmpty()) {
        all.add(List.copyOf(cells.keySet()));
      }
      all.add(cells.values().stream().map(c -> c == null ? "" : c.toString()).toList());
    }
    return all;
  }

  private static Map<String, @Nullable Object> cells(SizeRow row, boolean nested) {
    SizePoint p = row.point();
    Map<String, @Nullable Object> cells = new LinkedHashMap<>();
    cells.put("node_type", row.rate().nodeType());
    cells.put("choice", p == null ? null : row.choice());
    cells.put("nodes", p == null ? null : p.nodes());
    cells.put("devices", p == null ? null : p.devices());
    cells.put("device_type", row.rate().deviceType());
    cells.put("tokens_per_s", p == null ? null : p.throughput().tokensPerSecond());
    cells.put("days", p == null ? null : p.days());
    cells.put("days_low", p == null ? null : p.daysLow());
    cells.put("days_high", p == null ? null : p.daysHigh());
    cells.put("price_per_hour", p == null ? null : value(p.pricePerHour()));
    cells.put("price", row.rate().pricePerHour().isEmpty() ? null : row.rate().price());
    cells.put("cost_total", p == null ? null : value(p.cost()));
    cells.put("power_mw", p == null ? null : value(p.megawatts()));
    cells.put("energy_mwh", p == null ? null : value(p.megawattHours()));
    cells.put("mfu", p == null ? null : value(p.throughput().mfu()));
    cells.put("effective_share", p == null ? null : effective(p));
    cells.put("iteration_s", p == null ? null : p.plan().iterationSeconds());
    cells.put("plan", p == null ? null : plan(p, nested));
    cells.put("pareto", p != null && row.pareto());
    cells.put("why_not", row.whyNot());
    return cells;
  }

  private static double effective(SizePoint p) {
    return p.question().failures().effectiveness(p.devices());
  }

  private static Object plan(SizePoint p, boolean nested) {
    return nested
        ? StrategyCells.strategy(p.plan().strategy())
        : StrategyText.of(p.plan().strategy());
  }

  private static @Nullable Double value(OptionalDouble value) {
    return value.isEmpty() ? null : value.getAsDouble();
  }
}
