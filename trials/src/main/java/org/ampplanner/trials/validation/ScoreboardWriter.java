package org.ampplanner.trials.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.formats.plan.DoubtCells;
import org.ampplanner.plan.PlanDoubt;
import org.ampplanner.unit.Units;

/** Writes a scoreboard: as a table of cells, as CSV, and row by row. */
public final class ScoreboardWriter {
  private static final List<String> ROWS_HEADER =
      List.of(
          ("dataset,id,measured_s,predicted_s,predicted_low_s,predicted_high_s,measured_memory_gib,"
                  + "predicted_memory_gib,predicted_memory_high_gib,fits,fits_probability,error,"
                  + "assumed")
              .split(","));
  private static final List<String> HEADER =
      List.of(
          "dataset",
          "predictor",
          "fitted",
          "n",
          "mape_percent",
          "median_percent",
          "sources",
          "source_mape_percent",
          "spearman",
          "regret_1",
          "regret_5",
          "regret_10",
          "fits_precision",
          "fits_recall",
          "fits_f1",
          "memory_mape_percent",
          "inside_percent",
          "half_width_percent",
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

  static List<String> cells(Summary s) {
    List<String> cells = new ArrayList<>();
    cells.add(s.dataset());
    cells.add(s.predictor());
    cells.add(s.predictor().equals("ours") ? Fitted.of(s.dataset()).id() : "");
    cells.add(Integer.toString(s.n()));
    cells.add(number("%.2f", 100 * s.mape()));
    cells.add(number("%.2f", 100 * s.median()));
    cells.add(Integer.toString(s.errors().sources()));
    cells.add(number("%.2f", 100 * s.errors().overSources()));
    cells.add(number("%.3f", s.ranks().spearman()));
    cells.add(number("%.3f", s.ranks().regret1()));
    cells.add(number("%.3f", s.ranks().regret5()));
    cells.add(number("%.3f", s.ranks().regret10()));
    cells.add(number("%.3f", s.fitting().precision()));
    cells.add(number("%.3f", s.fitting().recall()));
    cells.add(number("%.3f", s.fitting().f1()));
    cells.add(number("%.2f", 100 * s.memoryMape()));
    cells.add(number("%.1f", 100 * s.interval().inside()));
    cells.add(number("%.1f", 100 * s.interval().halfWidth()));
    cells.add(Integer.toString(s.unpredicted()));
    return cells;
  }

  static String number(String format, double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, format, value);
  }

  /** Returns the table as CSV. */
  public static String csv(Scoreboard scoreboard) {
    List<List<String>> rows = new ArrayList<>(List.of(HEADER));
    rows.addAll(cells(scoreboard));
    return Documents.csv(rows);
  }

  /** Returns every prediction as CSV, so that anyone can compute the measures again. */
  public static String rows(Scoreboard scoreboard) {
    List<List<String>> rows = new ArrayList<>(List.of(ROWS_HEADER));
    for (Prediction p : scoreboard.predictions()) {
      Boolean fits = p.fits();
      rows.add(
          List.of(
              p.dataset(),
              p.id(),
              number("%.6g", p.measuredSeconds()),
              exact(p.predictedSeconds()),
              exact(doubt(p, PlanDoubt::lowSeconds)),
              exact(doubt(p, PlanDoubt::highSeconds)),
              number("%.4f", p.measuredMemoryBytes() / Units.GIB),
              exact(p.predictedMemoryBytes() / Units.GIB),
              exact(doubt(p, d -> d.highBytes().orElse(Double.NaN)) / Units.GIB),
              fits == null ? "" : fits.toString(),
              exact(doubt(p, d -> DoubtCells.fitsProbability(d).orElse(Double.NaN))),
              p.error(),
              PublishedSoftware.assumed(p.tags())));
    }
    return Documents.csv(rows);
  }

  private static double doubt(Prediction p, ToDoubleFunction<PlanDoubt> value) {
    PlanDoubt d = p.predicted().doubt();
    return d == null ? Double.NaN : value.applyAsDouble(d);
  }

  private static String exact(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }
}
