package org.ampplanner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ampplanner.cli.CliRunner.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ImportModelCommandTest {
  @TempDir Path folder;

  @Test
  void jsonHasTheCountsAndTheLayers() throws IOException {
    Files.writeString(
        folder.resolve("config.json"),
        """
        {"model_type": "gpt2", "n_embd": 768, "n_layer": 12, "n_head": 12, "vocab_size": 50257,
         "n_positions": 1024, "activation_function": "gelu_new", "n_inner": null}
        """);
    Result result = CliRunner.in(folder).run("import", "model", "./", "-o", "json");
    assertThat(result.code()).as(result.err()).isZero();
    JsonNode model = JsonMapper.shared().readTree(result.out());
    assertThat(model.at("/parameters").asLong()).isEqualTo(124_439_808L);
    assertThat(model.at("/active_parameters").asLong()).isEqualTo(124_439_808L);
    assertThat(model.at("/layers/1/repeat").asInt()).isEqualTo(12);
    assertThat(model.at("/layers/2/tied_to").asString()).isEqualTo("embedding");
  }

  @Test
  void theTableSaysWhatIsActive() {
    Result result = CliRunner.here().run("import", "model", "mixtral-8x7b");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out())
        .startsWith("mixtral-8x7b: 46,702,792,704 parameters, 12,879,925,248 of them active")
        .contains("moe_block")
        .contains("experts 8 per_token 2");
    assertThat(CliRunner.here().run("import", "model", "mixtral-8x7b", "-o", "csv").out())
        .startsWith("layer,times,parameters,made_of");
  }

  @Test
  void anUnknownModelIsWrongInput() {
    Result result = CliRunner.here().run("import", "model", "deepseek-v9");
    assertThat(result.code()).isEqualTo(ExitCode.INVALID_INPUT);
    assertThat(result.err()).contains("is neither in the catalogue nor a file");
  }
}
