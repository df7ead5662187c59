package org.ampplanner.formats.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.amp.AmpCostModel;
import org.ampplanner.amp.AmpView;
import org.ampplanner.predictive.Calibration;
import org.ampplanner.predictive.Calibration;
import org.ampplanner.engine.Engine;
import org.ampplanner.engine.Fp8Recipe;
import org.ampplanner.engine.Megatron;
import org.ampplanner.engine.SoftwareTraits;
import org.ampplanner.formats.TestHome;
import org.ampplanner.formats.plan.JobDocument;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.job.CostModelChoice;
import org.ampplanner.job.Job;
import org.ampplanner.job.PlannerChoice;
import org.ampplanner.model.Optimizer;
import org.ampplanner.partition.BlockSplit;
import org.ampplanner.space.IntConstraint;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.unit.Precision;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobReaderTest {
  private static final String MODEL =
      """
      name: m
      sequence_length: 8
      layers:
        - {name: a, parameters: 1, output_bytes: 2, time_ms: {T4: {forward: 1}}}
        - {name: b, repeat: 3, parameters: 1, output_bytes: 2, time_ms: {T4: {forward: 1, backward: 1.5}}}
      """;

  private static final String CLUSTER =
      """
      name: c
      nodes:
        - {name: n, count: 2, device: tesla t4, devices: 2, intra_node_gbps: 50, inter_node_gbps: 10}
      """;

  @TempDir Path folder;

  private ReadJob read(String job, Map<String, String> options, String... set) {
    return new JobReader(TestHome.catalog())
        .read(JobRequest.of(job, options, List.of(set), folder));
  }

  private List<String> said(String job, Map<String, String> options, String... set) {
    try {
      return read(job, options, set).warnings().stream().flatMap(p -> p.render().lines()).toList();
    } catch (ProblemsException e) {
      return e.getMessage().lines().toList();
    }
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void writeJob(String more) throws IOException {
    write("files/model.yaml", MODEL);
    write("files/cluster.yaml", CLUSTER);
    write(
        "jobs/job.yaml",
        """
        model: ../files/model.yaml
        cluster: ../files/cluster.yaml
        training: {global_batch_size: 4}
        cost_model: amp
        """
            + more);
  }

  @Test
  void defaultsAreTheDocumentedOnes() throws IOException {
    writeJob("");
    ReadJob read = read("jobs/job.yaml", Map.of());
    Job job = read.job();
    assertThat(read.warnings()).isEmpty();
    assertThat(job.training().precision()).isEqualTo(Precision.BF16);
    assertThat(job.training().optimizer()).isEqualTo(Optimizer.ADAM);
    assertThat(job.training().sequenceLength()).isEqualTo(8);
    assertThat(job.engine()).isEqualTo(Engine.ANY);
    assertThat(job.planner()).isEqualTo(PlannerChoice.EXACT);
    assertThat(job.constraints()).isEqualTo(SearchConstraints.DEFAULT);
    assertThat(job.costModel()).isEqualTo(new CostModelChoice.Amp(AmpView.PLAIN));
    assertThat(job.model().layers()).hasSize(4);
    assertThat(job.model().layers().get(1).times().get("T4").backwardSeconds()).isEqualTo(0.0015);
    assertThat(job.cluster().deviceTypes().get(0).id()).isEqualTo("T4");
  }

  @Test
  void everythingMayStandInOneFileOrInNone() throws IOException {
    writeJob("");
    Job inFile = read("jobs/job.yaml", Map.of()).job();
    write(
        "all.json",
        """
        {"model": {"name": "m", "sequence_length": 8, "layers": [
            {"name": "a", "parameters": 1, "output_bytes": 2, "time_ms": {"T4": {"forward": 1}}},
            {"name": "b", "repeat": 3, "parameters": 1, "output_bytes": 2,
             "time_ms": {"T4": {"forward": 1, "backward": 1.5}}}]},
         "cluster": {"name": "c", "nodes": [{"name": "n", "count": 2, "device": "T4", "devices": 2,
             "intra_node_gbps": 50, "inter_node_gbps": 10}]},
         "training": {"global_batch_size": 4},
         "cost_model": "amp"}
        """);
    assertThat(read("all.json", Map.of()).job()).isEqualTo(inFile);
    Map<String, String> options = new LinkedHashMap<>();
    options.put("model", "files/model.yaml");
    options.put("cluster", "files/cluster.yaml");
    options.put("training.global_batch_size", "4");
    options.put("cost_model", "amp");
    ReadJob none = read(null, options);
    assertThat(none.job()).isEqualTo(inFile);
    assertThat(none.file()).isEmpty();
  }

  @Test
  void searchTakesValuesListsAndRanges() throws IOException {
    writeJob(
        """
        search:
          planner: annealing
          tensor_parallel: 2
          pipeline_parallel: [1, 2, 2]
          data_parallel: {max: 4}
          context_parallel: {min: 1, max: 2}
          expert_parallel: [1]
          virtual_pipeline: 1
          micro_batch_size: {min: 2}
          schedule: gpipe
          recompute: [none, full]
          zero_stage: [0, 3]
          sequence_parallel: [false, true]
        """);
    Job job = read("jobs/job.yaml", Map.of()).job();
    SearchConstraints c = job.constraints();
    assertThat(job.planner()).isEqualTo(PlannerChoice.ANNEALING);
    assertThat(c.degrees().tensorParallel()).isEqualTo(IntConstraint.oneOf(2));
    assertThat(c.degrees().pipelineParallel()).isEqualTo(IntConstraint.oneOf(1, 2));
    assertThat(c.degrees().dataParallel()).isEqualTo(new IntConstraint.Range(1, 4));
    assertThat(c.degrees().contextParallel()).isEqualTo(new IntConstraint.Range(1, 2));
    assertThat(c.microBatchSize().allows(1)).isFalse();
    assertThat(c.microBatchSize().allows(1000)).isTrue();
    assertThat(c.schedules()).containsExactly(Schedule.GPIPE);
    assertThat(c.recompute()).containsExactly(Recompute.NONE, Recompute.FULL);
    assertThat(c.zeroStages()).containsExactly(0, 3);
    assertThat(c.sequenceParallel()).containsExactly(false, true);
  }

  @Test
  void optionsWinOverTheFileInOrder() throws IOException {
    writeJob("search: {tensor_parallel: 1, pipeline_parallel: 2}\n");
    Job job =
        read(
                "jobs/job.yaml",
                Map.of("training.global_batch_size", "8", "training.precision", "fp16"),
                "search.tensor_parallel=[1,2]",
                "search.tensor_parallel={max: 2}",
                "search.data_parallel=3",
                "search.data_parallel=any",
                "training.global_batch_size=16")
            .job();
    assertThat(job.training().globalBatchSize()).isEqualTo(16);
    assertThat(job.training().precision()).isEqualTo(Precision.FP16);
    assertThat(job.constraints().degrees().tensorParallel())
        .isEqualTo(new IntConstraint.Range(1, 2));
    assertThat(job.constraints().degrees().pipelineParallel()).isEqualTo(IntConstraint.oneOf(2));
    assertThat(job.constraints().degrees().dataParallel()).isEqualTo(new IntConstraint.Any());
  }

  @Test
  void whatIsWrongWithOptionsIsNamedByThem() throws IOException {
    writeJob("");
    assertThat(
            said(
                "jobs/job.yaml",
                Map.of("training.global_batch_size", "x"),
                "search.tensor_paralel=[1,2]",
                "search.schedule=[1f1b, pipe]",
                "training.precision=",
                "model.name=y",
                "foo"))
        .containsExactly(
            "--set training.precision=: is empty",
            "--set model.name=y: model is a single value in the job, so that it has no keys",
            "--set foo: is not of the form key=value",
            "  Maybe `--set search.tensor_parallel=[1,2]`, for instance",
            "--global-batch-size (x): is not a number",
            "--set search.schedule=[1f1b, pipe]: schedule (pipe) is not one of gpipe, 1f1b,"
                + " interleaved, zero_bubble, eager_1f1b",
            "  Maybe `gpipe`",
            "--set search.tensor_paralel=[1,2]: tensor_paralel is not a key of search",
            "  Maybe `tensor_parallel`");
  }

  @Test
  void nothingAtAllNamesWhatIsMissing() {
    assertThat(said(null, Map.of("cost_model", "amp")))
        .containsExactly(
            "command line: model is missing",
            "  Maybe an id from `amp catalog models`, or a model file",
            "command line: cluster is missing",
            "  Maybe an id from `amp catalog clusters`, `8xdgx-h100`, or a cluster file",
            "command line: training is missing",
            "  Maybe `training: {global_batch_size: 32}`, or `--global-batch-size 32`");
  }

  @Test
  void aMisspeltExampleNamesTheRightOne() {
    assertThat(said("amp-homogenous", Map.of()))
        .containsExactly(
            "amp-homogenous: is neither a file nor a built-in example", "  Maybe amp-homogeneous");
    assertThat(said("no\0path", Map.of())).containsExactly("no?path: is not a path");
  }

  @Test
  void anAmpViewGoesWithTheModelOfItsJob() {
    Job job = read("amp-het-model", Map.of()).job();
    AmpView view = ((CostModelChoice.Amp) job.costModel()).view();
    assertThat(view.costedLayers()).hasSize(25).startsWith(0, 3, 4).endsWith(51, 52);
    assertThat(view.outputElements()).isEqualTo(82944);
    assertThat(view.uniformBlocks()).isEqualTo(new BlockSplit(0, 24));
    ReadJob same = read("amp-het-model", Map.of("model", "transgan-amp"));
    assertThat(same.job().costModel()).isEqualTo(job.costModel());
    ReadJob other =
        read(
            "amp-het-model",
            Map.of(
                "model",
                "gpt2-medium-amp",
                "profile",
                TestHome.HOME.resolve("catalog/profiles/amp-gpt2-medium-amp").toString()));
    assertThat(other.job().costModel()).isEqualTo(new CostModelChoice.Amp(AmpView.PLAIN));
    assertThat(other.warnings())
        .extracting(Problem::message)
        .containsExactly("amp_view is left out: it belongs to the job's own model");
  }

  @Test
  void theFormulaOfAmpIsToBeHadWithEveryDevicesOwnTimes() {
    Job job = read("amp-het-model", Map.of("cost_model", "amp_own_times")).job();
    AmpView view = ((CostModelChoice.Amp) read("amp-het-model", Map.of()).job().costModel()).view();
    assertThat(job.costModel()).isEqualTo(new CostModelChoice.Amp(view, AmpCostModel.Times.OWN));
    assertThat(job.bindCostModel().id()).isEqualTo("amp_own_times");
    assertThat(JobDocument.of(job)).containsEntry("cost_model", "amp_own_times");
  }

  @Test
  void keysThatTheCostModelDoesNotReadAreSaid() throws IOException {
    write("jobs/cal.json", "{\"schema\": \"amp-calibration/1\"}");
    writeJob("calibration: cal.json\nsearch: {memory_reserve_gib: 2}\n");
    assertThat(said("jobs/job.yaml", Map.of()))
        .containsExactly(
            "jobs/job.yaml:5: calibration is not used: the cost model amp does not read it",
            "jobs/job.yaml:6: memory_reserve_gib is not used: the cost model amp does not read it");
  }

  @Test
  void calibrationsAreByDeviceTypeWhateverItsSpelling() throws IOException {
    write(
        "jobs/cal.json",
        """
        {"schema": "amp-calibration/1", "memory": 1.25,
         "device_time": {"tesla t4": 1.5, "T5": 2}}
        """);
    writeJob("calibration: cal.json\n");
    Map<String, String> predictive = Map.of("cost_model", "predictive");
    ReadJob read = read("jobs/job.yaml", predictive);
    Calibration calibration = ((CostModelChoice.Predictive) read.job().costModel()).calibration();
    assertThat(calibration.deviceTime("T4")).isEqualTo(1.5);
    assertThat(calibration.memory()).isEqualTo(1.25);
    assertThat(said("jobs/job.yaml", predictive))
        .containsExactly(
            "jobs/cal.json:2: device_time.T5 is for no device type of the cluster or the catalogue");
  }

  @Test
  void unusedAndUnusualDevicesAreSaid() throws IOException {
    write(
        "job.yaml",
        """
        model:
          name: m
          sequence_length: 8
          layers: [{name: a, parameters: 1, output_bytes: 2, time_ms: {Mine: {forward: 1}, Mime: {forward: 1}}}]
        cluster:
          name: c
          nodes: [{name: n, device: Mine, devices: 1}]
          devices:
            Mine: {memory_gib: 16, memory_gbps: 320, peak_tflops: {fp16: 65}}
            Other: {memory_gib: 16, memory_gbps: 2560, peak_tflops: {fp16: 65}}
        training: {global_batch_size: 4}
        cost_model: amp
        """);
    assertThat(said("job.yaml", Map.of()))
        .containsExactly(
            "job.yaml:4: time_ms.Mime is for no device type of the cluster or the catalogue",
            "  Maybe Mine",
            "job.yaml:9: memory_gbps (320) is 40.0 GB/s, unusual for Mine",
            "  Maybe another unit was meant: gigabits per second are 8 times the GB/s of a data"
                + " sheet",
            "job.yaml:10: devices.Other is not used by any line of nodes");
  }

  @Test
  void aHuggingFaceConfigIsReadByItsFileAndByItsFolder() throws IOException {
    write(
        "hf/config.json",
        """
        {"model_type": "gpt2", "n_embd": 64, "n_layer": 2, "n_head": 4, "vocab_size": 1000,
         "n_positions": 128}
        """);
    write("cluster.yaml", CLUSTER);
    for (String model : List.of("hf", "hf/config.json")) {
      Map<String, String> options = new LinkedHashMap<>();
      options.put("model", model);
      options.put("cluster", "cluster.yaml");
      options.put("training.global_batch_size", "4");
      options.put("cost_model", "amp");
      assertThat(said(null, options)).first().asString().doesNotContain("config");
    }
    write("hf/config.json", "{\"model_type\": \"gpt2\", \"n_embd\": 64}");
    assertThat(
            said(
                null,
                Map.of(
                    "model", "hf",
                    "cluster", "cluster.yaml",
                    "training.global_batch_size", "4",
                    "cost_model", "amp")))
        .contains("hf/config.json:1: vocab_size is missing");
  }

  @Test
  void softwareIsReadByTraitAndWrittenWithAllOfThem() throws IOException {
    writeJob(
        """
        engine: megatron
        software: {overlap_experts: true, fp8_recipe: block}
        """);
    Map<String, String> predictive = Map.of("cost_model", "predictive");
    CostModelChoice expected =
        new CostModelChoice.Predictive(
            Calibration.NONE,
            Megatron.CORE
                .withOverlap(new SoftwareTraits.Overlap(true, true, true))
                .withFp8(Fp8Recipe.BLOCK));

    Job job = read("jobs/job.yaml", predictive).job();

    assertThat(job.costModel()).isEqualTo(expected);
    assertThat(JobDocument.complete(job).get("software"))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("base", "megatron-core")
        .containsEntry("attention", "vendor")
        .containsEntry("overlap_experts", true);
    assertThat(said("jobs/job.yaml", predictive))
        .containsExactly(
            "jobs/job.yaml:6: fp8_recipe is not used: the job does not train with fp8");
    assertThat(said("jobs/job.yaml", predictive, "training.precision=fp8")).isEmpty();
  }
}
