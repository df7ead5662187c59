package org.ampplanner.formats.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.ampplanner.engine.Engine;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;
import org.junit.jupiter.api.Test;

class ExporterTest {
  private static final List<Launcher> LAUNCHERS = List.of(Launcher.values());
  private static final Pattern ITEM = Pattern.compile("([EtL])(?:\\*(\\d+))?");

  private static String file(Export export, String name) {
    return String.valueOf(export.files().get(name));
  }

  /** Reads a layout as its documentation says, chunk by chunk: how many t, and E and L. */
  private static List<String> read(String layout) {
    List<String> chunks = new ArrayList<>();
    for (String chunk : layout.split("\\|", -1)) {
      StringBuilder layers = new StringBuilder();
      Matcher item = ITEM.matcher(chunk);
      int at = 0;
      while (item.find()) {
        assertThat(item.start()).as(layout).isEqualTo(at);
        at = item.end();
        int times = item.group(2) == null ? 1 : Integer.parseInt(item.group(2));
        layers.append(item.group(1).repeat(times));
      }
      assertThat(at).as(layout).isEqualTo(chunk.length());
      chunks.add(layers.toString());
    }
    return chunks;
  }

  @Test
  void anyCutIsALayoutThatCoversAllBlocksOnceInOrder() {
    Job job = ExportCases.job("llama3-8b", "2xdgx-h100", 64);
    Random random = new Random(20261121);
    for (int i = 0; i < 400; i++) {
      int stages = List.of(2, 4, 8).get(random.nextInt(3));
      int chunks = 1 + random.nextInt(2);
      List<Integer> cuts = cuts(random, 34, stages, chunks + 1);
      ExportCases.Case one =
          ExportCases.of(
              job,
              "pipeline_parallel="
                  + stages
                  + ";data_parallel="
                  + 16 / stages
                  + ";layer_cuts="
                  + String.join(" ", cuts.stream().map(String::valueOf).toList())
                  + (chunks > 1 ? ";schedule=interleaved;virtual_pipeline=" + chunks : ""));
      ModelChunks model =
          ModelChunks.of(job.model(), one.plan().strategy().first(), one.plan().partition());
      List<String> read = read(MegatronLayout.layout(model));
      String where = "case " + i + " of seed 20261121: " + cuts;
      assertThat(read).as(where).hasSize(stages * chunks);
      assertThat(String.join("", read)).as(where).isEqualTo("E" + "t".repeat(32) + "L");
      for (int s = 0; s < stages; s++) {
        int held = 0;
        for (int c = 0; c < chunks; c++) {
          held += read.get(c * stages + s).length();
        }
        assertThat(held).as(where).isEqualTo(cuts.get(s + 1) - cuts.get(s));
      }
    }
  }

  /** Draws cuts that leave each stage at least so many layers. */
  private static List<Integer> cuts(Random random, int layers, int stages, int least) {
    while (true) {
      TreeSet<Integer> inner = new TreeSet<>();
      while (inner.size() < stages - 1) {
        inner.add(1 + random.nextInt(layers - 1));
      }
      List<Integer> cuts = new ArrayList<>(List.of(0));
      cuts.addAll(inner);
      cuts.add(layers);
      if (IntStream.range(0, stages).allMatch(s -> cuts.get(s + 1) - cuts.get(s) >= least)) {
        return cuts;
      }
    }
  }

  @Test
  void randomPlansGiveFlagsOnceAndEveryDeviceOnce() {
    Job job = ExportCases.mixed();
    Random random = new Random(42);
    List<String> devices = new ArrayList<>();
    for (String node : List.of("p3-0", "p3-1", "p3-2", "g4-0")) {
      IntStream.range(0, 4).forEach(d -> devices.add(node + ":" + d));
    }
    for (int i = 0; i < 150; i++) {
      Collections.shuffle(devices, random);
      int tp = 1 << random.nextInt(3);
      int pp = 1 << random.nextInt(3);
      int dp = 16 / tp / pp;
      Launcher launcher = LAUNCHERS.get(random.nextInt(5));
      ExportCases.Case one =
          ExportCases.of(
              job,
              "tensor_parallel="
                  + tp
                  + ";pipeline_parallel="
                  + pp
                  + ";data_parallel="
                  + dp
                  + ";placement="
                  + String.join(" ", devices));
      Export export = one.export(Engine.MEGATRON, launcher);
      String script = file(export, "launch.sh");
      String where = "case " + i + " of seed 42, " + launcher.id();
      flagsAreUnique(script, where);
      assertThat(one.plan().strategy().ranks()).isEqualTo(16);
      assertThat(script).as(where).contains("WORLD_SIZE=16\n");
      placementIsThePlans(export, one.plan(), devices, where);
    }
  }

  private static void flagsAreUnique(String script, String where) {
    Set<String> seen = new HashSet<>();
    for (String array : List.of("PLAN_ARGS=(", "MODEL_ARGS=(")) {
      int from = script.indexOf(array);
      String body = script.substring(from, script.indexOf("\n  )", from));
      Matcher flag = Pattern.compile("(?m)^ +(--[a-z0-9-]+)").matcher(body);
      while (flag.find()) {
        assertThat(seen.add(flag.group(1))).as("%s: %s", where, flag.group(1)).isTrue();
      }
    }
    assertThat(seen).hasSizeGreaterThan(10);
  }

  private static void placementIsThePlans(
      Export export, Plan plan, List<String> devices, String where) {
    String script = file(export, "launch.sh");
    List<String> hosts = words(script, "HOSTS");
    List<String> visible = words(script, "DEVICES_OF");
    List<String> node = words(script, "NODE_OF");
    List<String> local = words(script, "LOCAL_OF");
    for (int rank = 0; rank < plan.placement().ranks(); rank++) {
      int n = Integer.parseInt(node.get(rank));
      String device = visible.get(n).split(",")[Integer.parseInt(local.get(rank))];
      assertThat(hosts.get(n) + ":" + device)
          .as("%s, rank %d", where, rank)
          .isEqualTo(devices.get(rank));
    }
    String ranks = file(export, "rankfile");
    if (!ranks.equals("null")) {
      assertThat(ranks.lines().map(line -> line.split("[ =]")[1]))
          .as(where)
          .containsExactlyElementsOf(IntStream.range(0, 16).mapToObj(String::valueOf).toList());
    }
  }

  /** Returns the words of a bash array, which hold no quotes within quotes here. */
  private static List<String> words(String script, String name) {
    int from = script.indexOf("\n" + name + "=(") + name.length() + 3;
    String body = script.substring(from, script.indexOf(")", from));
    return List.of(body.replace("'", "").strip().split("\\s+"));
  }

  @Test
  void whatAnEngineCannotExpressIsReplacedAndPriced() {
    Job job = ExportCases.job("llama3-8b", "2xdgx-h100", 64);
    ExportCases.Case gpipe =
        ExportCases.of(
            job,
            "pipeline_parallel=4;data_parallel=4;schedule=gpipe;recompute=selective;layer_cuts=0 9 17 25 34");
    for (Engine engine : List.of(Engine.MEGATRON, Engine.DEEPSPEED)) {
      Export export = gpipe.export(engine, Launcher.TORCHRUN);
      assertThat(export.plan()).isNotEqualTo(gpipe.plan());
      assertThat(
              engine
                  .capabilities()
                  .objection(export.plan().strategy(), job.model(), job.training()))
          .isEmpty();
      assertThat(export.plan().strategy().first().degrees())
          .isEqualTo(gpipe.plan().strategy().first().degrees());
      assertThat(file(export, "README.md"))
          .contains("schedule (gpipe): ", "- schedule: gpipe to ", "%) under the cost model");
    }
    assertThat(file(gpipe.export(Engine.TORCHTITAN, Launcher.TORCHRUN), "amp_recipe.py"))
        .contains("pipeline_parallel_schedule=\"GPipe\"");
  }

  @Test
  void expertsSpreadOverTensorParallelRanksAreSaid() {
    Job job = ExportCases.job("mixtral-8x7b", "1xdgx-h100", 64);
    ExportCases.Case spread =
        ExportCases.of(
            job,
            "tensor_parallel=2;data_parallel=4;expert_parallel=8;sequence_parallel=true;zero_stage=1");

    assertThat(file(spread.export(Engine.MEGATRON, Launcher.SSH), "launch.sh"))
        .contains("--expert-tensor-parallel-size 1", "--expert-model-parallel-size 8");
  }

  @Test
  void evenStagesNeedNoLayoutAndOwnEndsOnlyTheOlderFlags() {
    Map<String, ExportCases.Case> cases = ExportCases.all();
    String even = file(cases.get("even").export(Engine.MEGATRON, Launcher.SSH), "launch.sh");
    assertThat(even).doesNotContain("layout", "decoder-first");
    String own =
        file(
            ExportCases.of(
                    cases.get("even").job(),
                    "pipeline_parallel=4;data_parallel=4;layer_cuts=0 7 16 25 34")
                .export(Engine.MEGATRON, Launcher.SSH),
            "launch.sh");
    assertThat(own).contains("--decoder-first-pipeline-num-layers 6");
    String uneven = file(cases.get("uneven").export(Engine.MEGATRON, Launcher.SSH), "launch.sh");
    assertThat(uneven).contains("--pipeline-model-parallel-layout 'Et*5|t*10|t*11|t*6L'");
  }

  /** Positions by ALiBi, a norm of the embedding; an encoder; gates of GELU. */
  @Test
  void aFamilyThatMegatronsFlagsDoNotSayIsNotWrittenAsAnother() {
    for (String model : List.of("bloom-560m", "bert-large", "gemma2-9b", "gpt-oss-20b")) {
      ExportCases.Case one =
          ExportCases.of(ExportCases.job(model, "1xdgx-h100", 16), "data_parallel=8");
      assertThatThrownBy(() -> one.export(Engine.MEGATRON, Launcher.SSH))
          .as(model)
          .isInstanceOf(ProblemsException.class)
          .hasMessageContaining("Megatron-LM would train another one")
          .hasMessageContaining("--model CONFIG");
    }
  }

  @Test
  void whatTheConfigLeavesOutIsAVariableAndWhatIsNotKnownIsSaid() {
    ExportCases.Case qwen =
        ExportCases.of(
            ExportCases.job("qwen3-8b", "1xdgx-h100", 16), "data_parallel=8;layer_cuts=0 38");
    assertThat(file(qwen.export(Engine.MEGATRON, Launcher.SSH), "launch.sh"))
        .contains("--rotary-base \"$ROTARY_BASE\"", "not in the config: the default of rope_theta");
  }
}
