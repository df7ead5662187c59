package org.ampplanner.formats.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.MemoryCategory;
import org.ampplanner.cost.StageMemory;
import org.ampplanner.cost.StepAnatomy;
import org.ampplanner.cost.StepAnatomy.StageTerms;
import org.ampplanner.explain.Explanation;
import org.ampplanner.explain.Knowing;
import org.ampplanner.explain.Misfit;
import org.ampplanner.explain.Sensitivity;
import org.ampplanner.explain.TermDifference;
import org.ampplanner.job.Job;
import org.ampplanner.plan.PlanDoubt;
import org.ampplanner.simulate.PathItem;
import org.ampplanner.unit.Units;
import org.jspecify.annotations.Nullable;

/** Explanations in the form {@code amp-explanation/1}, and as rows of a table. */
public final class ExplanationDocument {
  private static final List<String> HEADER =
      List.of("section", "name", "stage", "count", "seconds", "gib", "ratio", "text");

  private final Job job;
  private final PlanDocument plans;
  private final Explanation explanation;
  private final Optional<Explanation> versus;

  /**
   * Prepares the document of an explanation.
   *
   * @param versus the plan that it is compared with, if any
   */
  public ExplanationDocument(
      Job job, CostModel costModel, Explanation explanation, Optional<Explanation> versus) {
    this.job = job;
    this.plans = new PlanDocument(job, costModel);
    this.explanation = explanation;
    this.versus = versus;
  }

  /** Returns the explanation as a tree. */
  public Map<String, @Nullable Object> tree() {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("schema", "amp-explanation/1");
    tree.put("job", JobDocument.of(job));
    tree.put("plan", plan(explanation));
    tree.put("stages", stages());
    tree.put(
        "critical_path",
        explanation.anatomy().path().stream().map(ExplanationDocument::pathItem).toList());
    Map<String, @Nullable Object> roofline = new LinkedHashMap<>();
    double peak = explanation.roofline().seconds();
    roofline.put("iteration_s", peak > 0 ? peak : null);
    roofline.put("share", peak > 0 ? peak / explanation.plan().iterationSeconds() : null);
    tree.put("roofline", roofline);
    tree.put("misfit", explanation.misfit().map(ExplanationDocument::misfit).orElse(null));
    tree.put(
        "sensitivity",
        explanation.sensitivities().stream().map(ExplanationDocument::sensitivity).toList());
    tree.put("doubt", explanation.doubt().map(ExplanationDocument::doubt).orElse(null));
    tree.put(
        "provenance",
        explanation.anatomy().provenance().stream().map(ExplanationDocument::provenance).toList());
    versus.ifPresent(other -> tree.put("versus", versus(other)));
    return tree;
  }

  private static Map<String, Object> doubt(PlanDoubt of) {
    Knowing knowing = Knowing.of(of);
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("deviation", of.deviation());
    Map<String, Object> shares = new LinkedHashMap<>();
    knowing.shares().forEach(s -> shares.put(s.cause(), s.share()));
    tree.put("shares", shares);
    Map<String, Object> left = new LinkedHashMap<>();
    knowing.measurements().forEach(m -> left.put(m.what(), m.deviation()));
    tree.put("deviation_after", left);
    return tree;
  }

  private static Map<String, Object> provenance(StepAnatomy.Provenance of) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("subject", of.subject());
    tree.put("origin", of.origin().id());
    tree.put("detail", of.detail());
    return tree;
  }

  private Map<String, @Nullable Object> plan(Explanation of) {
    Map<String, @Nullable Object> plan = plans.plan(of.plan(), 1);
    plan.remove("rank");
    plan.remove("stages");
    return plan;
  }

  private List<Map<String, @Nullable Object>> stages() {
    List<Map<String, @Nullable Object>> all = new ArrayList<>();
    for (int s = 0; s < explanation.anatomy().stages().size(); s++) {
      Map<String, @Nullable Object> stage = new LinkedHashMap<>();
      stage.put("stage", s);
      stage.put(
          "layers",
          List.of(explanation.plan().partition().from(s), explanation.plan().partition().to(s)));
      terms(explanation.anatomy().stages().get(s)).forEach(stage::put);
      double peak = explanation.roofline().stageSeconds().get(s);
      stage.put("roofline_s", peak > 0 ? peak : null);
      stage.put("peak_share", peak > 0 ? explanation.roofline().stageShares().get(s) : null);
      stage.put(
          "memory", explanation.memory().isEmpty() ? null : memory(explanation.memory().get(s)));
      all.add(stage);
    }
    return all;
  }

  static Map<String, Double> terms(StageTerms t) {
    Map<String, Double> terms = new LinkedHashMap<>();
    terms.put("compute_s", t.compute());
    terms.put("tp_comm_s", t.tensorComm());
    terms.put("dp_comm_s", t.dataComm());
    terms.put("optimizer_s", t.optimizer());
    terms.put("other_s", t.other());
    terms.put("waiting_s", t.waiting());
    return terms;
  }

  private static Map<String, Object> memory(StageMemory memory) {
    Map<String, Object> tree = new LinkedHashMap<>();
    for (MemoryCategory category : MemoryCategory.values()) {
      double bytes = memory.bytes().getOrDefault(category, 0.0);
      tree.put(category.id() + "_gib", bytes / Units.GIB);
    }
    tree.put("total_gib", memory.total() / Units.GIB);
    tree.put("limit_gib", memory.limitBytes() / Units.GIB);
    tree.put("in_flight", memory.inFlight());
    tree.put("fits", memory.fits());
    return tree;
  }

  static Map<String, Object> pathItem(PathItem item) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("kind", item.kind().id());
    tree.put("stage", item.stage());
    tree.put("count", item.count());
    tree.put("seconds", item.seconds());
    return tree;
  }

  /** Returns why a plan does not fit, and what would. */
  public static Map<String, Object> misfit(Misfit misfit) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("stage", misfit.stage());
    tree.put("needs_gib", misfit.memory().total() / Units.GIB);
    tree.put("limit_gib", misfit.memory().limitBytes() / Units.GIB);
    tree.put("missing_gib", misfit.missingBytes() / Units.GIB);
    tree.put("largest", misfit.memory().largest().id());
    tree.put("stages_too_full", misfit.stagesTooFull());
    List<Map<String, Object>> ways = new ArrayList<>();
    for (Misfit.Way way : misfit.ways()) {
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("changes", way.changes());
      each.put("iteration_s", way.plan().iterationSeconds());
      ways.add(each);
    }
    tree.put("ways_out", ways);
    return tree;
  }

  private static Map<String, Object> sensitivity(Sensitivity s) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("twice", s.subject());
    tree.put("change", s.change());
    tree.put("iteration_s", s.seconds());
    tree.put("speedup", s.speedup());
    return tree;
  }

  private Map<String, @Nullable Object> versus(Explanation other) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("plan", plan(other));
    tree.put("misfit", other.misfit().map(ExplanationDocument::misfit).orElse(null));
    List<Map<String, Object>> terms = new ArrayList<>();
    for (TermDifference t :
        TermDifference.between(explanation.plan().cost(), other.plan().cost())) {
      Map<String, Object> term = new LinkedHashMap<>();
      term.put("term", t.term());
      term.put("seconds", t.seconds());
      term.put("versus_seconds", t.versusSeconds());
      term.put("difference", t.difference());
      terms.add(term);
    }
    tree.put("terms", terms);
    return tree;
  }

  /** Returns the explanation as CSV cells, the header first: a number a row. */
  public List<List<String>> csvRows() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADER);
    StrategyCells.prediction(explanation.plan().cost(), explanation.doubt().orElse(null))
        .forEach((column, value) -> {
          if (column.endsWith("_s") && value != null) {
            rows.add(row("step", column, "", "", value, "", "", ""));
          }
        });
    for (int s = 0; s < explanation.anatomy().stages().size(); s++) {
      int stage = s;
      terms(explanation.anatomy().stages().get(s))
          .forEach((name, seconds) -> rows.add(row("stage", name, stage, "", seconds, "", "", "")));
    }
    for (PathItem i : explanation.anatomy().path()) {
      rows.add(row("critical_path", i.kind().id(), i.stage(), i.count(), i.seconds(), "", "", ""));
    }
    roofline(rows);
    memory(rows);
    explanation.misfit().ifPresent(misfit -> misfit(rows, misfit));
    for (Sensitivity s : explanation.sensitivities()) {
      rows.add(row("sensitivity", s.subject(), "", "", s.seconds(), "", s.speedup(), s.change()));
    }
    for (StepAnatomy.Provenance p : explanation.anatomy().provenance()) {
      rows.add(
          row("provenance", p.subject(), "", "", "", "", "", p.origin().id() + ": " + p.detail()));
    }
    versus.ifPresent(other ->
        TermDifference.between(explanation.plan().cost(), other.plan().cost())
            .forEach(t -> rows.add(row("versus", t.term(), "", "", t.difference(), "", "", ""))));
    return rows;
  }

  private void roofline(List<List<String>> rows) {
    double peak = explanation.roofline().seconds();
    double share = peak / explanation.plan().iterationSeconds();
    rows.add(row("roofline", "iteration_s", "", "", peak, "", share, ""));
  }

  private void memory(List<List<String>> rows) {
    for (int s = 0; s < explanation.memory().size(); s++) {
      int stage = s;
      memory(explanation.memory().get(s))
          .forEach((name, value) -> {
            if (name.endsWith("_gib")) {
              rows.add(row("memory", name, stage, "", "", value, "", ""));
            }
          });
    }
  }

  private static void misfit(List<List<String>> rows, Misfit misfit) {
    double missing = misfit.missingBytes() / Units.GIB;
    String largest = misfit.memory().largest().id();
    rows.add(row("misfit", largest, misfit.stage(), "", "", missing, "", misfit.text()));
    misfit
        .ways()
        .forEach(w ->
            rows.add(row("way_out", w.text(), "", "", w.plan().iterationSeconds(), "", "", "")));
  }

  private static List<String> row(Object... cells) {
    return java.util.Arrays.stream(cells).map(Object::toString).toList();
  }
}
