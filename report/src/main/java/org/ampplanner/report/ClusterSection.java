package org.ampplanner.report;

import java.util.List;
import java.util.Locale;
import org.ampplanner.unit.Figures;

/** The cluster as a map, and how busy the links between stages are. */
final class ClusterSection {
  private static final int MOST_ROWS = 40;

  private ClusterSection() {}

  static String html(ReportInput input, List<Replayed> plans) {
    StringBuilder html = new StringBuilder("<section id=\"cluster\"><h2>The cluster</h2>\n");
    html.append("<p class=\"soft\">Every square is a device of ")
        .append(Html.text(input.file().job().cluster().name()))
        .append(", every box a node, for the plan chosen above.</p>\n")
        .append("<div class=\"controls\" role=\"group\" aria-label=\"Colour by\">")
        .append("<button type=\"button\" data-colour=\"stage\" aria-pressed=\"true\">")
        .append("By stage</button><button type=\"button\" data-colour=\"replica\"")
        .append(" aria-pressed=\"false\">By replica</button></div>\n")
        .append("<ul class=\"legend\" id=\"maplegend\"></ul>\n")
        .append("<div class=\"chart\" id=\"map\" tabindex=\"0\"></div>\n");
    for (int i = 0; i < plans.size(); i++) {
      html.append("<div data-plan=\"").append(i).append(i == 0 ? "\">" : "\" hidden>");
      links(html, plans.get(i));
      html.append("</div>\n");
    }
    return html.append("</section>\n").toString();
  }

  private static void links(StringBuilder html, Replayed replayed) {
    List<StepSummary.Link> links = StepSummary.of(replayed.step()).links();
    if (links.isEmpty()) {
      return;
    }
    html.append("<h3>Links between stages</h3><div class=\"bars\">\n");
    double most =
        Math.max(0.01, links.stream().mapToDouble(StepSummary.Link::share).max().orElse(1));
    int rows = 0;
    for (StepSummary.Link link : links) {
      if (link.replica() > 0 || rows++ >= MOST_ROWS) {
        continue;
      }
      String tip =
          String.format(
              Locale.ROOT,
              "%s transfers of %s",
              Html.count(link.transfers()),
              Html.seconds(link.busySeconds() / link.transfers()));
      html.append(
          String.format(
              Locale.ROOT,
              "<span class=\"name\">stage %d to %d</span><div class=\"bar\"><span class=\"k7\""
                  + " tabindex=\"0\" style=\"width:%s\" data-tip=\"%s\"></span></div><span"
                  + " class=\"val\">%s in use</span>%n",
              link.from(),
              link.to(),
              Html.width(link.share() / most),
              Html.text(tip),
              Figures.percent(link.share())));
    }
    html.append("</div>");
  }
}
