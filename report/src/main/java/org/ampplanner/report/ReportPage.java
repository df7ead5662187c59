package org.ampplanner.report;

import org.ampplanner.strategy.PipelineStrategy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;
import org.ampplanner.plan.Throughput;
import org.ampplanner.search.SearchOutcome;
import org.ampplanner.simulate.LinkUse;
import org.ampplanner.strategy.Strategy;

/**
 * A plan file as one page of HTML that needs nothing else: no network, no other file. What users
 * named is escaped wherever it stands.
 */
public final class ReportPage {
  private final ReportInput input;
  private final List<Replayed> plans = new ArrayList<>();

  private ReportPage(ReportInput input) {
    this.input = input;
    int rank = 1;
    for (Plan plan : input.file().outcome().plans()) {
      try {
        plans.add(Replayed.of(input.costModel(), rank, plan, LinkUse.SHARED_FREELY));
      } catch (IllegalArgumentException e) {
        // a deadlock, or too long to replay: shown in the table of plans, without a timeline
      }
      rank++;
    }
  }

  /** Returns the page. */
  public static String html(ReportInput input) {
    return new ReportPage(input).html();
  }

  /** Returns a strategy in a line. */
  public static String words(PipelineStrategy strategy) {
    return PlanWords.of(strategy);
  }

  private String html() {
    Job job = input.file().job();
    String title = Html.text(job.model().name()) + " on " + Html.text(job.cluster().name());
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
    <link rel="icon" href="data:,">
    <title>AMP: %s</title>
    <style>
    %s</style>
    </head>
    <body>
    <header class="top">
    <h1>%s</h1>
    %s</header>
    <main>
    %s</main>
    <footer><p>Written by AMP %s. Times are predictions of the cost model %s.</p></footer>
    <div id="tip" role="status"></div>
    <script type="application/json" id="data">%s</script>
    <script>
    %s</script>
    </body>
    </html>
    """
        .transform(page -> fill(page, title, head(), body()));
  }

  private String fill(String page, String title, String head, String body) {
    return String.format(
        Locale.ROOT,
        page,
        title,
        resource("report.css"),
        title,
        head,
        body,
        Html.text(input.version()),
        Html.text(input.costModel().id()),
        Html.json(new PageData(input, plans).tree()),
        resource("report.js"));
  }

  private String body() {
    StringBuilder body = new StringBuilder();
    body.append(PlansSection.html(input));
    body.append(TimeSection.html(input.file().outcome().plans()));
    if (!plans.isEmpty()) {
      body.append(StepSection.html(plans));
      body.append(MemorySection.html(plans));
      body.append(ClusterSection.html(input, plans));
      body.append(LayersSection.html(input, plans));
    }
    body.append(SearchSection.html(input));
    body.append(InputsSection.html(input));
    return body.toString();
  }

  private String head() {
    SearchOutcome outcome = input.file().outcome();
    Job job = input.file().job();
    StringBuilder head = new StringBuilder();
    head.append(
        String.format(
            Locale.ROOT,
            "<p class=\"soft\">%s parameters, %s layers; %s devices in %s nodes; global batch %s,"
                + " sequence %s, %s</p>%n",
            Html.parameters(job.model().parameters()),
            Html.count(job.model().layers().size()),
            Html.count(job.cluster().devices()),
            Html.count(job.cluster().nodes()),
            Html.count(job.training().globalBatchSize()),
            Html.count(job.training().sequenceLength()),
            job.training().precision().id()));
    Plan best = outcome.plans().get(0);
    Throughput t = Throughput.of(input.costModel().inputs(), best.iterationSeconds());
    head.append("<dl class=\"facts\">");
    fact(head, "step time", Html.seconds(best.iterationSeconds()), PlanWords.of(best.strategy()));
    fact(
        head,
        "throughput",
        Html.significant(t.samplesPerSecond()) + " /s",
        Html.significant(t.tokensPerSecond()) + " tokens/s");
    fact(
        head,
        "model FLOPs utilisation",
        t.mfu().isPresent() ? Html.percent(t.mfu().getAsDouble()) : "unknown",
        "of the peak of all devices");
    var memory = best.cost().memory();
    fact(
        head,
        "fullest device",
        memory == null ? "unknown" : Html.gib(memory.bytes()),
        memory == null ? "" : "of " + Html.gib(memory.limitBytes()));
    fact(
        head,
        "proof",
        outcome.optimality().proven()
            ? "<span class=\"good\">best</span>"
            : "<span class=\"bad\">open</span>",
        outcome.optimality().proven()
            ? "of the space searched"
            : "at most " + gap(outcome.optimality()) + " from the best");
    head.append("</dl>\n<nav class=\"toc\">");
    for (String[] part :
        new String[][] {
          {"plans", "Plans"},
          {"time", "Time"},
          {"step", "One step"},
          {"memory", "Memory"},
          {"cluster", "Cluster"},
          {"layers", "Layers"},
          {"search", "Search"},
          {"inputs", "Inputs"}
        }) {
      head.append("<a href=\"#").append(part[0]).append("\">").append(part[1]).append("</a> ");
    }
    return head.append("<button id=\"theme\" type=\"button\">Dark</button></nav>\n").toString();
  }

  static String gap(SearchOutcome.Optimality optimality) {
    return Double.isFinite(optimality.gap()) ? Html.percent(optimality.gap()) : "an unknown share";
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

  private static String resource(String name) {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new AssertionError("missing resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
