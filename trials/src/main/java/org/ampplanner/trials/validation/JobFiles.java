package org.ampplanner.trials.validation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.engine.SoftwareTraits;
import org.ampplanner.formats.calibration.CalibrationDocument;
import org.ampplanner.formats.cluster.ClusterDocument;
import org.ampplanner.formats.model.LayersDocument;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.formats.plan.JobDocument;
import org.ampplanner.formats.plan.StrategyCells;
import org.ampplanner.formats.profile.ProfileDocument;
import org.ampplanner.formats.software.SoftwareDocument;
import org.ampplanner.job.CostModelChoice;
import org.ampplanner.job.Job;
import org.ampplanner.placement.Placement;
import org.ampplanner.predictive.Calibration;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.unit.Units;

/**
 * Writes measured runs as users would ask for them: a job file and a strategies file for runs that
 * share a job, what jobs share beside them, and an index.
 */
final class JobFiles {
  private static final String UP = "../";

  private final Map<String, String> files = new LinkedHashMap<>();

  /** Paths by content, so that what is equal is written once. */
  private final Map<String, String> written = new HashMap<>();

  /** The strategies of a job. */
  private record Table(String job, String path, List<List<String>> rows) {}

  private final Map<String, Table> tables = new LinkedHashMap<>();
  private final Map<String, Integer> jobs = new HashMap<>();

  /** Returns all files by path. */
  Map<String, String> of(List<ScoredRun> runs) {
    List<List<String>> index = new ArrayList<>();
    index.add(List.of("dataset", "id", "job", "strategies", "line"));
    for (ScoredRun run : runs) {
      Asked asked = run.asked();
      if (asked != null) {
        Table table = table(run, asked);
        table.rows.add(row(run, asked));
        index.add(
            List.of(
                run.label().dataset(),
                run.label().id(),
                table.job,
                table.path,
                Integer.toString(table.rows.size() - 1)));
      }
    }
    tables.values().forEach(table -> files.put(table.path, Documents.csv(table.rows)));
    files.put("index.csv", Documents.csv(index));
    return files;
  }

  private Table table(ScoredRun run, Asked asked) {
    String text = Documents.yaml(job(asked.job()));
    String dataset = run.label().dataset().replace('/', '-');
    return tables.computeIfAbsent(
        dataset + "\n" + text,
        key -> {
          int number = jobs.merge(dataset, 1, Integer::sum);
          String path = String.format(Locale.ROOT, "jobs/%s-%03d", dataset, number);
          files.put(path + ".yaml", text);
          List<List<String>> rows = new ArrayList<>();
          rows.add(header(asked));
          return new Table(path + ".yaml", path + ".csv", rows);
        });
  }

  private Map<String, Object> job(Job job) {
    Map<String, Object> tree = new LinkedHashMap<>();
    String model = job.model().name();
    String cluster = job.cluster().name();
    tree.put(
        "model", UP + yaml("models/" + model, LayersDocument.brief(job.model(), job.training())));
    tree.put(
        "cluster",
        UP
            + yaml(
                "clusters/" + cluster + "-" + job.cluster().devices(),
                ClusterDocument.of(job.cluster())));
    tree.put("training", JobDocument.training(job.training()));
    SoftwareTraits software = job.software();
    tree.put("software", SoftwareDocument.brief(software));
    if (!job.profile().measurements().isEmpty()) {
      String text = Documents.json(ProfileDocument.of(job));
      tree.put("profile", UP + write("profiles/" + model, ".json", text));
    }
    if (job.costModel() instanceof CostModelChoice.Predictive predictive
        && !predictive.calibration().equals(Calibration.NONE)) {
      String text = Documents.json(CalibrationDocument.of(predictive.calibration()));
      tree.put("calibration", UP + write("calibrations/" + cluster, ".json", text));
    }
    return tree;
  }

  private String yaml(String name, Map<String, Object> tree) {
    return write(name, ".yaml", Documents.yaml(tree));
  }

  /**
   * Writes a file that jobs may share; where its name is taken by another, under a name close by.
   */
  private String write(String name, String ending, String text) {
    return written.computeIfAbsent(
        name + "\n" + text,
        key -> {
          String path = name + ending;
          for (int i = 2; files.containsKey(path); i++) {
            path = name + "-" + i + ending;
          }
          files.put(path, text);
          return path;
        });
  }

  private static List<String> header(Asked asked) {
    List<String> header = new ArrayList<>(List.of("id"));
    header.addAll(StrategyCells.strategy(asked.strategy()).keySet());
    header.addAll(List.of("layer_cuts", "placement", "measured_s", "measured_memory_gib"));
    return header;
  }

  private static List<String> row(ScoredRun run, Asked asked) {
    Strategy strategy = asked.strategy();
    List<String> cells = new ArrayList<>(List.of(run.label().id()));
    StrategyCells.strategy(strategy).values().forEach(value -> cells.add(value.toString()));
    cells.add(asked.partition().toString());
    cells.add(placement(asked));
    cells.add(number(run.measured().seconds()));
    cells.add(number(run.measured().memoryBytes() / Units.GIB));
    return cells;
  }

  /**
   * Returns the devices in rank order; nothing where they are all of the cluster's in its order.
   */
  private static String placement(Asked asked) {
    Placement placement = asked.placement();
    return placement.isHostfileOrder() && placement.ranks() == asked.job().cluster().devices()
        ? ""
        : StrategyCells.placement(new ClusterLayout(asked.job().cluster()), placement);
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }
}
