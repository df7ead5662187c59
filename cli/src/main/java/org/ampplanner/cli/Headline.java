package org.ampplanner.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.ampplanner.cli.terminal.Format;
import org.ampplanner.cli.terminal.Terminal;
import org.ampplanner.cli.terminal.Terminal.Style;
import org.ampplanner.job.Job;

/** What is planned, in two lines. */
final class Headline {
  private Headline() {}

  static List<String> lines(Terminal terminal, Job job) {
    String nodes =
        job.cluster().lines().stream()
            .map(n -> n.count() + " x " + n.devices() + " " + n.device().id())
            .collect(Collectors.joining(" + "));
    String model =
        String.format(
            Locale.ROOT,
            "%s (%s parameters, %s)",
            terminal.styled(Style.BOLD, job.model().name()),
            parameters(job.model().parameters()),
            Format.count(job.model().layers().size(), "layer"));
    return List.of(
        model + " on " + terminal.styled(Style.BOLD, job.cluster().name()),
        terminal.styled(
            Style.FAINT,
            String.format(
                Locale.ROOT,
                "%s; global batch %,d, %s, cost model %s",
                nodes,
                job.training().globalBatchSize(),
                job.training().precision().id(),
                job.costModel().id())));
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
