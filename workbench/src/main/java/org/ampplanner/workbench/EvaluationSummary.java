package org.ampplanner.workbench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ampplanner.formats.plan.Accuracy;
import org.ampplanner.formats.plan.EvaluationDocument;
import org.ampplanner.formats.source.Wording;
import org.ampplanner.plan.Plan;
import org.ampplanner.unit.Figures;

/** What the predictions of an evaluation are worth where measurements stand beside them. */
public final class EvaluationSummary {
  private EvaluationSummary() {}

  /** Returns what is worth saying, one remark a line at least. */
  public static List<String> remarks(EvaluationDocument document) {
    List<String> remarks = new ArrayList<>();
    long invalid = document.rows().stream().filter(r -> r.plan() == null).count();
    if (invalid > 0) {
      remarks.add(
          Figures.count(invalid, "row")
              + " of "
              + document.rows().size()
              + " not valid: see the column `error`");
    }
    List<String> filled = new ArrayList<>();
    for (int i = 0; i < document.rows().size(); i++) {
      String said = document.rows().get(i).filled();
      if (!said.isEmpty()) {
        filled.add("row " + (i + 1) + " " + said);
      }
    }
    if (!filled.isEmpty()) {
      remarks.add(
          "what these rows leave out does not fit as the job's default, the fastest that fits is"
              + " taken: "
              + Wording.list(filled));
    }
    int column = document.header().indexOf("measured_s");
    if (column >= 0) {
      remarks.add(accuracy(document, column));
    }
    return remarks;
  }

  private static String accuracy(EvaluationDocument document, int column) {
    List<Accuracy.Pair> pairs = new ArrayList<>();
    for (EvaluationDocument.Row row : document.rows()) {
      Plan plan = row.plan();
      Optional<Double> measured = positive(row.cells().get(column));
      if (plan != null && measured.isPresent()) {
        pairs.add(new Accuracy.Pair(plan.iterationSeconds(), measured.get()));
      }
    }
    if (pairs.isEmpty()) {
      return "measured_s: no row has both a measurement and a prediction";
    }
    Accuracy a = Accuracy.of(pairs);
    return String.format(
        Locale.ROOT,
        "against measured_s: n %d of %d rows, MAPE %s, median error %s, Spearman %s,%n"
            + "  regret@1 %.3f, regret@5 %.3f, regret@10 %.3f",
        a.n(),
        document.rows().size(),
        Figures.percent(a.mape()),
        Figures.percent(a.medianError()),
        Double.isNaN(a.spearman())
            ? "not defined (too few values that differ)"
            : String.format(Locale.ROOT, "%.3f", a.spearman()),
        a.regret1(),
        a.regret5(),
        a.regret10());
  }

  private static Optional<Double> positive(String cell) {
    try {
      double value = Double.parseDouble(cell.strip());
      return value > 0 && Double.isFinite(value) ? Optional.of(value) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
