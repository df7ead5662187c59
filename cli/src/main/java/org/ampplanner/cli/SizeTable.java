package org.ampplanner.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.ampplanner.cli.terminal.Format;
import org.ampplanner.cli.terminal.Terminal;
import org.ampplanner.cli.terminal.TextTable;
import org.ampplanner.cli.terminal.TextTable.Column;
import org.ampplanner.job.Job;
import org.ampplanner.unit.Figures;
import org.ampplanner.workbench.StrategyText;
import org.ampplanner.workbench.size.Failures;
import org.ampplanner.workbench.size.SizePoint;
import org.ampplanner.workbench.size.SizeQuestion;
import org.ampplanner.workbench.size.SizeRow;

/** Types and numbers of nodes, as people read them. */
final class SizeTable {
  private SizeTable() {}

  static List<String> lines(Terminal terminal, Job job, SizeQuestion question, List<SizeRow> rows) {
    List<String> lines = new ArrayList<>();
    lines.addAll(head(terminal, job, question));
    List<SizePoint> points = new ArrayList<>();
    TextTable table = table(terminal);
    for (SizeRow row : rows) {
      row.found()
          .ifPresent(p -> {
            table.row(cells(row, p));
            points.add(p);
          });
    }
    if (!points.isEmpty()) {
      lines.add("");
      lines.addAll(table.lines());
      lines.add("* on the frontier: no other line is both faster and cheaper");
      lines.add("");
      lines.addAll(first(terminal, rows.get(0), points.get(0)));
    }
    List<SizeRow> not = rows.stream().filter(r -> r.found().isEmpty()).toList();
    if (!not.isEmpty()) {
      lines.add("");
      lines.add("Left out:");
      not.forEach(
          r -> lines.addAll(wrapped("  " + r.rate().nodeType() + ": " + r.whyNot(), terminal)));
    }
    return lines;
  }

  private static List<String> head(Terminal terminal, Job job, SizeQuestion q) {
    StringBuilder limits = new StringBuilder();
    q.days()
        .ifPresent(d -> limits.append(" within ").append(Figures.significant(d)).append(" days"));
    q.budget().ifPresent(b -> limits.append(" for ").append(money(OptionalDouble.of(b))));
    String text =
        job.model().name()
            + ": "
            + amount(q.tokens())
            + " tokens"
            + limits
            + "; batch "
            + job.training().globalBatchSize()
            + " x "
            + job.training().sequenceLength()
            + " tokens, "
            + job.training().precision().id();
    return wrapped(text, terminal);
  }

  private static TextTable table(Terminal terminal) {
    return new TextTable(
        terminal,
        List.of(
            Column.word(" "),
            Column.word("node type"),
            Column.number("nodes"),
            Column.number("GPUs"),
            Column.number("days"),
            Column.number("(80 %)"),
            Column.number("$ in all"),
            Column.number("$/h"),
            Column.number("MW"),
            Column.number("MWh"),
            Column.number("MFU")));
  }

  private static String[] cells(SizeRow row, SizePoint p) {
    return new String[] {
      row.pareto() ? "*" : "",
      row.rate().nodeType(),
      p.nodes() + "",
      p.devices() + "",
      days(p.days()),
      days(p.daysLow()) + "-" + days(p.daysHigh()),
      money(p.cost()),
      money(p.pricePerHour()),
      figure(p.megawatts()),
      amount(p.megawattHours()),
      p.throughput().mfu().isEmpty()
          ? "?"
          : String.format(Locale.ROOT, "%.0f%%", 100 * p.throughput().mfu().getAsDouble())
    };
  }

  private static List<String> first(Terminal terminal, SizeRow row, SizePoint p) {
    List<String> lines = new ArrayList<>();
    String plan =
        p.nodes()
            + " x "
            + row.rate().nodeType()
            + " ("
            + row.choice()
            + "): "
            + StrategyText.of(p.plan().strategy())
            + ", "
            + Figures.seconds(p.plan().iterationSeconds())
            + " a step, "
            + amount(p.throughput().tokensPerSecond())
            + " tokens/s.";
    lines.addAll(wrapped(plan, terminal));
    lines.addAll(lost(terminal, p));
    String price = row.rate().pricePerHour().isEmpty() ? "no price known" : row.rate().price();
    String sources =
        "Price: "
            + price
            + ". Power: devices at their peak, "
            + (row.rate().hostWatts().isPresent() ? "the host as stated" : "80 % more for the host")
            + ", PUE "
            + p.question().pue()
            + ".";
    lines.addAll(wrapped(sources, terminal));
    return lines;
  }

  private static List<String> lost(Terminal terminal, SizePoint p) {
    Failures failures = p.question().failures();
    double share = failures.effectiveness(p.devices());
    if (share == 1) {
      return List.of();
    }
    String lost =
        String.format(
            Locale.ROOT,
            "Of the time %.1f %% train: a failure every %.1f hours, a checkpoint every %.0f minutes.",
            100 * share,
            failures.secondsBetween(p.devices()) / 3600,
            failures.checkpointInterval(p.devices()) / 60);
    return wrapped(lost, terminal);
  }

  private static String days(double days) {
    return days >= 100
        ? String.format(Locale.ROOT, "%.0f", days)
        : String.format(Locale.ROOT, "%.1f", days);
  }

  private static String money(OptionalDouble dollars) {
    return dollars.isEmpty() ? "?" : amount(dollars.getAsDouble());
  }

  private static String figure(OptionalDouble value) {
    return value.isEmpty() ? "?" : String.format(Locale.ROOT, "%.2f", value.getAsDouble());
  }

  private static String amount(OptionalDouble value) {
    return value.isEmpty() ? "?" : amount(value.getAsDouble());
  }

  /** Returns three digits and a unit: {@code 4.21M}. */
  static String amount(double value) {
    String[] units = {"", "k", "M", "B", "T"};
    int unit = 0;
    double scaled = value;
    while (scaled >= 999.5 && unit < units.length - 1) {
      scaled /= 1000;
      unit++;
    }
    int digits = scaled >= 99.95 ? 0 : scaled >= 9.995 ? 1 : 2;
    return String.format(Locale.ROOT, "%." + digits + "f%s", scaled, units[unit]);
  }

  private static List<String> wrapped(String text, Terminal terminal) {
    return Format.wrapWords(text, terminal.width()).toList();
  }
}
