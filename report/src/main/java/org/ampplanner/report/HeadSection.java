package org.ampplanner.report;

import java.util.List;
import java.util.Locale;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;
import org.ampplanner.plan.Throughput;
import org.ampplanner.search.SearchOutcome.Optimality;
import org.ampplanner.unit.Figures;

/** What the page is about, the best plan in figures, and where the rest stands. */
final class HeadSection {
  private static final List<List<String>> CONTENTS =
      List.of(
          List.of("plans", "Plans"),
          List.of("time", "Time"),
          List.of("step", "One step"),
          List.of("memory", "Memory"),
          List.of("cluster", "Cluster"),
          List.of("layers", "Layers"),
          List.of("search", "Search"),
          List.of("inputs", "Inputs"));

  private HeadSection() {}

  static String html(ReportInput input) {
    StringBuilder head = new StringBuilder(sizes(input.file().job()));
    head.append("<dl class=\"facts\">");
    best(head, input);
    proof(head, input.file().outcome().optimality());
    head.append("</dl>\n<nav class=\"toc\">");
    for (List<String> part : CONTENTS) {
      head.append("<a href=\"#")
          .append(part.get(0))
          .append("\">")
          .append(part.get(1))
          .append("</a> ");
    }
    return head.append("<button id=\"theme\" type=\"button\">Dark</button></nav>\n").toString();
  }

  private static String sizes(Job job) {
    return String.format(
        Locale.ROOT,
        "<p class=\"soft\">%s parameters, %s layers; %s devices in %s nodes; global batch %s,"
            + " sequence %s, %s</p>%n",
        Html.parameters(job.model().parameters()),
        Html.count(job.model().layers().size()),
        Html.count(job.cluster().devices()),
        Html.count(job.cluster().nodes()),
        Html.count(job.training().globalBatchSize()),
        Html.count(job.training().sequenceLength()),
        job.training().precision().id());
  }

  private static void best(StringBuilder head, ReportInput input) {
    Plan best = input.file().outcome().plans().get(0);
    Throughput t = Throughput.of(input.costModel().inputs(), best.iterationSeconds());
    fact(head, "step time", Html.seconds(best.iterationSeconds()), PlanWords.of(best.strategy()));
    fact(
        head,
        "throughput",
        Figures.significant(t.samplesPerSecond()) + " /s",
        Figures.significant(t.tokensPerSecond()) + " tokens/s");
    fact(
        head,
        "model FLOPs utilisation",
        t.mfu().isPresent() ? Figures.percent(t.mfu().getAsDouble()) : "unknown",
        "of the peak of all devices");
    var memory = best.cost().memory();
    fact(
        head,
        "fullest device",
        memory == null ? "unknown" : Html.gib(memory.bytes()),
        memory == null ? "" : "of " + Html.gib(memory.limitBytes()));
  }

  private static void proof(StringBuilder head, Optimality optimality) {
    boolean proven = optimality.proven();
    fact(
        head,
        "proof",
        proven ? "<span class=\"good\">best</span>" : "<span class=\"bad\">open</span>",
        proven ? "of the space searched" : "at most " + gap(optimality) + " from the best");
  }

  static String gap(Optimality optimality) {
    return Double.isFinite(optimality.gap())
        ? Figures.percent(optimality.gap())
        : "an unknown share";
  }

  /** Adds a fact; name and value are ours, the remark is escaped. */
  private static void fact(StringBuilder head, String name, String value, String remark) {
    head.append("<div><dt>")
        .append(name)
        .append("</dt><dd>")
        .append(value)
        .append("<small>")
        .append(Html.text(remark))
        .append("</small></dd></div>");
  }
}
