package org.ampplanner.trials.validation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.operator.Constants;

/** All measured runs that the facts hold, each as a user would ask for its prediction. */
public final class ScoredRuns {
  /** Tables of published runs, and how the data set of each is called. */
  private static final Map<String, String> TABLES = tables();

  private final List<ScoredRun> runs;

  private ScoredRuns(List<ScoredRun> runs) {
    this.runs = List.copyOf(runs);
  }

  private static Map<String, String> tables() {
    Map<String, String> tables = new LinkedHashMap<>();
    for (String table : List.of("dense", "moe", "single_node_a100")) {
      tables.put("published/" + table, table);
    }
    for (String table : List.of("dense", "moe")) {
      tables.put("released/published/" + table, "released/" + table);
    }
    for (String table : List.of("dense", "moe")) {
      tables.put("fresh/" + table, "fresh/" + table);
    }
    return tables;
  }

  /**
   * Reads all runs.
   *
   * @throws org.ampplanner.formats.source.ProblemsException if what a row says of its software is
   *     not valid
   */
  public static ScoredRuns of(Facts facts) {
    Problems problems = new Problems();
    List<ScoredRun> all = new ArrayList<>();
    facts.table("amp/trials.csv").ifPresent(rows -> all.addAll(new AmpRuns().runs(rows, problems)));
    facts
        .table("amp/single_gpu_nodes_trials.csv")
        .ifPresent(rows -> all.addAll(new SingleGpuNodeRuns().runs(rows, problems)));
    for (String release : List.of("", "released/")) {
      facts
          .table(release + "sailor/runs.csv")
          .ifPresent(rows -> all.addAll(new SailorRuns().runs(release + "sailor", rows, problems)));
    }
    Published published = new Published();
    TABLES.forEach((table, dataset) ->
        facts
            .table(table + ".csv")
            .ifPresent(rows -> all.addAll(published.runs(dataset, rows, problems))));
    if (facts.isBuiltIn()) {
      all.addAll(new EmulatedRuns().runs(Facts.builtInTable("emulated/runs.csv"), problems));
    }
    problems.throwIfAny();
    return new ScoredRuns(all);
  }

  /** Returns all of them, in the order of the tables. */
  List<ScoredRun> runs() {
    return runs;
  }

  /** Predicts all of them. */
  public Scoreboard scoreboard() {
    return scoreboard(Constants.standard());
  }

  /** Predicts all of them with other physical constants. */
  Scoreboard scoreboard(Constants constants) {
    return Scoreboard.of(runs.stream().map(run -> run.predict(constants)).toList());
  }

  /**
   * Returns the files that users would write for {@code amp evaluate} to price the runs, by path:
   * jobs, strategies, and {@code index.csv}, which says what stands where.
   */
  public Map<String, String> jobFiles() {
    return new JobFiles().of(runs);
  }
}
