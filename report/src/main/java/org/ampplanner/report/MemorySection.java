package org.ampplanner.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ampplanner.cost.MemoryCategory;
import org.ampplanner.cost.StageMemory;
import org.ampplanner.unit.Figures;

/** The memory of every stage by category against what its devices have. */
final class MemorySection {
  private static final int MOST_ROWS = 64;

  private MemorySection() {}

  static String html(List<Replayed> plans) {
    StringBuilder html = new StringBuilder("<section id=\"memory\"><h2>Memory by stage</h2>\n");
    boolean known = plans.stream().anyMatch(p -> p.memory().isPresent());
    if (!known) {
      html.append("<p>This cost model knows no memory: check that the plan fits.</p></section>\n");
      return html.toString();
    }
    html.append("<p class=\"soft\">Peak of the fullest device of each stage of the plan chosen")
        .append(" above; the line is what it has.</p><ul class=\"legend\">");
    for (MemoryCategory category : MemoryCategory.values()) {
      html.append("<li><i class=\"").append(colour(category)).append("\"></i>");
      html.append(name(category)).append("</li>");
    }
    html.append("</ul>\n");
    for (int i = 0; i < plans.size(); i++) {
      html.append("<div class=\"bars\" data-plan=\"").append(i);
      html.append(i == 0 ? "\">\n" : "\" hidden>\n");
      Optional<List<StageMemory>> memory = plans.get(i).memory();
      memory.ifPresent(stages -> bars(html, stages));
      html.append("</div>\n");
    }
    return html.append("</section>\n").toString();
  }

  private static void bars(StringBuilder html, List<StageMemory> stages) {
    double most =
        1.02
            * stages.stream().mapToDouble(s -> Math.max(s.total(), s.limitBytes())).max().orElse(1);
    for (int s = 0; s < Math.min(MOST_ROWS, stages.size()); s++) {
      StageMemory memory = stages.get(s);
      html.append("<span class=\"name\">stage ").append(s).append("</span><div class=\"bar\">");
      bar(html, memory, most);
      html.append(
          String.format(
              Locale.ROOT,
              "<span class=\"limit\" style=\"left:%s\"></span></div><span class=\"val%s\">%s of"
                  + " %s</span>%n",
              Html.width(memory.limitBytes() / most),
              memory.fits() ? "" : " bad",
              Html.gib(memory.total()),
              Html.gib(memory.limitBytes())));
    }
  }

  private static void bar(StringBuilder html, StageMemory memory, double most) {
    for (MemoryCategory category : MemoryCategory.values()) {
      double bytes = memory.bytes().getOrDefault(category, 0.0);
      if (bytes > 0) {
        String tip =
            String.format(
                Locale.ROOT,
                "%s: %s, %s of what there is%s",
                name(category),
                Html.gib(bytes),
                Figures.percent(bytes / memory.limitBytes()),
                category == MemoryCategory.ACTIVATIONS
                    ? "\n" + Figures.significant(memory.inFlight()) + " micro-batches in flight"
                    : "");
        html.append(
            String.format(
                Locale.ROOT,
                "<span class=\"%s\" tabindex=\"0\" style=\"width:%s\" data-tip=\"%s\"></span>",
                colour(category),
                Html.width(bytes / most),
                Html.text(tip)));
      }
    }
  }

  private static String colour(MemoryCategory category) {
    return switch (category) {
      case PARAMETERS -> "k0";
      case GRADIENTS -> "k4";
      case OPTIMIZER_STATE -> "k3";
      case ACTIVATIONS -> "k1";
      case WORKSPACE -> "k2";
      case RESERVE -> "k6";
    };
  }

  private static String name(MemoryCategory category) {
    return category.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
