package org.ampplanner.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.ampplanner.formats.plan.Documents;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A file, and the places in it where a text of its author stands. */
final class HostileFile {
  private static final Pattern WORD =
      Pattern.compile("[^\\s=:,|\"'()\\[\\]{}<>]*[A-Za-z][^\\s=:,|\"'()\\[\\]{}<>]*");

  private final String name;
  private final String content;

  HostileFile(String name, String content) {
    this.name = name;
    this.content = content;
  }

  /** How many places there are. */
  int places() {
    return structured() ? (int) replacedInTree("x", -1)[0] : words().size();
  }

  private boolean structured() {
    return name.endsWith(".json") || name.endsWith(".yaml");
  }

  private List<MatchResult> words() {
    Set<String> seen = new LinkedHashSet<>();
    return WORD.matcher(content).results().filter(m -> seen.add(m.group())).toList();
  }

  /** Returns the file with a text at a place, the form of the file kept where it has one. */
  String with(String text, int place) {
    if (structured()) {
      return Documents.json(replacedInTree(text, place)[1]);
    }
    MatchResult word = words().get(place);
    if (name.endsWith(".jsonl")) {
      String quoted = JsonMapper.shared().writeValueAsString(text);
      return content.replace(word.group(), quoted.substring(1, quoted.length() - 1));
    }
    if (name.endsWith(".csv") && !text.contains("\n")) {
      return content.replace(word.group(), '"' + text.replace("\"", "\"\"") + '"');
    }
    return content.replace(word.group(), text);
  }

  /** Returns the number of places, and the tree with the text at one of them. */
  private Object[] replacedInTree(String text, int place) {
    Object tree;
    try {
      tree =
          name.endsWith(".json")
              ? JsonMapper.shared().readValue(content, Object.class)
              : YAMLMapper.shared().readValue(content, Object.class);
    } catch (JacksonException e) {
      throw new AssertionError(name, e);
    }
    int[] next = {0};
    Object replaced = replaced(tree, text, place, next);
    return new Object[] {next[0], replaced};
  }

  private static Object replaced(Object value, String text, int place, int[] next) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, Object> out = new LinkedHashMap<>();
        map.forEach((key, v) -> {
          String name = next[0]++ == place ? text : key.toString();
          out.put(name, replaced(v, text, place, next));
        });
        yield out;
      }
      case List<?> list -> {
        List<Object> out = new ArrayList<>();
        list.forEach(v -> out.add(replaced(v, text, place, next)));
        yield out;
      }
      case String old -> next[0]++ == place ? text : old;
      case null, default -> value;
    };
  }
}
