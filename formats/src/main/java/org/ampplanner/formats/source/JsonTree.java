package org.ampplanner.formats.source;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/** JSON as a tree. */
final class JsonTree {
  /** With the infinities that Python writes; where a number is read they are refused. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .build();

  private final Positions positions;
  private final TreeBuilder tree;

  private JsonTree(Positions positions, Problems problems) {
    this.positions = positions;
    this.tree = new TreeBuilder(problems);
  }

  static Optional<Node> parse(String text, Positions positions, Problems problems) {
    JsonTree json = new JsonTree(positions, problems);
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      for (JsonToken t = parser.nextToken(); t != null; t = parser.nextToken()) {
        json.accept(t, parser);
      }
    } catch (TreeBuilder.Stop e) {
      return Optional.empty();
    } catch (JacksonException e) {
      problems.error(
          json.at(e.getLocation()),
          "is not valid JSON: " + sentence(String.valueOf(e.getOriginalMessage())),
          null);
      return Optional.empty();
    }
    return json.tree.root();
  }

  private static String sentence(String message) {
    String first = message.lines().findFirst().orElse("");
    return Wording.sentence(
        first.replaceAll(": enable `.*| ?\\(code \\d+( / 0x[0-9a-f]+)?\\)", ""));
  }

  private void accept(JsonToken token, JsonParser parser) {
    Location at = at(parser.currentTokenLocation());
    if (tree.root().isPresent()) {
      throw tree.stop(at, "has something after its end");
    }
    switch (token) {
      case START_OBJECT -> tree.start(at, true);
      case START_ARRAY -> tree.start(at, false);
      case END_OBJECT, END_ARRAY -> tree.end();
      case PROPERTY_NAME -> tree.key(parser.currentName(), at);
      case VALUE_STRING -> tree.scalar(parser.getString(), true, at);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE, VALUE_NULL ->
          tree.scalar(parser.getString(), false, at);
      case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> throw new AssertionError(token);
    }
  }

  private Location at(@Nullable TokenStreamLocation location) {
    return location == null
        ? positions.at(1, 1)
        : positions.at(location.getLineNr(), location.getColumnNr());
  }
}
