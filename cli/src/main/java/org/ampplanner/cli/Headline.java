package org.ampplanner.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.ampplanner.cli.terminal.Terminal;
import org.ampplanner.cli.terminal.Terminal.Style;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.job.Job;
import org.ampplanner.unit.Figures;

/** What is planned, in two lines. */
final class Headline {
  private static final int ROOM_FOR_THE_REST = 44;

  private Headline() {}

  static List<String> lines(Terminal terminal, Job job) {
    String model =
        String.format(
            Locale.ROOT,
            "%s (%s parameters, %s)",
            terminal.styled(Style.BOLD, job.model().name()),
            parameters(job.model().parameters()),
            Figures.count(job.model().layers().size(), "layer"));
    return List.of(
        model + " on " + terminal.styled(Style.BOLD, job.cluster().name()),
        terminal.styled(
            Style.FAINT,
            String.format(
                Locale.ROOT,
                "%s; global batch %,d, %s, cost model %s",
                nodes(job, terminal.width() - ROOM_FOR_THE_REST),
                job.training().globalBatchSize(),
                job.training().precision().id(),
                job.costModel().id())));
  }

  /** Names the kinds of nodes, those of the same kind together. */
  private static String nodes(Job job, int room) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (NodeLine line : job.cluster().lines()) {
      counts.merge(line.devices() + " " + line.device().id(), line.count(), Integer::sum);
    }
    String all =
        counts.entrySet().stream()
            .map(e -> String.format(Locale.ROOT, "%,d x %s", e.getValue(), e.getKey()))
            .collect(Collectors.joining(" + "));
    return all.length() <= room
        ? all
        : String.format(
            Locale.ROOT,
            "%,d nodes of %d kinds, %,d devices",
            job.cluster().nodes(),
            counts.size(),
            job.cluster().devices());
  }

  private static String parameters(long n) {
    if (n < 1_000_000) {
      return String.format(Locale.ROOT, "%,d", n);
    }
    double scaled = n >= 1e12 ? n / 1e12 : n >= 1e9 ? n / 1e9 : n / 1e6;
    String unit = n >= 1e12 ? "T" : n >= 1e9 ? "B" : "M";
    return String.format(Locale.ROOT, scaled < 10 ? "%.2f%s" : "%.0f%s", scaled, unit);
  }
}
