package org.ampplanner.report;

import java.util.List;
import java.util.Locale;
import org.ampplanner.model.Layer;
import org.ampplanner.partition.Partition;
import org.ampplanner.plan.Plan;

/** Which layers stand on which stage. */
final class LayersSection {
  private static final int MOST_STAGES = 64;

  private LayersSection() {}

  static String html(ReportInput input, List<Replayed> plans) {
    StringBuilder html = new StringBuilder("<section id=\"layers\"><h2>Layers to stages</h2>\n");
    html.append("<p class=\"soft\">All layers from input to output; a part is as wide as its")
        .append(" stage is busy with one micro-batch, forward and backward.</p>\n");
    for (int i = 0; i < plans.size(); i++) {
      html.append("<div data-plan=\"").append(i).append(i == 0 ? "\">" : "\" hidden>");
      plan(html, input.file().job().model().layers(), plans.get(i).plan());
      html.append("</div>\n");
    }
    return html.append("</section>\n").toString();
  }

  private static void plan(StringBuilder html, List<Layer> layers, Plan plan) {
    html.append("<div class=\"layers\">");
    bar(html, layers, plan);
    html.append("</div>\n<div class=\"scroll\"><table><thead><tr><th>stage</th><th>layers</th>")
        .append(
            "<th class=\"w\">which</th><th>parameters</th><th>one micro-batch</th></tr></thead>")
        .append("<tbody>\n");
    table(html, layers, plan);
    html.append("</tbody></table></div>");
  }

  private static void bar(StringBuilder html, List<Layer> layers, Plan plan) {
    Partition partition = plan.partition();
    int stages = partition.stages();
    double all = plan.cost().stages().stream().mapToDouble(s -> s.computeSeconds()).sum();
    for (int s = 0; s < stages; s++) {
      double seconds = plan.cost().stages().get(s).computeSeconds();
      double share = all > 0 ? seconds / all : 1.0 / stages;
      String which = words(layers, partition.from(s), partition.to(s));
      html.append(
          String.format(
              Locale.ROOT,
              "<span tabindex=\"0\" data-shade=\"%d/%d\" style=\"width:%s\" data-tip=\"%s\">%s"
                  + "</span>",
              s,
              stages,
              Html.width(share),
              Html.text("stage " + s + ": " + Html.seconds(seconds) + " a micro-batch\n" + which),
              share > 0.04 ? Integer.toString(s) : ""));
    }
  }

  private static void table(StringBuilder html, List<Layer> layers, Plan plan) {
    Partition partition = plan.partition();
    for (int s = 0; s < Math.min(partition.stages(), MOST_STAGES); s++) {
      int from = partition.from(s);
      int to = partition.to(s);
      double parameters = layers.subList(from, to).stream().mapToDouble(Layer::parameters).sum();
      html.append(
          String.format(
              Locale.ROOT,
              "<tr><td>%d</td><td>%d to %d</td><td class=\"w\">%s</td><td>%s</td><td>%s</td></tr>%n",
              s,
              from,
              to - 1,
              Html.text(words(layers, from, to)),
              Html.parameters(parameters),
              Html.seconds(plan.cost().stages().get(s).computeSeconds())));
    }
  }

  /** Names layers, those of one name that follow each other together. */
  private static String words(List<Layer> layers, int from, int to) {
    StringBuilder words = new StringBuilder();
    int i = from;
    int runs = 0;
    while (i < to) {
      int first = i;
      while (i < to && layers.get(i).name().equals(layers.get(first).name())) {
        i++;
      }
      if (++runs > 6) {
        return words + ", ...";
      }
      words.append(words.isEmpty() ? "" : ", ");
      words.append(i - first > 1 ? (i - first) + " \u00d7 " : "").append(layers.get(first).name());
    }
    return words.toString();
  }
}
