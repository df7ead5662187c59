package org.ampplanner.workbench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.ampplanner.explain.Explainer;
import org.ampplanner.explain.Misfit;
import org.ampplanner.formats.plan.EvaluationDocument;
import org.ampplanner.formats.strategy.StrategyFile;
import org.ampplanner.formats.strategy.StrategyRow;
import org.ampplanner.plan.Doubts;
import org.ampplanner.plan.Plan;
import org.ampplanner.search.StrategyEvaluator;
import org.ampplanner.unit.Figures;

/** Prices the strategies of a file, row by row. */
final class Evaluations {
  private final StrategyEvaluator evaluator;
  private final Explainer explainer;
  private final Doubts doubts;
  private final MissingCells missing;

  Evaluations(
      StrategyEvaluator evaluator, Explainer explainer, Doubts doubts, MissingCells missing) {
    this.missing = missing;
    this.evaluator = evaluator;
    this.explainer = explainer;
    this.doubts = doubts;
  }

  /** Prices all rows, until interrupted: those that are left then are invalid. */
  EvaluationDocument of(StrategyFile file, BooleanSupplier interrupted) {
    List<EvaluationDocument.Row> rows = new ArrayList<>();
    for (StrategyRow row : file.rows()) {
      rows.add(interrupted.getAsBoolean() ? invalid(row, "interrupted") : of(file, row));
    }
    return new EvaluationDocument(file.columns(), rows);
  }

  private EvaluationDocument.Row of(StrategyFile file, StrategyRow row) {
    return switch (row.content()) {
      case StrategyRow.Invalid invalid -> otherwise(file, row, () -> invalid(row, invalid.error()));
      case StrategyRow.Named named ->
          switch (evaluator.evaluate(named.strategy(), named.placement(), named.partition())) {
            case StrategyEvaluator.Priced priced when priced.plan().fits() ->
                priced(row, named, priced.plan(), "");
            case StrategyEvaluator.Priced priced ->
                otherwise(file, row, () -> priced(row, named, priced.plan(), ""));
            case StrategyEvaluator.Rejected rejected ->
                otherwise(file, row, () -> invalid(row, rejected.reason().reason()));
          };
    };
  }

  /** Prices a row with the best that fits of what it leaves out; else as it stands. */
  private EvaluationDocument.Row otherwise(
      StrategyFile file, StrategyRow row, Supplier<EvaluationDocument.Row> asItStands) {
    return missing
        .best(file.columns(), row)
        .map(filled -> priced(row, filled.named(), filled.plan(), filled.said()))
        .orElseGet(asItStands);
  }

  private EvaluationDocument.Row priced(
      StrategyRow row, StrategyRow.Named named, Plan plan, String filled) {
    return new EvaluationDocument.Row(
        row.cells(),
        plan,
        "",
        named.partition().isEmpty(),
        explainer.nearbyMisfit(plan).map(Evaluations::advice).orElse(""),
        doubts.of(plan).orElse(null),
        filled);
  }

  private static EvaluationDocument.Row invalid(StrategyRow row, String error) {
    return new EvaluationDocument.Row(row.cells(), null, error, false);
  }

  /** Says in one line why a plan does not fit, the cheapest way out behind. */
  private static String advice(Misfit misfit) {
    return misfit.ways().isEmpty()
        ? misfit.text() + "; nothing that this cluster can run fits"
        : misfit.text()
            + "; "
            + misfit.ways().get(0).text()
            + " fits at "
            + Figures.seconds(misfit.ways().get(0).plan().iterationSeconds());
  }
}
