package org.ampplanner.report;

import java.util.List;
import java.util.Locale;
import org.ampplanner.simulate.Bubble;
import org.ampplanner.simulate.PathItem;
import org.ampplanner.unit.Figures;

/** One step of the plan that is chosen: its timeline, and where every stage waits. */
final class StepSection {
  private static final int MOST_ROWS = 64;
  private static final int MOST_PARTS = 8;

  private StepSection() {}

  static String html(List<Replayed> plans) {
    StringBuilder html = new StringBuilder("<section id=\"step\"><h2>One step</h2>\n");
    html.append("<div class=\"controls\"><label>Plan <select id=\"plan\">");
    for (int i = 0; i < plans.size(); i++) {
      html.append("<option value=\"").append(i).append("\">").append(plans.get(i).rank());
      html.append(": ").append(Html.text(PlanWords.of(plans.get(i).plan().strategy())));
      html.append("</option>");
    }
    html.append("</select></label> <label hidden>Type of replica <select id=\"replica\"></select>")
        .append("</label> <button id=\"in\" type=\"button\">Zoom in</button>")
        .append("<button id=\"out\" type=\"button\">Zoom out</button>")
        .append("<button id=\"back\" type=\"button\" aria-label=\"Earlier\">\u25c0</button>")
        .append("<button id=\"forth\" type=\"button\" aria-label=\"Later\">\u25b6</button>")
        .append("<button id=\"all\" type=\"button\">Whole step</button></div>\n");
    html.append("<ul class=\"legend\"><li><i class=\"k0\"></i>forward</li>")
        .append(
            "<li><i class=\"k1\"></i>backward</li><li><i class=\"k2\"></i>weight gradients</li>")
        .append("<li><i class=\"k3\"></i>gradient sync</li>")
        .append("<li><i class=\"k4\"></i>tied gradients</li>")
        .append("<li><i class=\"k5\"></i>optimizer</li><li><i class=\"k6\"></i>other</li></ul>\n");
    html.append("<div class=\"chart\" id=\"timeline\" tabindex=\"0\"></div>\n")
        .append("<p class=\"soft\">Every pass of one replica, numbered by micro-batch. Drag to")
        .append(" move; double-click, Ctrl and the wheel, or + and \u2212 to zoom; arrows to move;")
        .append(" 0 for the whole step. <code>amp simulate --trace</code> writes all of it for")
        .append(" Perfetto.</p>\n");
    for (int i = 0; i < plans.size(); i++) {
      html.append("<div data-plan=\"").append(i).append(i == 0 ? "\">" : "\" hidden>");
      waits(html, plans.get(i));
      html.append("</div>\n");
    }
    return html.append("</section>\n").toString();
  }

  private static void waits(StringBuilder html, Replayed replayed) {
    StepSummary summary = StepSummary.of(replayed.step());
    double step = replayed.step().seconds();
    if (!replayed.step().note().isEmpty()) {
      html.append("<p>Approximate: ").append(Html.text(replayed.step().note())).append(".</p>");
    }
    html.append("<h3>Where stages wait, % of the step</h3><div class=\"scroll\"><table><thead><tr>")
        .append("<th>stage</th><th>busy</th><th>warm-up</th><th>imbalance</th><th>transfer</th>")
        .append("<th>drain</th><th>gradients</th><th>optimizer</th></tr></thead><tbody>\n");
    int rows = 0;
    for (StepSummary.Stage stage : summary.stages()) {
      if (stage.replica() == 0 && rows++ < MOST_ROWS) {
        row(html, Integer.toString(stage.stage()), stage.bubble(), step);
        html.append(cell(stage.sync() / step)).append(cell(stage.optimizer() / step));
        html.append("</tr>\n");
      }
    }
    row(html, "mean", summary.mean(replayed.step()), step);
    html.append("<td></td><td></td></tr></tbody></table></div>\n<p>Critical path: ");
    List<PathItem> path = summary.path();
    for (int i = 0; i < Math.min(MOST_PARTS, path.size()); i++) {
      PathItem part = path.get(i);
      html.append(i == 0 ? "" : ", ")
          .append(part.ofStage() ? "stage " + part.stage() + " " : "")
          .append(part.kind().id().replace('_', ' '))
          .append(' ')
          .append(Figures.percent(part.seconds() / step));
    }
    html.append(path.size() > MOST_PARTS ? ", and smaller parts." : ".").append("</p>");
  }

  private static void row(StringBuilder html, String name, Bubble b, double step) {
    html.append("<tr><td>").append(name).append("</td>");
    for (double part :
        new double[] {b.busy(), b.warmUp(), b.imbalance(), b.transfer(), b.drain()}) {
      html.append(cell(part / step));
    }
  }

  private static String cell(double share) {
    return String.format(Locale.ROOT, "<td>%.1f</td>", 100 * Math.max(0, share));
  }
}
