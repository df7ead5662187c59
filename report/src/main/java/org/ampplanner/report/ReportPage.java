package org.ampplanner.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;
import org.ampplanner.simulate.LinkUse;
import org.ampplanner.strategy.PipelineStrategy;

/**
 * A plan file as one page of HTML that needs nothing else: no network, no other file. What users
 * named is escaped wherever it stands.
 */
public final class ReportPage {
  private static final List<String> SCRIPTS =
      List.of("page.js", "timeline.js", "map.js", "plots.js", "start.js");

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
        .transform(page -> fill(page, title, HeadSection.html(input), body()));
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
        scripts());
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

  /** Returns all scripts in one function, so that they share names with each other alone. */
  private static String scripts() {
    StringBuilder all = new StringBuilder("'use strict';\n(() => {\n");
    SCRIPTS.forEach(script -> all.append(resource(script)));
    return all.append("})();\n").toString();
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
