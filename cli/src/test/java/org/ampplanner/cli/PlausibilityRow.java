package org.ampplanner.cli;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * A model on a cluster: what was planned, and what is thought of it.
 *
 * @param answer what was planned
 * @param neighbour a published configuration close by
 * @param verdict of a reviewer
 */
record PlausibilityRow(
    String model, String cluster, Answer answer, String neighbour, String verdict) {

  /**
   * What the command said.
   *
   * @param plan the degrees, or why there is none
   * @param stepS predicted seconds of a step, empty without a plan
   * @param mfuPercent predicted utilisation
   * @param memoryGib of the fullest device
   * @param proof what is proven
   * @param processS seconds of the whole process
   */
  record Answer(
      String plan,
      String stepS,
      String mfuPercent,
      String memoryGib,
      String proof,
      String processS) {}

  static final String HEADER =
      "model;cluster;plan;step_s;mfu_percent;memory_gib;proof;process_s;published neighbour;verdict";

  private static final Pattern NEEDED = Pattern.compile("need at least ([0-9.]+) GiB a device");

  static PlausibilityRow parse(String line) {
    List<String> cells = List.of(line.split(";", -1));
    return new PlausibilityRow(
        cells.get(0),
        cells.get(1),
        new Answer(
            cells.get(2), cells.get(3), cells.get(4), cells.get(5), cells.get(6), cells.get(7)),
        cells.get(8),
        cells.get(9));
  }

  String line() {
    return String.join(
        ";",
        model,
        cluster,
        answer.plan,
        answer.stepS,
        answer.mfuPercent,
        answer.memoryGib,
        answer.proof,
        answer.processS,
        neighbour,
        verdict);
  }

  boolean fits() {
    return !answer.stepS.isEmpty();
  }

  static String plan(JsonNode plan) {
    StringBuilder text = new StringBuilder();
    text.append("tp ").append(plan.get("tensor_parallel").asInt());
    text.append(" pp ").append(plan.get("pipeline_parallel").asInt());
    if (plan.get("virtual_pipeline").asInt() > 1) {
      text.append(" vp ").append(plan.get("virtual_pipeline").asInt());
    }
    text.append(" dp ").append(plan.get("data_parallel").asInt());
    if (plan.get("expert_parallel").asInt() > 1) {
      text.append(" ep ").append(plan.get("expert_parallel").asInt());
    }
    text.append(", mbs ").append(plan.get("micro_batch_size").asInt());
    if (!plan.get("recompute").asString().equals("none")) {
      text.append(", ").append(plan.get("recompute").asString());
    }
    return text.toString();
  }

  PlausibilityRow planned(JsonNode document, double seconds) {
    JsonNode plan = document.get("plans").get(0);
    JsonNode optimality = document.get("optimality");
    JsonNode mfu = plan.get("mfu");
    boolean known = mfu != null && mfu.isNumber() && mfu.asDouble() > 0;
    return new PlausibilityRow(
        model,
        cluster,
        new Answer(
            plan(plan),
            String.format(Locale.ROOT, "%.2f", plan.get("iteration_s").asDouble()),
            known ? String.format(Locale.ROOT, "%.1f", 100 * mfu.asDouble()) : "",
            String.format(Locale.ROOT, "%.1f", plan.get("memory_gib").asDouble()),
            optimality.get("proven").asBoolean()
                ? "proven"
                : String.format(Locale.ROOT, "gap %.1f %%", 100 * optimality.get("gap").asDouble()),
            String.format(Locale.ROOT, "%.1f", seconds)),
        neighbour,
        verdict);
  }

  PlausibilityRow infeasible(String said, double seconds) {
    Matcher needed = NEEDED.matcher(said);
    String why = needed.find() ? "none fits: " + needed.group(1) + " GiB a device" : "none fits";
    String time = String.format(Locale.ROOT, "%.1f", seconds);
    return new PlausibilityRow(
        model, cluster, new Answer(why, "", "", "", "", time), neighbour, verdict);
  }
}
