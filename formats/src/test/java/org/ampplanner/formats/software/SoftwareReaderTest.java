package org.ampplanner.formats.software;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ampplanner.engine.AttentionKernel;
import org.ampplanner.engine.Dispatcher;
import org.ampplanner.engine.Engine;
import org.ampplanner.engine.Fp8Recipe;
import org.ampplanner.engine.Fusion;
import org.ampplanner.engine.Megatron;
import org.ampplanner.engine.Routing;
import org.ampplanner.engine.SelectiveRecompute;
import org.ampplanner.engine.Software;
import org.ampplanner.engine.SoftwareTraits;
import org.ampplanner.engine.SoftwareTraits.Experts;
import org.ampplanner.engine.SoftwareTraits.Overlap;
import org.ampplanner.engine.SoftwareTraits.Pipeline;
import org.ampplanner.engine.SoftwareTraits.State;
import org.ampplanner.engine.Torchtitan;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Sources;
import org.junit.jupiter.api.Test;

class SoftwareReaderTest {
  private static final SoftwareTraits CURRENT = Engine.TORCHTITAN.software().get(0);

  private final Problems problems = new Problems();

  private Optional<SoftwareTraits> read(String yaml) {
    return Sources.parseOption(yaml, Location.in("job.yaml", 7, 0), problems)
        .flatMap(node -> SoftwareReader.read(node, CURRENT, problems));
  }

  private List<String> said() {
    return problems.errors().stream().map(Problem::render).flatMap(String::lines).toList();
  }

  @Test
  void whatIsLeftOutIsTheBases() {
    assertThat(read("{base: megatron-core, overlap_experts: true, routing: graphed}"))
        .contains(
            Megatron.CORE
                .withOverlap(new Overlap(true, true, true))
                .with(new Experts(Routing.GRAPHED, Dispatcher.ALL_TO_ALL)));
    assertThat(read("{base: xla}")).contains(Software.XLA);
    assertThat(read("fsdp-2023")).contains(Torchtitan.FSDP_2023);
  }

  @Test
  void aBaseThatIsLeftOutIsTheEnginesCurrentSoftware() {
    assertThat(read("{reduced_gradient_bytes: 2}"))
        .contains(CURRENT.withState(new State(4, 2, 4, 0, 36)));
  }

  @Test
  void everyTraitHasAKey() {
    SoftwareTraits other =
        new SoftwareTraits(
            "megatron-core",
            new SoftwareTraits.Kernels(AttentionKernel.FLASH, Fusion.EAGER, 0.25, false, true),
            new Overlap(false, false, true),
            new State(2, 2, 4, 8, 60),
            new Pipeline(false, false, false, true),
            new Experts(Routing.SORTED, Dispatcher.ONCE_PER_NODE),
            SelectiveRecompute.ALTERNATE_PRODUCTS,
            Fp8Recipe.ROW);
    Map<?, ?> brief = (Map<?, ?>) SoftwareDocument.brief(other);

    assertThat(brief).hasSize(22);
    assertThat(read(Documents.yaml(brief))).contains(other);
    assertThat(read(Documents.yaml(SoftwareDocument.of(other)))).contains(other);
  }

  @Test
  void knownSoftwareIsWrittenByItsNameAndOtherByWhatItHasOfItsOwn() {
    for (SoftwareTraits known : Software.all()) {
      assertThat(SoftwareDocument.of(known)).isEqualTo(known.id());
      assertThat(SoftwareDocument.brief(known)).isEqualTo(known.id());
    }
    assertThat(SoftwareDocument.brief(Megatron.CORE.withFp8(Fp8Recipe.BLOCK)))
        .isEqualTo(Map.of("base", "megatron-core", "fp8_recipe", "block"));
  }

  @Test
  void everythingThatIsWrongIsSaidWithWhatWasMeant() {
    assertThat(
            read(
                "{base: megatron, attention: flash3, host_cost: 0, overlap_tensors: true,"
                    + " gradient_bytes: 2.5, pipeline_asynchronous: true, pipeline_blocking: true}"))
        .isEmpty();
    assertThat(said())
        .containsExactlyInAnyOrder(
            "job.yaml:7: base (megatron) is not one of deepspeed, deepspeed-pipeline, fsdp-2023,"
                + " megatron-2022, megatron-core, plain, torch-fp32, torchtitan, xla",
            "  Maybe `megatron-2022`",
            "job.yaml:7: attention (flash3) is not one of unfused, flash, flash2, vendor",
            "  Maybe `flash`",
            "job.yaml:7: host_cost (0) must be positive",
            "job.yaml:7: gradient_bytes (2.5) is not a whole number",
            "job.yaml:7: pipeline_blocking (true) cannot go with pipeline_asynchronous",
            "  Maybe `pipeline_asynchronous: false` as well",
            "job.yaml:7: overlap_tensors is not a key of software",
            "  Maybe `overlap_tensor`");
  }

  @Test
  void aListIsNoSoftware() {
    assertThat(read("[megatron-core]")).isEmpty();
    assertThat(said()).containsExactly("job.yaml:7: software is a list, not a mapping");
  }

  @Test
  void theReferenceListsTheTraitsOfEveryName() throws IOException {
    List<SoftwareTraits> known = Software.all();
    StringBuilder table = new StringBuilder("| key |");
    known.forEach(s -> table.append(" `").append(s.id()).append("` |"));
    table.append("\n|---|").append("---|".repeat(known.size())).append('\n');
    for (String key : SoftwareDocument.traits(Software.PLAIN).keySet()) {
      if (!key.equals("base")) {
        table.append("| `").append(key).append("` |");
        known.forEach(
            s -> table.append(" ").append(SoftwareDocument.traits(s).get(key)).append(" |"));
        table.append('\n');
      }
    }
    assertThat(Files.readString(Path.of("..", "docs", "reference", "formats.md")))
        .contains(table.toString());
  }
}
