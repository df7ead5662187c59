package org.ampplanner.formats.imports.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ampplanner.formats.imports.shell.Argument;
import org.ampplanner.formats.imports.shell.ShellScript;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.SourceFile;

/** Gathers {@link Arguments} from the commands of a script, or from a tree. */
final class ArgumentReader {
  private static final Pattern FLAG = Pattern.compile("--([a-zA-Z][\\w-]*)(?:=(.*))?");
  private static final Pattern NESTED =
      Pattern.compile("[+~]{0,2}((?:[a-zA-Z_]\\w*\\.)+[a-zA-Z_]\\w*)=(.*)");
  private static final Pattern PROGRAM = Pattern.compile("(?:.*/)?([\\w.-]+\\.py)");

  private final Arguments arguments;
  private final String file;

  private ArgumentReader(Arguments arguments) {
    this.arguments = arguments;
    this.file = arguments.file().source();
  }

  /** Returns the arguments of a script. */
  static Arguments ofScript(SourceFile file, String text, Problems problems) {
    ArgumentReader reader = new ArgumentReader(Arguments.empty(file.at(), problems));
    ShellScript script = ShellScript.read(text, 1);
    reader.arguments.open().putAll(script.open());
    for (ShellScript.Command command : script.commands()) {
      reader.command(command.words());
      reader.branched(command.branched());
    }
    return reader.arguments;
  }

  /** Returns the keys of a tree, with the arguments that stand in its lists. */
  static Arguments ofTree(Node.Mapping tree, Problems problems) {
    ArgumentReader reader =
        new ArgumentReader(Arguments.empty(Location.of(tree.at().source()), problems));
    reader.walk(tree, "");
    return reader.arguments;
  }

  private void walk(Node.Mapping tree, String parent) {
    for (Map.Entry<String, Node.Entry> entry : tree.entries().entrySet()) {
      Node value = entry.getValue().value();
      if (value instanceof Node.Scalar scalar && !scalar.isNull()) {
        arguments.put(entry.getKey(), scalar);
        if (entry.getKey().equals("name") && !parent.isEmpty()) {
          arguments.put(parent + "_name", scalar);
        }
      } else if (value instanceof Node.Sequence list && isPattern(list)) {
        List<String> items = list.items().stream().map(i -> ((Node.Scalar) i).text()).toList();
        arguments.put(
            entry.getKey(), new Node.Scalar(value.at(), "[" + String.join(",", items) + "]", true));
      } else {
        inner(value, entry.getKey());
      }
    }
  }

  private static boolean isPattern(Node.Sequence list) {
    return !list.items().isEmpty()
        && list.items().stream()
            .allMatch(i -> i instanceof Node.Scalar s && s.text().matches("\\d{1,6}"));
  }

  private void inner(Node value, String key) {
    switch (value) {
      case Node.Mapping inner -> walk(inner, key);
      case Node.Scalar s -> {}
      case Node.Sequence list -> {
        List<Argument> words = new ArrayList<>();
        for (Node item : list.items()) {
          if (item instanceof Node.Scalar s) {
            // an item may be a flag with its value, or a whole command
            for (String word : s.text().strip().split("\\s+")) {
              words.add(new Argument(word, s.at().line(), word.contains("$")));
            }
          } else {
            inner(item, key);
          }
        }
        if (words.stream().anyMatch(w -> w.text().startsWith("--"))) {
          command(words);
        }
      }
    }
  }

  private void command(List<Argument> words) {
    int first = 0; // what stands before the program is for its launcher
    for (int i = 0; i < words.size(); i++) {
      Matcher program = PROGRAM.matcher(words.get(i).text());
      if (program.matches()) {
        arguments.programs().add(program.group(1));
        first = first == 0 ? i : first;
      }
    }
    flags(words.subList(first, words.size()), false);
  }

  private void branched(List<Argument> words) {
    flags(words, true);
  }

  private void flags(List<Argument> words, boolean branched) {
    for (int i = 0; i < words.size(); i++) {
      Argument word = words.get(i);
      Matcher flag = FLAG.matcher(word.text());
      Matcher nested = NESTED.matcher(word.text());
      if (flag.matches()) {
        String value = flag.group(2) != null ? flag.group(2) : following(words, i);
        put(flag.group(1), value, word, branched);
      } else if (nested.matches()) {
        String name = nested.group(1);
        boolean optimizer = name.endsWith("optim.name");
        String last = name.substring(name.lastIndexOf('.') + 1);
        put(optimizer ? "optim_name" : last, nested.group(2), word, branched);
      }
    }
  }

  private void put(String name, String value, Argument word, boolean branched) {
    Node.Scalar scalar =
        new Node.Scalar(Location.in(file, word.line(), 0), value.replaceAll("[\"']", ""), false);
    if (branched) {
      arguments.branched().putIfAbsent(Arguments.plain(name), scalar);
    } else {
      arguments.put(name, scalar);
    }
  }

  /** Returns the words behind a flag up to the next one, or {@code true}. */
  private static String following(List<Argument> words, int flag) {
    StringBuilder value = new StringBuilder();
    for (int i = flag + 1; i < words.size(); i++) {
      String word = words.get(i).text();
      boolean list = !value.isEmpty() && !value.toString().matches(".*[\\[(*+,]$|^[\\[(].*");
      if (word.startsWith("--") || list || NESTED.matcher(word).matches()) {
        break;
      }
      value.append(word);
    }
    return value.isEmpty() ? "true" : value.toString();
  }
}
