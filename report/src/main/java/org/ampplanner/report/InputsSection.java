package org.ampplanner.report;

import java.util.Locale;
import java.util.Map;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.job.CostModelChoice;
import org.ampplanner.job.Job;
import org.ampplanner.predictive.Calibration;
import org.ampplanner.profile.Measurement;
import org.ampplanner.unit.Figures;
import org.ampplanner.unit.Precision;

/** What all this was made from, and where it came from. */
final class InputsSection {
  private InputsSection() {}

  static String html(ReportInput input) {
    Job job = input.file().job();
    StringBuilder html = new StringBuilder("<section id=\"inputs\"><h2>The inputs</h2>\n");
    html.append("<div class=\"scroll\"><table><tbody>\n");
    rows(html, input, job);
    html.append("</tbody></table></div>\n");
    nodes(html, job.cluster());
    deviceTypes(html, input, job.cluster());
    return html.append("</section>\n").toString();
  }

  private static void rows(StringBuilder html, ReportInput input, Job job) {
    row(html, "plan file", Html.text(input.file().file().shown()));
    row(
        html,
        "model",
        Html.text(job.model().name())
            + ", "
            + Html.count(job.model().parameters())
            + " parameters, "
            + Html.count(job.model().layers().size())
            + " layers"
            + source(input.sources(), job.model().name()));
    row(
        html,
        "training",
        String.format(
            Locale.ROOT,
            "global batch %s, sequence %s, %s, %s",
            Html.count(job.training().globalBatchSize()),
            Html.count(job.training().sequenceLength()),
            job.training().precision().id(),
            job.training().optimizer().id()));
    row(html, "engine", job.engine().id());
    row(html, "cost model", job.costModel().id() + calibration(job));
    row(html, "measured layer times", profile(job));
    row(
        html,
        "search",
        Html.text(input.file().outcome().planner()) + ", seed " + input.file().seed());
  }

  private static void nodes(StringBuilder html, Cluster cluster) {
    html.append("<h3>Nodes of ")
        .append(Html.text(cluster.name()))
        .append("</h3><div class=\"scroll\"><table><thead><tr><th class=\"w\">name</th>")
        .append("<th>nodes</th><th class=\"w\">devices</th><th>inside, GB/s</th>")
        .append("<th>between, GB/s</th><th>NICs</th></tr></thead><tbody>\n");
    for (NodeLine line : cluster.lines()) {
      html.append(
          String.format(
              Locale.ROOT,
              "<tr><td class=\"w\">%s</td><td>%s</td><td class=\"w\">%d \u00d7 %s</td><td>%s</td>"
                  + "<td>%s</td><td>%d</td></tr>%n",
              Html.text(line.name()),
              Html.count(line.count()),
              line.devices(),
              Html.text(line.device().id()),
              Figures.significant(line.intra().bytesPerSecond() / 1e9),
              Figures.significant(line.inter().bytesPerSecond() / 1e9),
              line.nics()));
    }
    html.append("</tbody></table></div>\n");
  }

  private static void deviceTypes(StringBuilder html, ReportInput input, Cluster cluster) {
    html.append("<h3>Device types</h3><div class=\"scroll\"><table>")
        .append("<thead><tr><th class=\"w\">type</th><th>memory</th><th>memory GB/s</th>")
        .append("<th class=\"w\">dense peak, TFLOP/s</th><th class=\"w\">source</th></tr></thead>")
        .append("<tbody>\n");
    for (DeviceType type : cluster.deviceTypes()) {
      html.append(
          String.format(
              Locale.ROOT,
              "<tr><td class=\"w\">%s</td><td>%s</td><td>%s</td><td class=\"w\">%s</td>"
                  + "<td class=\"w\">%s</td></tr>%n",
              Html.text(type.id()),
              Html.gib(type.memoryBytes()),
              Figures.significant(type.memoryBytesPerSecond() / 1e9),
              peaks(type),
              Html.text(input.sources().getOrDefault(type.id(), "given with the job"))));
    }
    html.append("</tbody></table></div>");
  }

  private static void row(StringBuilder html, String name, String safe) {
    html.append("<tr><th class=\"w\">").append(name).append("</th><td class=\"w\">");
    html.append(safe).append("</td></tr>\n");
  }

  private static String source(Map<String, String> sources, String name) {
    String source = sources.get(name);
    return source == null ? "" : "<br><span class=\"soft\">" + Html.text(source) + "</span>";
  }

  private static String peaks(DeviceType type) {
    StringBuilder peaks = new StringBuilder();
    for (Precision precision : Precision.values()) {
      Double flops = type.peakFlops().get(precision);
      if (flops != null) {
        peaks.append(peaks.isEmpty() ? "" : ", ").append(precision.id()).append(' ');
        peaks.append(Figures.significant(flops / 1e12));
      }
    }
    return peaks.toString();
  }

  private static String calibration(Job job) {
    return switch (job.costModel()) {
      case CostModelChoice.Amp amp ->
          switch (amp.times()) {
            case MEAN -> ", as published: measured times, no memory";
            case OWN -> ": AMP's formula with every device's own measured times, no memory";
          };
      case CostModelChoice.Predictive p ->
          p.calibration().equals(Calibration.NONE)
              ? ", not calibrated: standard constants of devices, links and software"
              : ", calibrated by trials: " + factors(p.calibration());
    };
  }

  private static String factors(Calibration c) {
    StringBuilder text = new StringBuilder();
    c.deviceTime()
        .forEach((device, factor) ->
            text.append("time on ")
                .append(Html.text(device))
                .append(" \u00d7 ")
                .append(Figures.significant(factor))
                .append(", "));
    text.append("launches \u00d7 ").append(Figures.significant(c.hostTime()));
    text.append(", links inside \u00d7 ").append(Figures.significant(c.links().intraBandwidth()));
    text.append(", between \u00d7 ").append(Figures.significant(c.links().interBandwidth()));
    text.append(", latency \u00d7 ").append(Figures.significant(c.links().latency()));
    text.append(", fixed ").append(Html.seconds(c.fixedSeconds()));
    return text.append(", memory \u00d7 ").append(Figures.significant(c.memory())).toString();
  }

  private static String profile(Job job) {
    if (job.profile().measurements().isEmpty()) {
      boolean own = job.model().layers().stream().anyMatch(l -> !l.times().isEmpty());
      return own ? "those that the model states" : "none: times are derived from the operators";
    }
    StringBuilder text = new StringBuilder();
    for (Measurement m : job.profile().measurements()) {
      text.append(text.isEmpty() ? "" : "; ").append(Html.text(m.deviceType()));
      text.append(" at tp ").append(m.tensorParallel());
      text.append(", micro-batch ").append(m.microBatchSize());
    }
    return text.toString();
  }
}
