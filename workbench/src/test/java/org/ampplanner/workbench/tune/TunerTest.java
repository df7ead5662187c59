package org.ampplanner.workbench.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ampplanner.formats.imports.model.RecipeReader;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.workbench.SearchRun;
import org.ampplanner.workbench.Workbench;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TunerTest {
  private static final Path HOME = Path.of(System.getProperty("amp.home", "..")).toAbsolutePath();
  private static final Workbench WORKBENCH = Workbench.at(HOME);

  private static final String SCRIPT =
      """
      #!/bin/bash
      # --micro-batch-size 9 stands in a comment and is nobody's
      #SBATCH --nodes=1
      TP=8
      export MBS=1
      ARGS="
          --num-layers 24 --hidden-size 2048 --num-attention-heads 16
          --seq-length 2048 --max-position-embeddings 2048
          --padded-vocab-size 51200
          --global-batch-size 64
          --micro-batch-size $MBS   # what fits
          --tensor-model-parallel-size ${TP}
          --pipeline-model-parallel-size 1
          --recompute-granularity full --recompute-method uniform --recompute-num-layers 1
          --bf16 --use-flash-attn
      "
      torchrun --nproc_per_node 8 pretrain_gpt.py $ARGS
      """;

  @TempDir static Path folder;
  private static Tuned tuned;

  @BeforeAll
  static void tune() throws IOException {
    tuned = tune(SCRIPT, Optional.of(log(9000)));
  }

  private static Tuned tune(String script, Optional<Path> log) throws IOException {
    SourceFile file =
        SourceFile.of(Files.writeString(Files.createTempFile(folder, "train", ".sh"), script));
    return new Tuner(WORKBENCH)
        .tune(
            new TuneRequest(
                file, log.map(SourceFile::of), Map.of("cluster", "1xdgx-a100"), List.of()),
            SearchRun.usual());
  }

  private static Path log(double milliseconds) throws IOException {
    StringBuilder text = new StringBuilder("starting\n");
    for (int step = 1; step <= 12; step++) {
      double took = step == 1 ? 10 * milliseconds : milliseconds;
      text.append(" iteration ")
          .append(step)
          .append("/ 100 | consumed samples: 64 | elapsed time per iteration (ms): ")
          .append(took)
          .append(" | learning rate: 1e-5 |\n");
    }
    return Files.writeString(Files.createTempFile(folder, "train", ".log"), text);
  }

  @Test
  void theJobIsReadAsItRuns() {
    assertThat(Tuner.cells(tuned.current()))
        .containsEntry("tensor_parallel", "8")
        .containsEntry("data_parallel", "1")
        .containsEntry("micro_batch_size", "1")
        .containsEntry("recompute", "full")
        .containsEntry("zero_stage", "0");
    assertThat(tuned.measured().orElseThrow().seconds()).isEqualTo(9);
    assertThat(tuned.measured().orElseThrow().steps()).isEqualTo(9);
  }

  @Test
  void proposalsAreAFrontierOfEffortAndGain() {
    List<Proposal> proposals = tuned.proposals();
    assertThat(proposals).isNotEmpty().hasSizeLessThanOrEqualTo(5);
    for (int i = 1; i < proposals.size(); i++) {
      assertThat(proposals.get(i).seconds()).isGreaterThan(proposals.get(i - 1).seconds());
      assertThat(proposals.get(i).changes().size())
          .isLessThan(proposals.get(i - 1).changes().size());
    }
    for (Proposal p : proposals) {
      assertThat(p.speedup()).isGreaterThan(1.02);
      assertThat(p.low()).isLessThanOrEqualTo(p.seconds());
      assertThat(p.high()).isGreaterThanOrEqualTo(p.seconds());
      assertThat(p.seconds()).isGreaterThanOrEqualTo(tuned.boundSeconds() * (1 - 1e-9));
      assertThat(p.seconds() * p.speedup())
          .isCloseTo(9, org.assertj.core.data.Percentage.withPercentage(1e-6));
    }
  }

  @Test
  void aScriptWithAProposalInPlaceRunsTheProposal() throws IOException {
    for (Proposal p : tuned.proposals()) {
      String changed = ScriptEdit.apply(SCRIPT, "train.sh", p.changes());
      Path file = Files.writeString(Files.createTempFile(folder, "changed", ".sh"), changed);
      Map<String, String> read =
          RecipeReader.read(SourceFile.of(file), new Problems()).orElseThrow().strategy();
      Map<String, String> wanted = Tuner.cells(p.plan());
      for (Proposal.Change change : p.changes()) {
        assertThat(read.getOrDefault(change.column(), ""))
            .as(changed)
            .isEqualTo(wanted.get(change.column()));
      }
      assertThat(changed.lines().filter(l -> l.startsWith("#")).toList())
          .isEqualTo(SCRIPT.lines().filter(l -> l.startsWith("#")).toList());
      assertThat(changed).contains("# what fits").contains("--bf16 --use-flash-attn");
    }
  }

  @Test
  void whatRunsBestIsLeftAlone() throws IOException {
    String best = ScriptEdit.apply(SCRIPT, "train.sh", tuned.proposals().get(0).changes());
    Tuned again = tune(best, Optional.empty());
    assertThat(again.proposals()).isEmpty();
    assertThat(again.measured()).isEmpty();
    assertThat(again.factor()).isEqualTo(1);
  }

  @Test
  void whatNoConfigurationExplainsIsSaid() throws IOException {
    assertThat(tuned.unexplained()).isFalse();
    assertThat(tune(SCRIPT, Optional.of(log(90_000))).unexplained()).isTrue();
  }

  @Test
  void whatIsNotKnownIsAskedForByName() throws IOException {
    SourceFile file = SourceFile.of(Files.writeString(folder.resolve("open.sh"), SCRIPT));
    assertThatThrownBy(() ->
            new Tuner(WORKBENCH)
                .tune(
                    new TuneRequest(file, Optional.empty(), Map.of(), List.of()),
                    SearchRun.usual()))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("--cluster");
  }

  @Test
  void aVariableOfSeveralValuesIsNotGuessedAt() {
    String twice = SCRIPT.replace("TP=8\n", "TP=8\nif [ \"$1\" = small ]; then\n  TP=4\nfi\n");
    Proposal.Change change =
        new Proposal.Change("tensor_parallel", "--tensor-model-parallel-size", "8", "2", "");
    assertThatThrownBy(() -> ScriptEdit.apply(twice, "train.sh", List.of(change)))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("by hand");
  }

  @Test
  void theDocumentHasWhatWasAgreed() {
    Map<String, Object> tree = TuneDocument.tree(tuned);
    assertThat(tree).containsEntry("schema", "amp-tune/1").containsKeys("bound_s", "remarks");
    assertThat(((Map<?, ?>) tree.get("current")).get("iteration_s")).isNotNull();
    for (Object proposal : (List<?>) tree.get("proposals")) {
      Map<?, ?> p = (Map<?, ?>) proposal;
      for (String key :
          List.of(
              "rank",
              "changes",
              "tensor_parallel",
              "iteration_s",
              "low",
              "high",
              "memory_gib",
              "fits_probability",
              "speedup")) {
        assertThat(p.containsKey(key)).as(key).isTrue();
      }
    }
  }
}
