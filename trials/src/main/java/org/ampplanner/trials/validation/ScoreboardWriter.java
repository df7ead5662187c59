package org.ampplanner.trials.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.ampplanner.operator.Constants;
import org.ampplanner.unit.Units;

/** Writes a scoreboard: as a table of cells, as CSV, as a Markdown page, and row by row. */
public final class ScoreboardWriter {
  private static final List<String> HEADER =
      List.of(
          "dataset",
          "predictor",
          "n",
          "mape_percent",
          "median_percent",
          "spearman",
          "regret_1",
          "regret_5",
          "regret_10",
          "fits_precision",
          "fits_recall",
          "fits_f1",
          "memory_mape_percent",
          "unpredicted");

  private ScoreboardWriter() {}

  /** Returns the header of the table. */
  public static List<String> header() {
    return HEADER;
  }

  /** Returns the table, a row a summary; what is not known is empty. */
  public static List<List<String>> cells(Scoreboard scoreboard) {
    return scoreboard.summaries().stream().map(ScoreboardWriter::cells).toList();
  }

  private static List<String> cells(Summary s) {
    List<String> cells = new ArrayList<>();
    cells.add(s.dataset());
    cells.add(s.predictor());
    cells.add(Integer.toString(s.n()));
    cells.add(number("%.2f", 100 * s.mape()));
    cells.add(number("%.2f", 100 * s.median()));
    cells.add(number("%.3f", s.ranks().spearman()));
    cells.add(number("%.3f", s.ranks().regret1()));
    cells.add(number("%.3f", s.ranks().regret5()));
    cells.add(number("%.3f", s.ranks().regret10()));
    cells.add(number("%.3f", s.fitting().precision()));
    cells.add(number("%.3f", s.fitting().recall()));
    cells.add(number("%.3f", s.fitting().f1()));
    cells.add(number("%.2f", 100 * s.memoryMape()));
    cells.add(Integer.toString(s.unpredicted()));
    return cells;
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, format, value);
  }

  /** Returns the table as CSV. */
  public static String csv(Scoreboard scoreboard) {
    StringBuilder text = new StringBuilder(String.join(",", HEADER)).append('\n');
    for (List<String> row : cells(scoreboard)) {
      text.append(String.join(",", row.stream().map(ScoreboardWriter::quoted).toList()))
          .append('\n');
    }
    return text.toString();
  }

  /** Returns every prediction as CSV, so that anyone can compute the measures again. */
  public static String rows(Scoreboard scoreboard) {
    StringBuilder text =
        new StringBuilder(
            "dataset,id,measured_s,predicted_s,measured_memory_gib,predicted_memory_gib,fits,error\n");
    for (Prediction p : scoreboard.predictions()) {
      Boolean fits = p.fits();
      text.append(
          String.join(
              ",",
              quoted(p.dataset()),
              quoted(p.id()),
              number("%.6g", p.measuredSeconds()),
              exact(p.predictedSeconds()),
              number("%.4f", p.measuredMemoryBytes() / Units.GIB),
              exact(p.predictedMemoryBytes() / Units.GIB),
              fits == null ? "" : fits.toString(),
              quoted(p.error())));
      text.append('\n');
    }
    return text.toString();
  }

  private static String exact(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }

  private static String quoted(String cell) {
    return cell.contains(",") || cell.contains("\"") || cell.contains("\n")
        ? "\"" + cell.replace("\"", "\"\"") + "\""
        : cell;
  }

  private static void heldOut(StringBuilder text) {
    text.append(
        "\n## Left out\n\nMean error of rows that the fitted constants never saw: each group (all runs"
            + " of a model, of a system, of a source) is taken out of the least squares and"
            + " predicted with what the rest gives, to first order. Where a whole source is the only"
            + " one of its software or its device, its constants fall back on what they are before"
            + " any fit.\n\n| data | left out by | groups | n | in sample % | held out % |\n");
    text.append("|---|---|---|---|---|---|\n");
    for (Row row : Facts.builtInTable("held_out.csv")) {
      text.append("| ")
          .append(
              String.join(
                  " | ",
                  row.text("dataset"),
                  row.text("left_out_by"),
                  row.text("groups"),
                  row.text("n"),
                  row.text("in_sample_mape_percent"),
                  row.text("held_out_mape_percent")))
          .append(" |\n");
    }
  }

  /** Returns the page of the documentation. */
  public static String markdown(Scoreboard scoreboard) {
    StringBuilder text = new StringBuilder();
    text.append("# Accuracy\n\n");
    text.append(
        "Predictions beside published measurements; made by `amp validate`, not by hand. Spearman"
            + " and regret are within groups of one model on one machine (at least four runs)."
            + " Regret@k is the measured time of the best of the k that are predicted best, over"
            + " the measured best. `constant MFU` is fitted on the rows shown. So are our constants,"
            + " which belong to devices, links and software versions: what they do on rows that they"
            + " have not seen is under *Left out*. Three rest on one set alone: the device and the"
            + " efficiency of amp/single_gpu_nodes, the stall of amp/het_cluster, and the software"
            + " of single_node_a100 and dense/vtrain-multi, which few others run.\n\n");
    text.append("| ").append(String.join(" | ", HEADER)).append(" |\n");
    text.append("|").append("---|".repeat(HEADER.size())).append('\n');
    for (List<String> row : cells(scoreboard)) {
      text.append("| ").append(String.join(" | ", row)).append(" |\n");
    }
    heldOut(text);
    text.append("\n## Physical constants\n\n| name | value | bounds | unit | source |\n");
    text.append("|---|---|---|---|---|\n");
    Map<String, Constants.Constant> constants = new TreeMap<>(Constants.standard().all());
    constants.forEach((name, c) ->
        text.append(
            String.format(
                Locale.ROOT,
                "| `%s` | %.4g | %.3g to %.3g | %s | %s |%n",
                name,
                c.value(),
                c.low(),
                c.high(),
                c.unit(),
                c.source().replace("\"", ""))));
    return text.toString();
  }
}
