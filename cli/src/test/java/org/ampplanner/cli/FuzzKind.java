package org.ampplanner.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A kind of input that users give, with files of it and the commands that read them. */
enum FuzzKind {
  JOB(
      "tiny.yaml job.yaml job.json",
      "plan FILE -o json" + Words.SOON,
      "plan FILE -o csv" + Words.SOON,
      "simulate FILE" + Words.SOON,
      "explain FILE" + Words.SOON),
  CLUSTER(
      "cluster.yaml",
      "plan --model gpt2.json --cluster FILE" + Words.TRAINING,
      "plan --model llama.json --cluster FILE -o json" + Words.TRAINING),
  CLUSTER_IMPORT(
      "one-node.log four-nodes.log hostfile topo.txt query.csv nodes.txt nodes.json env sendrecv.log",
      "import cluster FILE -o yaml",
      "import cluster FILE --device T4"),
  CONFIG("gpt2.json llama.json config.json", Words.MODEL),
  MEGATRON("megatron.sh gpt345m.sh mixtral.yaml", Words.MODEL),
  PROFILE(
      "profile.json",
      "plan job.yaml --profile FILE" + Words.SOON,
      "explain job.yaml --profile FILE --cost-model predictive" + Words.SOON),
  TRACE(
      "trace.json own.json",
      "import profile FILE --model m --device T4 --precision fp16 --tensor-parallel 1"
          + " --micro-batch-size 1"),
  CALIBRATION(
      "calibration.json",
      "plan tiny.yaml --calibration FILE" + Words.SOON,
      "plan tiny.yaml --calibration FILE -o json" + Words.SOON),
  PLAN(
      "plan.json",
      "explain FILE",
      "simulate FILE",
      "report FILE --out page.html",
      "export FILE --engine megatron --out exported",
      "trial FILE --engine megatron --dry-run --budget 1"),
  STRATEGIES(
      "strategies.csv",
      "evaluate tiny.yaml --strategies FILE",
      "evaluate tiny.yaml --strategies FILE -o json",
      "trial tiny.yaml --replay FILE",
      "calibrate tiny.yaml --data FILE"),
  HISTORY("history.db", "calibrate tiny.yaml --history FILE"),
  RECIPE(
      "06-megatron-deepspeed-v100-1.3b-tp.sh 01-torchtitan-toml-70b.toml 14-nemo-yaml-h200-70b-fp8.yaml"
          + " 23-neox-a100-13b-ethernet.yml 27-megatron-kubernetes-7.5b.yaml",
      "evaluate tiny.yaml --strategies FILE"),
  /** Read line by line as {@code amp trial} does, with the reader of every engine. */
  LOG("run.log failures.txt", "FILE"),
  SEARCH_LOG("search.jsonl", "report plan.json --search-log FILE --out page.html"),
  OPTION(
      "options.txt",
      "plan tiny.yaml --set TEXT" + Words.SOON,
      "explain plan.json --strategy TEXT",
      "plan --model gpt2.json --cluster TEXT" + Words.TRAINING,
      "import cluster TEXT --device T4");

  /** Words that several commands share. */
  private static final class Words {
    static final String SOON = " --time-limit 50ms --threads 1";
    static final String TRAINING =
        " --global-batch-size 8 --sequence-length 64 --precision fp16" + SOON;
    static final String MODEL = "import model FILE -o yaml";
  }

  private final String seeds;

  /** A line each. */
  private final String commands;

  FuzzKind(String seeds, String... commands) {
    this.seeds = seeds;
    this.commands = String.join("\n", commands);
  }

  /** Names of files of this kind. */
  List<String> seeds() {
    return List.of(seeds.split(" "));
  }

  /** How many commands read it. */
  int commands() {
    return (int) commands.lines().count();
  }

  /** The words of a command for a file, or for a text that stands on the command line. */
  List<String> command(int n, String file, String text) {
    return Arrays.stream(commands.split("\n")[n % commands()].split(" "))
        .map(w -> w.equals("FILE") ? file : w.equals("TEXT") ? text : w)
        .toList();
  }

  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
