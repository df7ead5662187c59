package org.ampplanner.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.formats.job.JobRequest;
import org.ampplanner.workbench.SearchRun;
import org.ampplanner.workbench.SearchSettings;
import org.ampplanner.workbench.SearchWatch;
import org.ampplanner.workbench.size.SizeQuestion;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is to be trained, until when or for how much, and on what. */
final class SizeOptions {
  @Option(
      names = "--model",
      paramLabel = "MODEL",
      required = true,
      description = "Catalogue id or file.")
  String model = "";

  @Option(
      names = "--tokens",
      paramLabel = "T",
      required = true,
      description = "Tokens of the whole run: 10T, 10e12.")
  String tokens = "";

  @Option(names = "--days", paramLabel = "D", description = "The deadline.")
  @Nullable Double days;

  @Option(names = "--budget", paramLabel = "B", description = "The money, in USD: 3M, $3M.")
  @Nullable String budget;

  @Option(
      names = "--nodes",
      paramLabel = "TYPES",
      defaultValue = "all",
      description = "Node types of the catalogue, separated by commas, or all (default: all).")
  String nodes = "all";

  @Option(
      names = "--max-nodes",
      paramLabel = "N",
      defaultValue = "4096",
      description = "Nodes of a type there can be at most (default: ${DEFAULT-VALUE}).")
  int maxNodes = 4096;

  @Option(
      names = "--global-batch-size",
      paramLabel = "N",
      description = "Samples per step (default: 4 Mi tokens).")
  @Nullable Integer globalBatchSize;

  @Option(names = "--sequence-length", paramLabel = "N", description = "Tokens per sample.")
  @Nullable String sequenceLength;

  @Option(names = "--precision", paramLabel = "P", description = "fp32, fp16, bf16 or fp8.")
  @Nullable String precision;

  @Option(
      names = "--engine",
      paramLabel = "E",
      completionCandidates = EngineIds.class,
      description = "One of ${COMPLETION-CANDIDATES}.")
  @Nullable String engine;

  @Option(names = "--calibration", paramLabel = "FILE", description = "Fitted factors.")
  @Nullable String calibration;

  @Option(
      names = "--prices",
      paramLabel = "FILE",
      description =
          "Your own prices, before the catalogue's: `nodes: {dgx-h100: 60}`, a node an hour.")
  @Nullable Path prices;

  @Option(
      names = "--gpu-hours-between-failures",
      paramLabel = "H",
      defaultValue = "50700",
      description = "Device-hours between interruptions (default: ${DEFAULT-VALUE}).")
  double gpuHoursBetweenFailures = 50_700;

  @Option(
      names = "--checkpoint-s",
      paramLabel = "S",
      defaultValue = "60",
      description = "What writing a checkpoint stops training for (default: ${DEFAULT-VALUE} s).")
  double checkpointSeconds = 60;

  @Option(
      names = "--restart-s",
      paramLabel = "S",
      defaultValue = "900",
      description = "From an interruption to the next step (default: ${DEFAULT-VALUE} s).")
  double restartSeconds = 900;

  @Option(names = "--no-failures", description = "Count no failures and no checkpoints.")
  boolean noFailures;

  @Option(
      names = "--pue",
      paramLabel = "X",
      defaultValue = "1.2",
      description = "Power of the building over that of the nodes (default: ${DEFAULT-VALUE}).")
  double pue = SizeQuestion.USUAL_PUE;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Any other key of the job: --set search.tensor_parallel=[1,2]")
  List<String> set = new ArrayList<>();

  @Option(
      names = "--time-limit",
      paramLabel = "TIME",
      converter = TimeLimit.Converter.class,
      description = "Stop after this time with what was sized so far.")
  @Nullable TimeLimit timeLimit;

  /** Returns the job on a cluster. */
  JobRequest request(Host host, String cluster, int batch) {
    Map<String, String> named = new LinkedHashMap<>();
    named.put("model", model);
    named.put("cluster", cluster);
    named.put("training.global_batch_size", batch + "");
    put(named, "training.sequence_length", sequenceLength);
    put(named, "training.precision", precision);
    put(named, "engine", engine);
    put(named, "calibration", calibration);
    return JobRequest.of(null, named, set, host.workingDirectory());
  }

  /** Returns how searches run: for one plan, on all cores, heard by nobody. */
  SearchRun run(Host host) {
    SearchSettings settings =
        new SearchSettings(
            1, 0, Runtime.getRuntime().availableProcessors(), TimeLimit.limitNanos(timeLimit));
    return new SearchRun(
        settings, host.nanos(), host.interrupts()::requested, () -> SearchWatch.NONE);
  }

  private static void put(Map<String, String> map, String key, @Nullable String value) {
    if (value != null) {
      map.put(key, value);
    }
  }
}
