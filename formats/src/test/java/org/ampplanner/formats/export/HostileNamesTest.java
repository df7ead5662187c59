package org.ampplanner.formats.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.engine.Engine;
import org.ampplanner.formats.TestHome;
import org.ampplanner.formats.job.JobReader;
import org.ampplanner.formats.job.JobRequest;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.job.Job;
import org.ampplanner.unit.Printable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Texts that would be commands, markup or formulas, in every text of a job. Names that no line can
 * hold are refused where they enter; the others reach every script of every launcher, which really
 * runs, with stand-ins for all that it starts, and makes no canary.
 */
class HostileNamesTest {
  private static final List<String> NO_HOSTS =
      List.of(
          "$(touch${IFS}canary)", "-oProxyCommand=touch", "a b", "a;b", "a/b", "a:1", "ü", "a\n");

  @TempDir Path folder;

  /** A job with a hostile text wherever a job has a text of the user's own. */
  private static Map<String, Object> tree(Map<String, String> texts) {
    Map<String, Object> node = new LinkedHashMap<>();
    node.put("name", texts.getOrDefault("node", "n"));
    node.put("count", 2);
    node.put("device", texts.getOrDefault("device", "cpu"));
    node.put("devices", 2);
    node.put("intra_node_gbps", 10);
    node.put("inter_node_gbps", 10);
    Map<String, Object> cluster = new LinkedHashMap<>();
    cluster.put("name", texts.getOrDefault("cluster", "c"));
    cluster.put("nodes", List.of(node));
    cluster.put(
        "devices",
        Map.of(
            texts.getOrDefault("device", "cpu"),
            Map.of("memory_gib", 4, "memory_gbps", 100, "peak_tflops", Map.of("bf16", 0.5))));
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("name", texts.getOrDefault("model", "m"));
    model.put(
        "layers",
        List.of(
            Map.of("name", "embedding", "parameters", 36864, "output_bytes", 8192),
            Map.of(
                "name",
                texts.getOrDefault("layer", "block"),
                "repeat",
                4,
                "transformer",
                Map.of("hidden", 64, "ffn", 256, "heads", 4)),
            Map.of("name", "head", "parameters", 32896, "output_bytes", 65536)));
    return Map.of(
        "model",
        model,
        "cluster",
        cluster,
        "training",
        Map.of("global_batch_size", 8, "sequence_length", 64));
  }

  private Job job(Map<String, String> texts) throws IOException {
    Path file = folder.resolve("job.json");
    Files.writeString(file, Documents.json(tree(texts)));
    return new JobReader(TestHome.catalog())
        .read(JobRequest.of(file.toString(), Map.of(), List.of(), TestHome.HOME))
        .job();
  }

  private void isRefused(String place, String text) {
    assertThatThrownBy(() -> job(Map.of(place, text)))
        .as(place + " " + Printable.of(text))
        .isInstanceOfSatisfying(
            ProblemsException.class,
            e -> {
              assertThat(e.problems()).isNotEmpty();
              assertThat(e.problems().get(0).line()).isPositive();
              assertThat(e.getMessage().codePoints().filter(c -> c < ' ' && c != '\n').count())
                  .isZero();
            });
  }

  @Test
  void whatDoesNotPrintIsNoNameOfAnything() {
    for (String text : Hostile.UNPRINTABLE) {
      for (String place : List.of("model", "cluster", "device", "layer", "node")) {
        isRefused(place, text);
      }
    }
  }

  @Test
  void nodesAreNamedAsHostsCanBe() {
    NO_HOSTS.forEach(text -> isRefused("node", text));
  }

  @Test
  void anAddressIsNoCommandEither() throws IOException {
    Job job = job(Map.of());
    for (String text : NO_HOSTS) {
      if (!text.equals("a:1")) {
        assertThatThrownBy(() -> new Exporter(job, ModelConfigs.Found.NONE, Map.of("n-0", text)))
            .as(text)
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void noScriptOfAnyLauncherRunsANameOfAJob() throws Exception {
    ScriptSandbox sandbox = new ScriptSandbox(folder);
    for (String text : Hostile.PRINTABLE) {
      Job job = job(Map.of("model", text, "cluster", text, "device", text, "layer", text));
      ExportCases.Case one =
          ExportCases.of(
              job,
              "tensor_parallel=2;pipeline_parallel=2;data_parallel=1;micro_batch_size=1;layer_cuts=0 3 6");
      for (Launcher launcher : two(text)) {
        Engine engine = Engine.runnable().get(Math.floorMod((text + launcher.id()).hashCode(), 3));
        runs(sandbox, one.export(engine, launcher), launcher);
      }
    }
  }

  @Test
  void aSettingAndATitleAreQuotedWhateverTheyHold() throws Exception {
    ScriptSandbox sandbox = new ScriptSandbox(folder);
    List<String> all = new ArrayList<>(Hostile.PRINTABLE);
    all.add("a\ntouch canary");
    for (String text : all) {
      EngineFiles files =
          new EngineFiles(
              text,
              List.of(new EngineFiles.Setting("VALUE", text, text)),
              List.of("COMMAND=(true \"$VALUE\")"),
              List.of(),
              Map.of(),
              List.of(),
              List.of());
      Ranks ranks =
          new Ranks(List.of(new Ranks.Node("n", "localhost", "T4", List.of(0), List.of(0))));
      for (Launcher launcher : two(text).subList(0, 1)) {
        String script = new LaunchScript(files, ranks, launcher, text).text();
        Path out = Files.createDirectories(folder.resolve("out $(touch canary)"));
        Files.writeString(out.resolve("launch.sh"), script);
        sandbox.everyWayRuns(out, launcher);
      }
    }
  }

  /** Every launcher meets six of the texts. */
  private static List<Launcher> two(String text) {
    Launcher[] all = Launcher.values();
    int index = Math.max(0, Hostile.PRINTABLE.indexOf(text));
    return List.of(all[index % all.length], all[(index / all.length + index + 1) % all.length]);
  }

  private void runs(ScriptSandbox sandbox, Export export, Launcher launcher) throws Exception {
    Path out = folder.resolve("out $(touch canary) '\"; x");
    new ExportFolder(out, "out").write(export, true);
    sandbox.everyWayRuns(out, launcher);
    if (launcher == Launcher.KUBERNETES) {
      Object parsed =
          YAMLMapper.shared().readValue(out.resolve("pods.json").toFile(), Object.class);
      assertThat(parsed).isInstanceOf(List.class);
    }
    String readme = Files.readString(out.resolve("README.md"));
    assertThat(readme).doesNotContain("<img");
    assertThat(readme.lines().findFirst().orElseThrow()).startsWith("# ");
  }

  @Test
  void aCellIsNoFormula() {
    assertThat(
            Documents.csv(
                List.of(
                    List.of("=1+1", "@SUM(A1)", "+cmd|x", "-2+3", "-1.5", "+2e-3", "-", "a=b"))))
        .isEqualTo("'=1+1,'@SUM(A1),'+cmd|x,'-2+3,-1.5,+2e-3,-,a=b\n");
  }

  @Test
  void nodesOfOneHostShareItsDevicesByNumber() throws IOException {
    Job job = job(Map.of());
    ExportCases.Case one =
        ExportCases.of(
            job,
            "tensor_parallel=2;pipeline_parallel=2;data_parallel=1;micro_batch_size=1;layer_cuts=0 3 6");
    for (Map<String, String> hosts :
        List.of(
            Map.of("n-0", "box1", "n-1", "box1"),
            Map.of("n-0", "root@BOX1", "n-1", "box1."),
            Map.of("n-0", "localhost", "n-1", "127.0.0.1"))) {
      String script = one.export(Engine.MEGATRON, Launcher.SSH, hosts).files().get("launch.sh");
      assertThat(script).contains("DEVICES_OF=('0,1,2,3')").contains("LOCAL_OF=(0 1 2 3)");
      assertThat(script).doesNotContain("MASTER_ADDR:-root@");
    }
  }
}
