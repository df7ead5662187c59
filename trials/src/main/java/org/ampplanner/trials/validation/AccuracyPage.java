package org.ampplanner.trials.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.ampplanner.operator.Constants;

/**
 * The page of the documentation on accuracy: first what is fitted and what not, then every data
 * set, every source, what is left out, and the constants.
 */
public final class AccuracyPage {
  private static final String MEASURES =
      """


      Predictions beside published measurements; made by `amp validate`, not by hand. Every run is
      priced as a user's job would be. Spearman and regret are within groups of one model on one
      machine (at least four runs). Regret@k is the measured time of the best of the k that are
      predicted best, over the measured best. Runs that ran out of memory count in `fits`.
      `source_mape` is the mean over sources, so that a large one does not hide the others.
      `constant MFU` is fitted on the rows of dense, moe and single_node_a100.

      """;

  private AccuracyPage() {}

  /** Returns the page in Markdown. */
  public static String markdown(Scoreboard scoreboard) {
    StringBuilder text = new StringBuilder();
    text.append("# Accuracy\n\n").append(fitted(scoreboard.predictions())).append(MEASURES);
    table(text, ScoreboardWriter.header(), ScoreboardWriter.cells(scoreboard));
    bySource(text, scoreboard.predictions());
    heldOut(text);
    constants(text);
    return text.toString();
  }

  /** What is fitted and what not, with the error of each. */
  private static String fitted(List<Prediction> predictions) {
    return "**What is fitted:** constants by least squares on "
        + named(predictions, f -> f == Fitted.LEAST_SQUARES)
        + "; a few by hand on "
        + named(predictions, f -> f == Fitted.BY_HAND)
        + ". **Not fitted:** "
        + named(predictions, f -> f == Fitted.NO)
        + ". On sources that no constant has seen the step time is off by **"
        + error(predictions, false)
        + "**; on sources of which some runs were fitted by "
        + error(predictions, true)
        + ", which says how well constants describe these runs and not how well a new system is"
        + " predicted.";
  }

  private static String named(List<Prediction> predictions, Predicate<Fitted> which) {
    return predictions.stream()
        .map(Prediction::dataset)
        .distinct()
        .filter(set -> which.test(Fitted.of(set)))
        .collect(Collectors.joining(", "));
  }

  /** The error on sources some of whose runs constants were fitted on, or on all others. */
  private static String error(List<Prediction> predictions, boolean seen) {
    Set<String> known =
        predictions.stream()
            .filter(p -> Fitted.of(p.dataset()) != Fitted.NO)
            .map(Prediction::source)
            .collect(Collectors.toSet());
    Summary.Errors e =
        Summary.ours(
                "", predictions.stream().filter(p -> known.contains(p.source()) == seen).toList())
            .errors();
    return String.format(
        Locale.ROOT,
        "%.1f %% (mean over %d sources; %.1f %% over %d runs)",
        100 * e.overSources(),
        e.sources(),
        100 * e.mape(),
        e.n());
  }

  private static void bySource(StringBuilder text, List<Prediction> predictions) {
    Map<String, List<Prediction>> sources =
        predictions.stream()
            .collect(
                Collectors.groupingBy(
                    p -> p.dataset() + "|" + p.source(), TreeMap::new, Collectors.toList()));
    text.append("\n## By source\n\n");
    List<String> columns =
        List.of(
            "n",
            "mape_percent",
            "median_percent",
            "bias_percent",
            "fits_precision",
            "fits_recall",
            "fits_f1",
            "memory_mape_percent",
            "unpredicted");
    List<String> header = new ArrayList<>(List.of("dataset", "source", "fitted"));
    header.addAll(columns);
    List<List<String>> rows = new ArrayList<>();
    sources.forEach((source, runs) -> {
      Summary s = Summary.ours(runs.get(0).dataset(), runs);
      List<String> own = ScoreboardWriter.cells(s);
      List<String> cells = new ArrayList<>();
      cells.add(s.dataset());
      cells.add(runs.get(0).source());
      cells.add(Fitted.of(s.dataset()).id());
      for (String column : columns) {
        cells.add(
            column.equals("bias_percent")
                ? ScoreboardWriter.number("%+.2f", 100 * Metrics.bias(runs))
                : own.get(ScoreboardWriter.header().indexOf(column)));
      }
      rows.add(cells);
    });
    table(text, header, rows);
  }

  private static void heldOut(StringBuilder text) {
    text.append(
        """

        ## Left out

        Mean error of rows that the fitted constants never saw: each group (all runs of a model, of a
        system, of a source) is taken out of the least squares and predicted with what the rest
        gives, to first order. Where a whole source is the only one of its software or its device,
        its constants fall back on what they are before any fit.

        """);
    List<String> header =
        List.of(
            "dataset",
            "left_out_by",
            "groups",
            "n",
            "in_sample_mape_percent",
            "held_out_mape_percent");
    table(
        text,
        header,
        Facts.builtInTable("held_out.csv").stream()
            .map(row -> header.stream().map(row::text).toList())
            .toList());
  }

  private static void constants(StringBuilder text) {
    text.append("\n## Physical constants\n\n");
    List<List<String>> rows = new ArrayList<>();
    new TreeMap<>(Constants.standard().all())
        .forEach((name, c) ->
            rows.add(
                List.of(
                    "`" + name + "`",
                    ScoreboardWriter.number("%.4g", c.value()),
                    ScoreboardWriter.number("%.3g", c.low())
                        + " to "
                        + ScoreboardWriter.number("%.3g", c.high()),
                    c.unit(),
                    c.source().replace("\"", ""))));
    table(text, List.of("name", "value", "bounds", "unit", "source"), rows);
  }

  private static void table(StringBuilder text, List<String> header, List<List<String>> rows) {
    text.append("| ").append(String.join(" | ", header)).append(" |\n");
    text.append("|").append("---|".repeat(header.size())).append('\n');
    for (List<String> row : rows) {
      text.append("| ").append(String.join(" | ", row)).append(" |\n");
    }
  }
}
