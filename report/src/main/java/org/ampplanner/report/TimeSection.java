package org.ampplanner.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.ampplanner.cost.CostBreakdown;
import org.ampplanner.plan.Plan;
import org.ampplanner.unit.Figures;

/** Where the time goes, a stacked bar a plan. */
final class TimeSection {

  private record Term(String name, String means, ToDoubleFunction<CostBreakdown> of) {}

  private static final List<Term> TERMS =
      List.of(
          new Term("compute", "the busiest stage at work", CostBreakdown::compute),
          new Term("bubble", "waiting for the pipeline", CostBreakdown::bubble),
          new Term(
              "exchange in stages",
              "exposed communication inside layers",
              CostBreakdown::tensorComm),
          new Term("transfers", "exposed transfers between stages", CostBreakdown::pipelineComm),
          new Term("gradients", "exposed synchronisation of gradients", CostBreakdown::dataComm),
          new Term("optimizer", "updating the weights", CostBreakdown::optimizer),
          new Term("other", "all else", CostBreakdown::other));

  private TimeSection() {}

  static String html(List<Plan> plans) {
    StringBuilder html = new StringBuilder("<section id=\"time\"><h2>Where the time goes</h2>\n");
    html.append("<p class=\"soft\">One step of every plan by term; point at a part to read it, or")
        .append(" walk through with Tab.</p>\n<ul class=\"legend\">");
    for (int t = 0; t < TERMS.size(); t++) {
      int term = t;
      if (plans.stream().anyMatch(p -> seconds(p, term) > 0)) {
        html.append("<li><i class=\"t").append(t).append("\"></i>").append(TERMS.get(t).name());
        html.append("</li>");
      }
    }
    html.append("</ul>\n<div class=\"bars\">\n");
    double longest = plans.stream().mapToDouble(Plan::iterationSeconds).max().orElse(1);
    for (int i = 0; i < plans.size(); i++) {
      bar(html, i + 1, plans.get(i), longest);
    }
    return html.append("</div></section>\n").toString();
  }

  private static double seconds(Plan plan, int term) {
    return Math.max(0, TERMS.get(term).of().applyAsDouble(plan.cost().breakdown()));
  }

  private static void bar(StringBuilder html, int rank, Plan plan, double longest) {
    double step = plan.iterationSeconds();
    List<String> parts = new ArrayList<>();
    for (int t = 0; t < TERMS.size(); t++) {
      double seconds = seconds(plan, t);
      if (seconds <= 0) {
        continue;
      }
      String share = Figures.percent(seconds / step);
      String tip =
          TERMS.get(t).name()
              + ": "
              + Html.seconds(seconds)
              + ", "
              + share
              + "\n"
              + TERMS.get(t).means();
      parts.add(
          String.format(
              Locale.ROOT,
              "<span class=\"t%d\" tabindex=\"0\" style=\"width:%s\" data-tip=\"%s\">%s</span>",
              t,
              Html.width(seconds / longest),
              Html.text(tip),
              seconds / longest > 0.09 ? share : ""));
    }
    html.append("<span class=\"name\">plan ").append(rank).append("</span><div class=\"bar\">");
    parts.forEach(html::append);
    html.append("</div><span class=\"val\">").append(Html.seconds(step)).append("</span>\n");
  }
}
