package org.ampplanner.formats.imports.shell;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What variables hold at one point of a script. */
final class State {
  final Map<String, Value> values = new LinkedHashMap<>();
  final Map<String, Open> open = new LinkedHashMap<>();
  boolean ended;

  /**
   * Why a variable has no value here.
   *
   * @param reason in words, behind the name
   * @param candidates what branches would set it to
   */
  record Open(String reason, List<Value> candidates) {}

  State copy() {
    State copy = new State();
    copy.values.putAll(values);
    copy.open.putAll(open);
    return copy;
  }

  void set(String name, Value value) {
    open.remove(name);
    values.put(name, value);
  }

  /** Becomes what all branches agree on; the rest is open. */
  void merge(List<State> branches, String reason) {
    List<State> going = branches.stream().filter(b -> !b.ended).toList();
    List<State> used = going.isEmpty() ? branches : going;
    ended = going.isEmpty() && !branches.isEmpty();
    Set<String> names = new TreeSet<>();
    used.forEach(b -> {
      names.addAll(b.values.keySet());
      names.addAll(b.open.keySet());
    });
    for (String name : names) {
      Set<String> texts = new LinkedHashSet<>();
      used.forEach(b -> texts.add(b.text(name)));
      Value first = used.get(0).values.get(name);
      if (texts.size() == 1 && first != null) {
        set(name, first);
      } else if (texts.size() > 1) {
        List<Value> candidates =
            used.stream().flatMap(b -> b.candidates(name)).distinct().limit(40).toList();
        values.remove(name);
        open.put(name, new Open(reason, candidates));
      }
    }
  }

  private String text(String name) {
    Value value = values.get(name);
    Open none = open.get(name);
    return value != null ? "=" + value.text() : none != null ? "?" + none.reason() : "";
  }

  private Stream<Value> candidates(String name) {
    Value value = values.get(name);
    if (value != null) {
      return Stream.of(value);
    }
    Open none = open.get(name);
    return none != null ? none.candidates().stream() : Stream.of(Value.EMPTY);
  }

  /** Returns what a variable may be, for a message. */
  static String shown(Open open) {
    return open.candidates().stream()
        .map(Value::text)
        .filter(t -> !t.isBlank() && t.length() < 30)
        .distinct()
        .limit(6)
        .collect(Collectors.joining(" or "));
  }
}
