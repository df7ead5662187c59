package org.ampplanner.formats.huggingface;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the library assumes of fields that are left out of a config inside another one, where only
 * what differs is written ({@code transformers} 4.57 and 5.18, {@code configuration_*.py}).
 */
final class NestedDefaults {
  private static final List<String> FIELDS =
      List.of(
          "hidden_size",
          "intermediate_size",
          "num_hidden_layers",
          "num_attention_heads",
          "num_key_value_heads",
          "head_dim",
          "vocab_size",
          "max_position_embeddings");

  /** By family the fields in order; 0 where the library has no default of its own. */
  private static final Map<String, List<Integer>> BY_TYPE =
      Map.ofEntries(
          row("llama", 4096, 11008, 32, 32, 0, 0, 32000, 2048),
          row("mistral", 4096, 14336, 32, 32, 8, 0, 32000, 131072),
          row("ministral3", 4096, 14336, 34, 32, 8, 128, 131072, 262144),
          row("mixtral", 4096, 14336, 32, 32, 8, 0, 32000, 131072),
          row("gemma", 3072, 24576, 28, 16, 16, 256, 256000, 8192),
          row("gemma2", 2304, 9216, 26, 8, 4, 256, 256000, 8192),
          row("gemma3_text", 2304, 9216, 26, 8, 4, 256, 262208, 131072),
          row("qwen2", 4096, 22016, 32, 32, 32, 0, 151936, 32768),
          row("qwen2_vl_text", 8192, 29568, 80, 64, 8, 0, 152064, 32768),
          row("qwen2_5_vl_text", 8192, 29568, 80, 64, 8, 0, 152064, 32768),
          row("qwen3", 4096, 22016, 32, 32, 32, 128, 151936, 32768),
          row("qwen3_vl_text", 4096, 22016, 32, 32, 32, 128, 151936, 128000),
          row("phi3", 3072, 8192, 32, 32, 0, 0, 32064, 4096),
          row("phi", 2048, 8192, 24, 32, 0, 0, 51200, 2048),
          row("opt", 768, 3072, 12, 12, 0, 0, 50272, 2048),
          row("cohere", 8192, 22528, 40, 64, 0, 0, 256000, 8192),
          row("cohere2", 8192, 22528, 40, 64, 0, 128, 256000, 8192),
          row("granite", 4096, 11008, 32, 32, 0, 0, 32000, 2048),
          row("persimmon", 4096, 16384, 36, 64, 0, 0, 262144, 16384),
          row("mllama_text_model", 4096, 14336, 40, 32, 8, 0, 128256, 131072),
          row("llama4_text", 5120, 8192, 48, 40, 8, 128, 202048, 131072));

  private NestedDefaults() {}

  private static Map.Entry<String, List<Integer>> row(String type, Integer... values) {
    return Map.entry(type, List.of(values));
  }

  /** Returns the defaults of a family by field; none where it has none. */
  static Map<String, Integer> of(String type) {
    List<Integer> values = BY_TYPE.getOrDefault(type, List.of());
    Map<String, Integer> defaults = new LinkedHashMap<>();
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) > 0) {
        defaults.put(FIELDS.get(i), values.get(i));
      }
    }
    return defaults;
  }
}
