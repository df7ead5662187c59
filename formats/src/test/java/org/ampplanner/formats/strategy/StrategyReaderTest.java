package org.ampplanner.formats.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ampplanner.formats.TestHome;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.strategy.StrategyRow.Invalid;
import org.ampplanner.formats.strategy.StrategyRow.Named;
import org.ampplanner.job.Job;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 30 layers on 3 nodes p3-0 to p3-2 and g4-0 of 4 devices each, batch 32. */
class StrategyReaderTest {
  private static final Job JOB = TestHome.read(TestHome.HOME, "amp-het-cluster").job();

  @TempDir Path folder;

  private StrategyFile read(String text) throws IOException {
    return read(JOB, text);
  }

  private StrategyFile read(Job job, String text) throws IOException {
    Path file = Files.writeString(folder.resolve("s.csv"), text);
    return new StrategyReader(job).read(new SourceFile(file, "s.csv"));
  }

  private List<String> said(String text) throws IOException {
    try {
      return read(text).warnings().stream().flatMap(p -> p.render().lines()).toList();
    } catch (ProblemsException e) {
      return e.getMessage().lines().toList();
    }
  }

  private String error(String header, String row) throws IOException {
    return ((Invalid) read(header + "\n" + row + "\n").rows().get(0).content()).error();
  }

  @Test
  void everyColumnIsRead() throws IOException {
    StrategyFile file =
        read(
            """
            tensor_parallel,pipeline_parallel,data_parallel,context_parallel,expert_parallel,virtual_pipeline,micro_batch_size,schedule,recompute,zero_stage,sequence_parallel,layer_cuts,placement
            2,2,2,2,2,3,4,interleaved,full,1,true,0 10 30,p3-2:0 p3-2:1 p3-2:2 p3-2:3 p3-1:0 p3-1:1 p3-1:2 p3-1:3 p3-0:0 p3-0:1 p3-0:2 p3-0:3 g4-0:0 g4-0:1 g4-0:2 g4-0:3
            """);
    Named named = (Named) file.rows().get(0).content();
    assertThat(named.strategy().uniform())
        .hasValue(
            new Strategy(
                new Degrees(2, 2, 2, 2, 2, 3), 4, Schedule.INTERLEAVED, Recompute.FULL, 1, true));
    assertThat(named.partition()).hasValue(new Partition(new int[] {0, 10, 30}));
    assertThat(named.placement())
        .hasValue(new Placement(new int[] {8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15}));
  }

  @Test
  void stagesAndSharesMayDiffer() throws IOException {
    Job job =
        TestHome.read(TestHome.HOME, "amp-het-cluster", "training.global_batch_size=24").job();
    StrategyFile file =
        read(
            job,
            """
            tensor_parallel,pipeline_parallel,data_parallel,micro_batch_size,micro_batches
            4 2,2,2 4,2 1,
            4,,4,1,7 7 5 5
            4 2 1,2,2,1,
            4,1,4,1,7 7 5 6
            """);
    PipelineStrategy stages = ((Named) file.rows().get(0).content()).strategy();
    assertThat(stages.byStage(Strategy::tensorParallel)).isEqualTo("4 2");
    assertThat(stages.byStage(Strategy::dataParallel)).isEqualTo("2 4");
    assertThat(stages.joint()).isTrue();
    assertThat(stages.microBatches()).containsExactly(6);
    PipelineStrategy shares = ((Named) file.rows().get(1).content()).strategy();
    assertThat(shares.alike()).isTrue();
    assertThat(shares.microBatches()).containsExactly(7, 7, 5, 5);
    assertThat(((Invalid) file.rows().get(2).content()).error())
        .contains("neither one value nor one for each of the 2 stages");
    assertThat(((Invalid) file.rows().get(3).content()).error())
        .contains("make 25 samples of global_batch_size (24)");
  }

  @Test
  void whatIsLeftOutIsTheJobsDefault() throws IOException {
    Job job =
        TestHome.read(
                TestHome.HOME,
                "amp-het-cluster",
                "search.schedule=[gpipe, 1f1b]",
                "search.zero_stage=1",
                "search.micro_batch_size=2",
                "search.recompute=selective")
            .job();
    StrategyFile file = read(job, "pipeline_parallel,data_parallel,schedule\n4,4,\n");
    assertThat(((Named) file.rows().get(0).content()).strategy().uniform())
        .hasValue(
            new Strategy(Degrees.of(1, 4, 4), 2, Schedule.GPIPE, Recompute.SELECTIVE, 1, false));
    assertThat(((Named) file.rows().get(0).content()).placement()).isEmpty();
    assertThat(((Named) file.rows().get(0).content()).partition()).isEmpty();
  }

  @Test
  void otherColumnsAreCarriedThroughUntouched() throws IOException {
    StrategyFile file =
        read(
            String.join(
                "\r\n",
                "\ufeffnote,pipeline_parallel, data_parallel ,measured_s",
                "\"a, \"\"b\"\"\nc\", 4 ,4, 1.50 ",
                "",
                ",,,",
                "x,4,4,",
                ""));
    assertThat(file.columns())
        .containsExactly("note", "pipeline_parallel", "data_parallel", "measured_s");
    assertThat(file.rows()).hasSize(2);
    assertThat(file.rows().get(0).cells()).containsExactly("a, \"b\"\nc", " 4 ", "4", " 1.50 ");
    assertThat(file.rows()).extracting(StrategyRow::line).containsExactly(2, 6);
    assertThat(file.rows()).allMatch(row -> row.content() instanceof Named);
    assertThat(file.warnings()).isEmpty();
  }

  @Test
  void semicolonsAndTabsAreRecognisedAndSaid() throws IOException {
    assertThat(read("pipeline_parallel;data_parallel\n4;4\n").rows().get(0).content())
        .isInstanceOf(Named.class);
    assertThat(said("pipeline_parallel;data_parallel\n4;4\n"))
        .containsExactly("s.csv:1: is separated by semicolons; read as such");
    assertThat(said("pipeline_parallel\tdata_parallel\n4\t4\n"))
        .containsExactly("s.csv:1: is separated by tabs; read as such");
  }

  @Test
  void likelyMisnomersAreSaid() throws IOException {
    assertThat(said("tp,pipeline_parallel,data_parallel,partition,tensor_paralel\n1,4,4,0 30,1\n"))
        .containsExactly(
            "s.csv:1: column tp is unknown and carried through",
            "  Maybe `tensor_parallel`",
            "s.csv:1: column partition is unknown and carried through",
            "  Maybe `layer_cuts`",
            "s.csv:1: column tensor_paralel is unknown and carried through",
            "  Maybe `tensor_parallel`");
  }

  @Test
  void aFileWithoutFormIsRefused() throws IOException {
    assertThat(said("")).containsExactly("s.csv: is empty");
    assertThat(said("a,b\n1,2\n"))
        .containsExactly(
            "s.csv:1: is not the header of a strategies file: no column is known",
            "  Maybe a first line such as"
                + " `tensor_parallel,pipeline_parallel,data_parallel,micro_batch_size`");
    assertThat(said("pipeline_parallel,data_parallel,pipeline_parallel,\n1,2,3\n4,4,4,4,4\n"))
        .containsExactly(
            "s.csv:1: names the column pipeline_parallel twice",
            "s.csv:1: has a column without a name",
            "s.csv:2: has 3 cells, the header has 4",
            "s.csv:3: has 5 cells, the header has 4",
            "  Maybe quotes around a cell with a comma");
    assertThat(said("pipeline_parallel,note\n4,\"open\n5,x\n"))
        .hasSize(2)
        .first()
        .asString()
        .startsWith("s.csv:2: is not valid CSV from here on:");
    assertThat(said("pipeline_parallel,data_parallel\n"))
        .containsExactly("s.csv: has a header and no rows");
  }

  @Test
  void aRowThatIsNoStrategySaysWhy() throws IOException {
    String header = "tensor_parallel,pipeline_parallel,data_parallel,micro_batch_size";
    assertThat(error(header, "1,4,3,1"))
        .isEqualTo(
            "degrees (tensor 1 x context 1 x data 3 x pipeline 4 = 12) do not multiply to the"
                + " cluster's 16 devices (maybe name the devices to use in `placement`);"
                + " global_batch_size (32) is not divisible by data_parallel x micro_batch_size (3 x"
                + " 1)");
    assertThat(error(header, "1,4,8,1"))
        .isEqualTo(
            "degrees (tensor 1 x context 1 x data 8 x pipeline 4 = 32) do not multiply to the"
                + " cluster's 16 devices");
    assertThat(error(header, "1,4,4,3"))
        .isEqualTo(
            "global_batch_size (32) is not divisible by data_parallel x micro_batch_size (4 x 3)");
    assertThat(error(header, "one,0,1.5,-2"))
        .isEqualTo(
            "tensor_parallel (one) is not a number; pipeline_parallel (0) must be positive;"
                + " data_parallel (1.5) is not a whole number; micro_batch_size (-2) must be"
                + " positive");
    assertThat(error(header, "4000000,4000000,4000000,1"))
        .contains("do not multiply to the cluster's 16 devices");
    assertThat(error("data_parallel,schedule,zero_stage,sequence_parallel", "16,1F1B,7,yes"))
        .isEqualTo(
            "schedule (1F1B) is not one of gpipe, 1f1b, interleaved, zero_bubble, eager_1f1b (maybe `1f1b`);"
                + " zero_stage (7) is too large: at most 3; sequence_parallel (yes) is neither true"
                + " nor false (maybe `true`)");
    assertThat(error("data_parallel,expert_parallel", "16,3"))
        .isEqualTo(
            "expert_tensor_parallel x expert_parallel (1 x 3) does not divide tensor_parallel x"
                + " context_parallel x data_parallel (1 x 1 x 16)");
    assertThat(error("tensor_parallel,data_parallel,expert_parallel", "2,8,12"))
        .isEqualTo(
            "expert_tensor_parallel x expert_parallel (2 x 12) does not divide tensor_parallel x"
                + " context_parallel x data_parallel (2 x 1 x 8)");
    assertThat(error("pipeline_parallel,virtual_pipeline", "16,2"))
        .isEqualTo(
            "pipeline_parallel x virtual_pipeline (16 x 2) is more than the model's 30 layers");
  }

  @Test
  void cutsMustCoverTheLayers() throws IOException {
    String header = "pipeline_parallel,data_parallel,layer_cuts";
    assertThat(error(header, "4,4,0 7 14 20"))
        .isEqualTo(
            "layer_cuts (0 7 14 20) are 4 numbers, 4 stages need 5; layer_cuts (0 7 14 20) do not"
                + " cover the model: the first is 0, the last 30");
    assertThat(error(header, "4,4,0 7 7 20 30"))
        .isEqualTo("layer_cuts (0 7 7 20 30) must ascend: stage 1 has no layer");
    assertThat(error(header, "4,4,1 7 14 20 31"))
        .isEqualTo("layer_cuts (1 7 14 20 31) do not cover the model: the first is 0, the last 30");
    assertThat(error(header, "4,4,\"0,7,14,20,30\""))
        .isEqualTo(
            "layer_cuts (0,7,14,20,30) are not whole numbers separated by blanks (maybe `0 7 14 20"
                + " 30`, for instance)");
  }

  @Test
  void placementsMustNameDevicesOnce() throws IOException {
    String header = "pipeline_parallel,placement";
    assertThat(error(header, "2,p3-0:0")).isEqualTo("placement names 1 devices for 2 ranks");
    assertThat(error(header, "2,p3-0:0 p3-0:0")).isEqualTo("placement (p3-0:0) is named twice");
    assertThat(error(header, "2,p3-0:0 p3-0:4"))
        .isEqualTo("placement (p3-0:4) is not a device of the cluster (maybe p3-0:0)");
    StrategyFile file = read(header + "\n2,g4-0:3 p3-0:0\n");
    assertThat(((Named) file.rows().get(0).content()).placement())
        .hasValue(new Placement(new int[] {15, 0}));
  }

  @Test
  void columnsOfAnEarlierEvaluationAreWrittenAnew() throws IOException {
    StrategyFile file =
        read("note,iteration_s,pipeline_parallel,data_parallel,error\nx,1.5,4,4,bad\n");
    assertThat(file.columns()).containsExactly("note", "pipeline_parallel", "data_parallel");
    assertThat(file.rows().get(0).cells()).containsExactly("x", "4", "4");
    assertThat(file.warnings().get(0).render())
        .isEqualTo("s.csv:1: columns that are written anew are left out: iteration_s, error");
  }

  @Test
  void oneBadRowLeavesTheOthersAlone() throws IOException {
    StrategyFile file = read("pipeline_parallel,data_parallel\n4,4\nx,y\n2,8\n");
    assertThat(file.rows())
        .extracting(row -> row.content() instanceof Named)
        .containsExactly(true, false, true);
  }
}
