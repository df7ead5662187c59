package org.ampplanner.formats.huggingface;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ampplanner.formats.TestHome;
import org.ampplanner.formats.catalog.References;
import org.ampplanner.formats.model.ModelReader;
import org.ampplanner.formats.model.ReadModel;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.model.Attention;
import org.ampplanner.model.FeedForward;
import org.ampplanner.model.LayerKind;
import org.ampplanner.model.LayerSpec;
import org.ampplanner.model.Model;
import org.ampplanner.model.Optimizer;
import org.ampplanner.model.Training;
import org.ampplanner.unit.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HuggingFaceReaderTest {
  private static final String LLAMA =
      """
      {
        "model_type": "llama",
        "hidden_size": 64,
        "intermediate_size": 256,
        "num_hidden_layers": 3,
        "num_attention_heads": 4,
        "vocab_size": 1000,
        "max_position_embeddings": 2048,
        "rope_scaling": null
      }
      """;

  @TempDir Path folder;

  private final Problems problems = new Problems();

  private Optional<ReadModel> read(String config) throws IOException {
    Path checkpoint = Files.createDirectories(folder.resolve("tiny"));
    Files.writeString(checkpoint.resolve("config.json"), config);
    return read();
  }

  private Optional<ReadModel> read() {
    References references =
        new References(TestHome.catalog(), SourceFile.of(folder.resolve("job.yaml")), folder);
    Node node = new Node.Scalar(Location.ofOption("--model tiny"), "tiny", false);
    return new ModelReader(name -> name, problems).read(node, references);
  }

  private List<String> errors() {
    return problems.errors().stream().map(Problem::render).toList();
  }

  private List<String> warnings() {
    return problems.warnings().stream().map(Problem::message).toList();
  }

  private Model resolved(String config) throws IOException {
    ReadModel read = read(config).orElseThrow();
    return read.spec().resolve(new Training(1, 128, Precision.BF16, Optimizer.ADAM));
  }

  private List<LayerSpec> layers(String config) throws IOException {
    return read(config).orElseThrow().spec().layers();
  }

  @Test
  void aFolderIsReadByItsConfigAndNamedAfterIt() throws IOException {
    ReadModel read = read(LLAMA).orElseThrow();
    assertThat(problems.warnings()).isEmpty();
    assertThat(read.spec().name()).isEqualTo("tiny");
    assertThat(read.spec().sequenceLength()).isEqualTo(2048);
    assertThat(read.spec().layers())
        .extracting(LayerSpec::name)
        .containsExactly("embedding", "block", "lm_head");
    assertThat(read.spec().layers().get(1).repeat()).isEqualTo(3);
  }

  @Test
  void theCacheOfTheHubGivesTheName() {
    assertThat(
            HuggingFaceReader.name(
                Path.of("/c/models--meta-llama--Llama-2-7b-hf/snapshots/ab12/config.json")))
        .isEqualTo("Llama-2-7b-hf");
    assertThat(HuggingFaceReader.name(Path.of("/models/small/config.json"))).isEqualTo("small");
    assertThat(HuggingFaceReader.name(Path.of("/models/small.json"))).isEqualTo("small");
  }

  @Test
  void missingFieldsAreAllNamed() throws IOException {
    assertThat(read("{\n \"model_type\": \"llama\",\n \"hidden_size\": 64\n}")).isEmpty();
    assertThat(errors())
        .anySatisfy(
            e -> assertThat(e).startsWith("tiny/config.json:1: num_attention_heads is missing"))
        .anySatisfy(
            e -> assertThat(e).startsWith("tiny/config.json:1: num_hidden_layers is missing"))
        .anySatisfy(e -> assertThat(e).startsWith("tiny/config.json:1: vocab_size is missing"));
  }

  @Test
  void widthsThatHeadsDoNotDivideAreContradictions() throws IOException {
    assertThat(read(LLAMA.replace("\"num_attention_heads\": 4", "\"num_attention_heads\": 5")))
        .isEmpty();
    assertThat(errors())
        .containsExactly(
            "tiny/config.json:3: hidden_size (64) is not divisible by num_attention_heads (5), and"
                + " head_dim is not given");
  }

  @Test
  void aGivenHeadWidthNeedNotDivide() throws IOException {
    String config =
        LLAMA.replace("\"num_attention_heads\": 4", "\"num_attention_heads\": 5, \"head_dim\": 8");
    LayerKind.Block block = (LayerKind.Block) layers(config).get(1).kind();
    assertThat(block)
        .isNotNull()
        .extracting(LayerKind.Block::attention)
        .isEqualTo(new Attention.Grouped(5, 5, 8, Integer.MAX_VALUE));
  }

  @Test
  void groupsThatDoNotDivideHeadsAreContradictions() throws IOException {
    assertThat(read(LLAMA.replace("\"rope_scaling\": null", "\"num_key_value_heads\": 3")))
        .isEmpty();
    assertThat(errors())
        .containsExactly(
            "tiny/config.json:9: num_key_value_heads (3) does not divide num_attention_heads (4)");
  }

  @Test
  void moreExpertsPerTokenThanThereAreIsAContradiction() throws IOException {
    String config =
        LLAMA
            .replace("llama", "mixtral")
            .replace(
                "\"rope_scaling\": null", "\"num_local_experts\": 2, \"num_experts_per_tok\": 4");
    assertThat(read(config)).isEmpty();
    assertThat(errors())
        .containsExactly(
            "tiny/config.json:9: num_experts_per_tok (4) is more than the experts (2)");
  }

  @Test
  void textInPlaceOfANumberIsNamed() throws IOException {
    assertThat(read(LLAMA.replace("\"hidden_size\": 64", "\"hidden_size\": \"64\""))).isEmpty();
    assertThat(errors()).hasSize(1);
    assertThat(errors().get(0))
        .startsWith("tiny/config.json:3: hidden_size (\"64\") is text, not a number");
  }

  @Test
  void absurdSizesAreRefused() throws IOException {
    assertThat(read(LLAMA.replace("\"hidden_size\": 64", "\"hidden_size\": 64000000000")))
        .isEmpty();
    assertThat(read(LLAMA.replace("\"num_hidden_layers\": 3", "\"num_hidden_layers\": 999999")))
        .isEmpty();
    assertThat(read(LLAMA.replace("\"hidden_size\": 64", "\"hidden_size\": 0"))).isEmpty();
    assertThat(errors())
        .satisfiesExactly(
            e -> assertThat(e).contains("hidden_size (64000000000) is too large"),
            e -> assertThat(e).contains("hidden_size (0) must be positive"),
            e -> assertThat(e).contains("num_hidden_layers (999999) is more than 100000"));
  }

  @Test
  void truncatedJsonIsNamedWithItsLine() throws IOException {
    assertThat(read(LLAMA.substring(0, LLAMA.indexOf("vocab")))).isEmpty();
    assertThat(errors()).hasSize(1);
    assertThat(errors().get(0))
        .startsWith("tiny/config.json:")
        .contains("is not valid JSON: Unexpected end-of-input");
  }

  @Test
  void anIndexOfWeightsIsNoConfig() throws IOException {
    assertThat(read("{\"metadata\": {\"total_size\": 1}, \"weight_map\": {\"a\": \"b\"}}"))
        .isEmpty();
    assertThat(errors())
        .containsExactly(
            "tiny/config.json:1: is the index of a checkpoint's weights, not its config"
                + System.lineSeparator()
                + "  Maybe config.json");
  }

  @Test
  void aFolderWithoutAConfigIsNamed() throws IOException {
    Files.createDirectories(folder.resolve("tiny"));
    assertThat(read()).isEmpty();
    assertThat(errors()).hasSize(1);
    assertThat(errors().get(0)).contains("is a folder without a config.json");
  }

  @Test
  void anUnknownTypeIsReadAsADecoderWithAWarning() throws IOException {
    Model model = resolved(LLAMA.replace("llama", "new_model"));
    Model llama = resolved(LLAMA);
    assertThat(model.parameters()).isEqualTo(llama.parameters());
    assertThat(warnings())
        .containsExactly(
            "model_type (new_model) is not known: read as a decoder with attention by heads, gated"
                + " feed-forward parts, two RMS norms a block, no biases, a table of its own for the"
                + " last projection");
  }

  @Test
  void anInnerTextConfigIsReadWithAWarning() throws IOException {
    String config =
        "{\"model_type\": \"llava\", \"vision_config\": {}, \"text_config\": " + LLAMA + "}";
    assertThat(resolved(config).parameters()).isEqualTo(resolved(LLAMA).parameters());
    assertThat(warnings())
        .containsExactly("only the text_config is read: other parts of the model are left out");
  }

  @Test
  void defaultsOfAnInnerConfigAreNamed() throws IOException {
    String config =
        """
        {"model_type": "gemma3", "text_config":
          {"model_type": "gemma3_text", "hidden_size": 2560, "intermediate_size": 10240,
           "num_hidden_layers": 34, "sliding_window": 1024}}
        """;
    assertThat(resolved(config).parameters()).isEqualTo(3_880_263_168L);
    assertThat(warnings())
        .anySatisfy(w ->
            assertThat(w)
                .isEqualTo(
                    "the library's defaults are taken: head_dim 256, max_position_embeddings"
                        + " 131072, num_attention_heads 8, num_key_value_heads 4, vocab_size"
                        + " 262208"));
  }

  @Test
  void longPositionsAreNotTheSequenceOfTraining() throws IOException {
    ReadModel read = read(LLAMA.replace("2048", "131072")).orElseThrow();
    assertThat(read.spec().sequenceLength()).isEqualTo(8192);
    assertThat(warnings()).hasSize(1);
    String stretched =
        LLAMA
            .replace("2048", "131072")
            .replace("null", "{\"original_max_position_embeddings\": 4096}");
    assertThat(read(stretched).orElseThrow().spec().sequenceLength()).isEqualTo(4096);
  }

  @Test
  void bertsHeadIsWhatItsArchitectureNames() throws IOException {
    String config =
        """
        {"model_type": "bert", "architectures": ["HEAD"], "hidden_size": 768,
         "intermediate_size": 3072, "num_hidden_layers": 12, "num_attention_heads": 12,
         "vocab_size": 30522, "max_position_embeddings": 512, "type_vocab_size": 2}
        """;
    assertThat(resolved(config.replace("HEAD", "BertModel")).parameters()).isEqualTo(109_482_240L);
    assertThat(resolved(config.replace("HEAD", "BertForMaskedLM")).parameters())
        .isEqualTo(109_514_298L);
    assertThat(resolved(config.replace("HEAD", "BertForPreTraining")).parameters())
        .isEqualTo(110_106_428L);
  }

  @Test
  void windowsFollowTheTypesOfLayers() throws IOException {
    String config =
        LLAMA
            .replace("llama", "gemma2")
            .replace(
                "\"rope_scaling\": null",
                "\"sliding_window\": 16, \"layer_types\":"
                    + " [\"full_attention\", \"sliding_attention\", \"full_attention\"]");
    assertThat(layers(config))
        .filteredOn(l -> l.kind() instanceof LayerKind.Block)
        .extracting(l -> ((LayerKind.Block) l.kind()).attention().window())
        .containsExactly(Integer.MAX_VALUE, 16, Integer.MAX_VALUE);
    assertThat(read(config.replace("[\"full_attention\", ", "["))).isEmpty();
    assertThat(errors())
        .containsExactly("tiny/config.json:9: layer_types has 2 entries for 3 layers");
  }

  @Test
  void theFirstLayersOfDeepSeekAreDense() throws IOException {
    String config =
        """
        {"model_type": "deepseek_v3", "hidden_size": 64, "intermediate_size": 128,
         "moe_intermediate_size": 32, "num_hidden_layers": 4, "num_attention_heads": 4,
         "n_routed_experts": 8, "n_shared_experts": 1, "num_experts_per_tok": 2,
         "first_k_dense_replace": 1, "moe_layer_freq": 1, "q_lora_rank": null, "kv_lora_rank": 16,
         "qk_nope_head_dim": 8, "qk_rope_head_dim": 4, "v_head_dim": 8, "vocab_size": 1000}
        """;
    List<LayerSpec> layers = layers(config);
    assertThat(layers)
        .extracting(LayerSpec::name)
        .containsExactly("embedding", "block", "moe_block", "lm_head");
    assertThat(layers.get(2).repeat()).isEqualTo(3);
    assertThat(((LayerKind.Block) layers.get(2).kind()).feedForward())
        .isEqualTo(new FeedForward.Experts(8, 2, 32, true, 32));
  }
}
