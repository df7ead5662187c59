package org.ampplanner.bench;

import java.util.Arrays;
import java.util.Locale;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.search.SearchOutcome;

/**
 * Prints how long the search takes by size of cluster: the first pass of this Java machine, case
 * after case, and the median of some more.
 */
public final class ScaleTable {
  private static final int REPEATS = 5;

  private ScaleTable() {}

  /**
   * Runs all cases.
   *
   * @param arguments number of threads, 2 if left out
   */
  public static void main(String[] arguments) {
    int threads = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2;
    System.out.println(
        "| cluster, model | candidates | costed | proven | first | median | CPU | heap |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    for (ScaleCase each : ScaleCase.ALL) {
      System.out.println(row(each, threads));
    }
  }

  private static String row(ScaleCase each, int threads) {
    CostInputs inputs = each.inputs();
    long start = System.nanoTime();
    SearchOutcome outcome = ScaleCase.search(ScaleCase.predictive(inputs), threads);
    double first = (System.nanoTime() - start) / 1e9;
    double[] more = new double[REPEATS];
    long cpu = cpuNanos();
    for (int i = 0; i < REPEATS; i++) {
      long again = System.nanoTime();
      ScaleCase.search(ScaleCase.predictive(inputs), threads);
      more[i] = (System.nanoTime() - again) / 1e9;
    }
    double mean = (cpuNanos() - cpu) / 1e9 / REPEATS;
    Arrays.sort(more);
    outcome.plans().stream()
        .findFirst()
        .ifPresent(best ->
            System.err.println(
                each.name() + ": " + best.strategy() + " " + best.iterationSeconds()));
    Runtime runtime = Runtime.getRuntime();
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d | %s | %.3f s | %.3f s | %.3f s | %d MiB |",
        each.name(),
        outcome.statistics().candidates(),
        outcome.statistics().costed(),
        outcome.optimality().proven() ? "yes" : "gap " + outcome.optimality().gap(),
        first,
        more[REPEATS / 2],
        mean,
        (runtime.totalMemory() - runtime.freeMemory()) >> 20);
  }

  /**
   * The processor time of this Java machine, which other programs on it do not lengthen as much.
   */
  private static long cpuNanos() {
    return java.lang.management.ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : 0;
  }
}
