package org.ampplanner.report;

import java.util.List;
import java.util.Locale;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.plan.Plan;
import org.ampplanner.unit.Figures;

/** The winner and the runners-up. */
final class PlansSection {
  private PlansSection() {}

  static String html(ReportInput input) {
    List<Plan> plans = input.file().outcome().plans();
    StringBuilder html =
        new StringBuilder("<section id=\"plans\"><h2>The winner and the runners-up</h2>\n");
    html.append("<div class=\"scroll\"><table><thead><tr><th>#</th><th class=\"w\">strategy</th>")
        .append("<th>devices</th><th>micro-batches</th><th>step</th><th>slower by</th>")
        .append("<th>samples/s</th><th>memory</th></tr></thead><tbody>\n");
    double best = plans.get(0).iterationSeconds();
    int batch = input.file().job().training().globalBatchSize();
    for (int i = 0; i < plans.size(); i++) {
      Plan plan = plans.get(i);
      CostEstimate.MemoryUse memory = plan.cost().memory();
      html.append(
          String.format(
              Locale.ROOT,
              "<tr%s><td>%d</td><td class=\"w\">%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td>"
                  + "<td>%s</td><td>%s</td></tr>%n",
              i == 0 ? " class=\"best\"" : "",
              i + 1,
              Html.text(PlanWords.of(plan.strategy())),
              Html.count(plan.placement().ranks()),
              Shares.of(plan.strategy().microBatches()),
              Html.seconds(plan.iterationSeconds()),
              i == 0 ? "" : Figures.percent(plan.iterationSeconds() / best - 1),
              Figures.significant(batch / plan.iterationSeconds()),
              memory == null
                  ? "unknown"
                  : Html.gib(memory.bytes()) + (memory.fits() ? "" : " <b>too much</b>")));
    }
    return html.append("</tbody></table></div></section>\n").toString();
  }
}
