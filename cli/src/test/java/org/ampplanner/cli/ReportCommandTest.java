package org.ampplanner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ampplanner.cli.CliRunner.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
  @TempDir Path folder;

  private Result run(String... arguments) {
    return CliRunner.in(folder).run(arguments);
  }

  private void plan() {
    Result result =
        run(
            "plan",
            "amp-het-cluster",
            "-o",
            "json",
            "--out",
            "plan.json",
            "--search-log",
            "log.jsonl");
    assertThat(result.code()).as(result.err()).isZero();
  }

  @Test
  void aPageIsWrittenWithSourcesSearchAndTrials() throws IOException {
    plan();
    Files.writeString(
        folder.resolve("runs.csv"),
        """
        pipeline_parallel,data_parallel,measured_s
        4,4,1.3
        8,2,1.5
        2,8,oom
        """);
    Result result =
        run(
            "report",
            "plan.json",
            "--out",
            "plan.html",
            "--search-log",
            "log.jsonl",
            "--measured",
            "runs.csv");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.err())
        .contains("1 rows without a time or a prediction", "report written to plan.html");
    String page = Files.readString(folder.resolve("plan.html"));
    assertThat(page)
        .startsWith("<!DOCTYPE html>")
        .contains("id=\"race\"", "2 measured runs", "V100-SXM2-16GB", "NVIDIA data sheet");
  }

  @Test
  void aSearchLogThatWasCutShortIsReadAsFarAsItGoes() throws IOException {
    plan();
    String log = Files.readString(folder.resolve("log.jsonl"));
    Files.writeString(folder.resolve("cut.jsonl"), log.substring(0, log.length() * 2 / 3));
    Result cut = run("report", "plan.json", "--out", "p.html", "--search-log", "cut.jsonl");
    assertThat(cut.code()).as(cut.err()).isZero();
    assertThat(Files.readString(folder.resolve("p.html"))).contains("the search was killed");
  }

  @Test
  void whatIsNoSearchLogAndNoMeasurementIsRefused() throws IOException {
    plan();
    Files.writeString(folder.resolve("x.jsonl"), "{\"t_s\": 1, \"event\": \"costed\"}\nhello\n\n");
    Result log = run("report", "plan.json", "--out", "p.html", "--search-log", "x.jsonl");
    assertThat(log.code()).isEqualTo(2);
    assertThat(log.err()).contains("x.jsonl:2: is not an event of a search log");
    Files.writeString(folder.resolve("x.csv"), "pipeline_parallel,data_parallel\n4,4\n");
    Result csv = run("report", "plan.json", "--out", "p.html", "--measured", "x.csv");
    assertThat(csv.code()).isEqualTo(2);
    assertThat(csv.err()).contains("x.csv:1: has no column measured_s");
    assertThat(folder.resolve("p.html")).doesNotExist();
  }
}
