package org.ampplanner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What commands answered, as recorded in {@code src/test/resources/golden-plans}. With {@code
 * AMP_RECORD} in the environment what they answer now is written instead.
 */
final class GoldenFolder {
  static final Path PATH = Path.of("src/test/resources/golden-plans");
  static final JsonMapper JSON = new JsonMapper();

  /** What tells the time on the wall. */
  private static final Set<String> CLOCKS = Set.of("wall_s", "t_s");

  /** Elements up to which an array stands in a file as it is. */
  private static final int SHOWN = 64;

  private GoldenFolder() {}

  /** Fails unless the file of this name holds the document. */
  static void check(String name, JsonNode document) throws IOException {
    String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(masked(document)) + "\n";
    Path file = PATH.resolve(name + ".json");
    if (System.getenv("AMP_RECORD") != null) {
      Files.writeString(file, text);
    }
    assertThat(text).as(name).isEqualTo(Files.readString(file));
  }

  /** Returns a copy without clocks and with keys in order; long arrays are a size and a digest. */
  private static JsonNode masked(JsonNode node) {
    if (node.isArray()) {
      ArrayNode copy = JSON.createArrayNode();
      node.valueStream().forEach(element -> copy.add(masked(element)));
      return copy.size() > SHOWN
          ? JSON.getNodeFactory().stringNode(copy.size() + " elements, " + digest(copy))
          : copy;
    }
    if (!node.isObject()) {
      return node;
    }
    ObjectNode copy = JSON.createObjectNode();
    for (String key : new TreeSet<>(node.propertyNames())) {
      if (!CLOCKS.contains(key)) {
        copy.set(key, masked(node.get(key)));
      }
    }
    return copy;
  }

  private static String digest(JsonNode node) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] bytes = sha.digest(node.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(bytes, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
