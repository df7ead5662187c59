package org.ampplanner.trials.validation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.engine.MatrixFormat;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.unit.Precision;

/**
 * The naive baseline: every run on a kind of device in a precision reaches the median utilisation
 * of the built-in runs on it. It is fitted on the very rows that it is shown beside.
 */
final class ConstantMfu {
  private static final double USUAL = 0.35;
  private final Map<String, Double> byKind = new HashMap<>();

  ConstantMfu(PublishedModels models, PublishedSystems systems) {
    Map<String, List<Double>> all = new HashMap<>();
    for (String table : List.of("dense", "moe", "single_node_a100")) {
      for (Row row : Facts.builtInTable("published/" + table + ".csv")) {
        if (row.has("iter_time_s") && row.text("tier").equals("A")) {
          add(all, row, models, systems);
        }
      }
    }
    all.forEach((kind, values) -> {
      Collections.sort(values);
      byKind.put(kind, values.get(values.size() / 2));
    });
  }

  private static void add(
      Map<String, List<Double>> all, Row row, PublishedModels models, PublishedSystems systems) {
    try {
      Asked run = PublishedRun.asked(row, models, systems, new Problems());
      double mfu = idealSeconds(run) / row.number("iter_time_s");
      all.computeIfAbsent(kind(run), k -> new ArrayList<>()).add(mfu);
    } catch (IllegalArgumentException e) {
      return; // a run that cannot be expressed teaches nothing
    }
  }

  private static String kind(Asked run) {
    DeviceType device = run.job().cluster().lines().get(0).device();
    Precision precision = run.job().training().precision();
    return device.id() + " " + MatrixFormat.of(precision, run.job().software().fp8());
  }

  private static double idealSeconds(Asked run) {
    DeviceType device = run.job().cluster().lines().get(0).device();
    double peak = device.peakFlops().getOrDefault(Precision.BF16, 1e12);
    double flops = 3 * run.job().model().flops() * run.job().training().globalBatchSize();
    return flops / (peak * run.strategy().degrees().worldSize());
  }

  double seconds(Asked run) {
    return idealSeconds(run) / byKind.getOrDefault(kind(run), USUAL);
  }
}
