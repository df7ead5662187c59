package org.ampplanner.report;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.ampplanner.formats.plan.SearchLogFile;
import org.ampplanner.search.SearchOutcome;
import org.ampplanner.unit.Figures;

/** The search: what became of the candidates, its race, trade-offs, and trials. */
final class SearchSection {
  private SearchSection() {}

  static String html(ReportInput input) {
    SearchOutcome outcome = input.file().outcome();
    SearchOutcome.Optimality proof = outcome.optimality();
    StringBuilder html = new StringBuilder("<section id=\"search\"><h2>The search</h2>\n<p>");
    html.append("Planner <b>").append(Html.text(outcome.planner())).append("</b> looked at ");
    html.append(Html.count(outcome.statistics().candidates())).append(" strategies in ");
    html.append(Html.seconds(input.file().wallSeconds())).append(". ");
    html.append(
        proof.proven()
            ? "<span class=\"good\">Proven best</span> of the space searched, under the cost model "
            : "<span class=\"bad\">Not proven</span>: at most "
                + HeadSection.gap(proof)
                + " from the best of the space searched, under the cost model ");
    html.append(Html.text(input.costModel().id()));
    if (proof.lowerBoundSeconds() > 0) {
      html.append("; no plan takes less than ").append(Html.seconds(proof.lowerBoundSeconds()));
    }
    html.append(outcome.statistics().complete() ? "." : "; it was stopped early.").append("</p>\n");
    candidates(html, outcome);
    race(html, input.log());
    html.append("<h3>What time costs</h3><p class=\"soft\">The plans")
        .append(input.log() == null ? "" : " and the other strategies that the search priced")
        .append("; nothing is both below and to the left of the dashed line. The winner is")
        .append(" orange; what does not fit is hollow.</p><div class=\"pair\">")
        .append("<div class=\"chart\" id=\"paretomemory\"></div>")
        .append("<div class=\"chart\" id=\"paretogpus\"></div></div>\n");
    measured(html, input);
    return html.append("</section>\n").toString();
  }

  private static void candidates(StringBuilder html, SearchOutcome outcome) {
    Map<String, Integer> fates = new LinkedHashMap<>();
    fates.put("priced", outcome.statistics().costed());
    fates.put("bounded away", outcome.statistics().pruned());
    outcome.rejections().counts().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(e -> fates.put("rejected: " + e.getKey().id().replace('_', ' '), e.getValue()));
    int known = fates.values().stream().mapToInt(Integer::intValue).sum();
    int open = outcome.statistics().candidates() - known;
    if (open > 0) {
      fates.put(outcome.statistics().complete() ? "other" : "not looked at", open);
    }
    int most = Math.max(1, fates.values().stream().mapToInt(Integer::intValue).max().orElse(1));
    html.append("<h3>What became of the candidates</h3><div class=\"bars\" id=\"fates\">\n");
    fates.forEach((fate, n) ->
        html.append(
            String.format(
                Locale.ROOT,
                "<span class=\"name\">%s</span><div class=\"bar\"><span class=\"%s\""
                    + " style=\"width:%s\"></span></div><span class=\"val\">%s</span>%n",
                Html.text(fate),
                fate.equals("priced") ? "k3" : fate.startsWith("rejected") ? "k1" : "k5",
                Html.width((double) n / most),
                Html.count(n))));
    html.append("</div>\n");
  }

  private static void race(
      StringBuilder html, @org.jspecify.annotations.Nullable SearchLogFile log) {
    html.append("<h3>Bound against best plan</h3>\n");
    if (log == null) {
      html.append("<p class=\"soft\">There is no record of this search: write one with <code>amp")
          .append(" plan JOB --search-log FILE</code> and give it to <code>amp report")
          .append(" --search-log FILE</code>.</p>\n");
      return;
    }
    html.append(
            "<p class=\"soft\">Blue: the best plan so far. Orange, dashed: the bound of what was")
        .append(" priced next, which guides the search. Dotted: what is proven that no plan beats.")
        .append(log.cutShort() ? " The record ends early: the search was killed." : "")
        .append("</p><div class=\"chart\" id=\"race\"></div>\n");
  }

  private static void measured(StringBuilder html, ReportInput input) {
    if (input.measured().isEmpty()) {
      return;
    }
    double sum = 0;
    for (ReportInput.Trial t : input.measured()) {
      sum += Math.abs(t.predictedSeconds() / t.measuredSeconds() - 1);
    }
    html.append("<h3>Predicted against measured</h3><p>")
        .append(Html.count(input.measured().size()))
        .append(" measured runs; mean error ")
        .append(Figures.percent(sum / input.measured().size()))
        .append(". On the line, both agree.</p><div class=\"chart\" id=\"measured\"></div>\n");
  }
}
