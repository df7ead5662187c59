package org.ampplanner.cli;

import java.util.ArrayList;
import java.util.List;

/** The page that shows plans beside what others published. */
final class PlausibilityPage {
  private static final List<String> TOP =
      List.of(
          "# Are the plans plausible?",
          "",
          "What `amp plan --model MODEL --cluster CLUSTER --global-batch-size 512` answers, with nothing else said,",
          "beside the published configuration that comes closest (`validation/published/`: each row there names its",
          "source). The table is written by `AMP_RECORD=plausibility ./mvnw -pl cli -am test -Dtest=PlausibilityTest",
          "-Dsurefire.failIfNoSpecifiedTests=false`; the verdicts are a reviewer's. A test plans every seventh row",
          "again and fails if the recorded plan is more than 5 % behind the first. *Process* is the whole command on",
          "two cores that other work kept busy; `MFU` counts the FLOPs of the model, causal attention in full.",
          "");

  private PlausibilityPage() {}

  static String of(List<PlausibilityRow> rows) {
    List<String> lines = new ArrayList<>(TOP);
    List<String> clusters = rows.stream().map(PlausibilityRow::cluster).distinct().toList();
    for (String cluster : clusters) {
      lines.add("## `" + cluster + "`");
      lines.add("");
      lines.add(
          "| model | plan | step | MFU | memory | proof | process | published neighbour | verdict |");
      lines.add("|---|---|---|---|---|---|---|---|---|");
      for (PlausibilityRow row : rows) {
        if (row.cluster().equals(cluster)) {
          lines.add(line(row));
        }
      }
      lines.add("");
    }
    lines.remove(lines.size() - 1);
    return String.join("\n", lines) + "\n";
  }

  private static String line(PlausibilityRow r) {
    return String.join(
        " | ",
        "| " + r.model(),
        r.answer().plan(),
        unit(r.answer().stepS(), " s"),
        unit(r.answer().mfuPercent(), " %"),
        unit(r.answer().memoryGib(), " GiB"),
        r.answer().proof(),
        r.answer().processS() + " s",
        r.neighbour(),
        r.verdict() + " |");
  }

  private static String unit(String value, String unit) {
    return value.isEmpty() ? "" : value + unit;
  }
}
