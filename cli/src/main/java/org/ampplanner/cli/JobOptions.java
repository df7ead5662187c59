package org.ampplanner.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The job, and everything of it that can be given or overridden as an option. */
final class JobOptions {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "JOB",
      description = "A job file (YAML or JSON) or the id of a built-in example.")
  @Nullable String job;

  @Option(names = "--model", paramLabel = "MODEL", description = "Catalogue id or file.")
  @Nullable String model;

  @Option(
      names = "--cluster",
      paramLabel = "CLUSTER",
      description = "Catalogue id, <count>x<node type>, cluster file, or hostfile.")
  @Nullable String cluster;

  @Option(names = "--global-batch-size", paramLabel = "N", description = "Samples per step.")
  @Nullable String globalBatchSize;

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

  @Option(
      names = "--cost-model",
      paramLabel = "M",
      description = "predictive, amp or amp_own_times.")
  @Nullable String costModel;

  @Option(
      names = "--profile",
      paramLabel = "PATH",
      description = "File or folder of measured layer times.")
  @Nullable String profile;

  @Option(names = "--calibration", paramLabel = "FILE", description = "Fitted factors.")
  @Nullable String calibration;

  @Option(
      names = "--device",
      paramLabel = "TYPE",
      description = "What the nodes of a hostfile hold: a device type or a node type.")
  @Nullable String device;

  @Mixin CatalogOptions catalogs = new CatalogOptions();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Any other key of the job: --set search.tensor_parallel=[1,2]")
  List<String> set = new ArrayList<>();

  /** Returns the overrides by option, each with the job key that it sets. */
  Map<String, String> named() {
    Map<String, String> named = new LinkedHashMap<>();
    put(named, "model", model);
    put(named, "cluster", cluster);
    put(named, "device", device);
    put(named, "training.global_batch_size", globalBatchSize);
    put(named, "training.sequence_length", sequenceLength);
    put(named, "training.precision", precision);
    put(named, "engine", engine);
    put(named, "cost_model", costModel);
    put(named, "profile", profile);
    put(named, "calibration", calibration);
    return named;
  }

  private static void put(Map<String, String> map, String key, @Nullable String value) {
    if (value != null) {
      map.put(key, value);
    }
  }
}
