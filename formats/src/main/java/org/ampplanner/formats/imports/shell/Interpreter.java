package org.ampplanner.formats.imports.shell;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ampplanner.formats.imports.shell.Part.Word;
import org.ampplanner.formats.imports.shell.ShellScript.Command;

/**
 * Follows a script: sets variables, takes the branches that these decide, and gathers the commands.
 * Nothing is executed. Where a condition is open every branch is followed on a copy, and what they
 * do not agree on stays open. At most {@value #STEPS} statements are followed.
 */
final class Interpreter {
  private static final int STEPS = 20_000;
  private static final int DEPTH = 40;

  private final List<Command> commands = new ArrayList<>();
  private final Map<String, Statement.Function> functions = new LinkedHashMap<>();
  private final Set<String> called = new HashSet<>();
  private final Set<String> used = new HashSet<>();
  private final Map<String, String> documents = new LinkedHashMap<>();
  private final List<Argument> sourced = new ArrayList<>();
  private State state = new State();
  private int steps;
  private int depth;

  ShellScript read(String text, int line) {
    run(ScriptParser.parse(text, line));
    for (Statement.Function f : List.copyOf(functions.values())) {
      if (!called.contains(f.name())) {
        state.ended = false;
        run(f.body());
      }
    }
    List.copyOf(state.values.entrySet()).stream()
        .filter(e -> !used.contains(e.getKey()))
        .filter(e -> e.getValue().text().matches("(?s).*(^|\\s)--[a-zA-Z].*"))
        .forEach(e -> commands.add(new Command(e.getValue().split(), List.of())));
    Map<String, String> held = new LinkedHashMap<>();
    state.values.forEach((name, value) -> held.put(name, value.text()));
    Map<String, String> reasons = new LinkedHashMap<>();
    state.open.forEach((name, open) -> {
      String shown = State.shown(open);
      reasons.put(name, open.reason() + (shown.isEmpty() ? "" : ": " + shown));
    });
    return new ShellScript(commands, held, reasons, documents, sourced);
  }

  private void run(List<Statement> statements) {
    for (Statement statement : statements) {
      if (state.ended || ++steps > STEPS || depth > DEPTH) {
        return;
      }
      depth++;
      run(statement);
      depth--;
    }
  }

  private void run(Statement statement) {
    switch (statement) {
      case Statement.Simple s -> simple(s);
      case Statement.If i -> branches(i.clauses(), i.otherwise(), i.line());
      case Statement.Case c -> cases(c);
      case Statement.Loop l -> loop(l);
      case Statement.Function f -> functions.put(f.name(), f);
      case Statement.Group g -> run(g.body());
      case Statement.Chain c -> chain(c);
    }
  }

  private void simple(Statement.Simple s) {
    for (Statement.Assignment a : s.assignments()) {
      Value value = value(a.value());
      Value before = state.values.get(a.name());
      State.Open open = state.open.get(a.name());
      if (a.append() && before == null && open != null) {
        List<Value> all =
            open.candidates().stream().map(c -> c.and(Value.of(" ", 0)).and(value)).toList();
        state.open.put(a.name(), new State.Open(open.reason(), all));
      } else {
        state.set(a.name(), a.append() && before != null ? before.and(value) : value);
      }
    }
    if (s.document() != null && s.target() != null) {
      documents.put(value(s.target()).text(), value(s.document()).text());
    }
    if (!s.words().isEmpty()) {
      command(s.words());
    }
  }

  private void command(List<Word> words) {
    String program = value(words.get(0)).text();
    switch (program) {
      case "exit", "return" -> state.ended = true;
      case "source", "." -> {
        if (words.size() > 1) {
          Value file = value(words.get(1));
          sourced.add(new Argument(file.text(), file.line(), file.open()));
        }
      }
      case "echo",
          "printf",
          "export",
          "local",
          "set",
          "unset",
          "mkdir",
          "cd",
          "[",
          "[[",
          "test" -> {}
      default -> {
        Statement.Function function = functions.get(program);
        if (function != null) {
          called.add(program);
          for (int i = 1; i < Math.min(words.size(), 10); i++) {
            state.set(String.valueOf(i), value(words.get(i)));
          }
          run(function.body());
        } else {
          gather(words, program);
        }
      }
    }
  }

  private void gather(List<Word> words, String program) {
    List<Argument> plain = new ArrayList<>();
    List<Argument> branched = new ArrayList<>();
    boolean shell = false;
    for (Word word : words) {
      Value value = value(word);
      String text = value.text();
      if (word.quoted() && (shell || program.equals("eval"))) {
        run(ScriptParser.parse(text, Math.max(1, value.line())));
        continue;
      }
      shell |= text.equals("-c") || text.equals("-lc");
      boolean whole = word.quoted() && !text.matches("(?s).*(^|\\s)-{1,2}[a-zA-Z].*");
      plain.addAll(
          whole && !text.isBlank()
              ? List.of(new Argument(text.strip(), value.line(), value.open()))
              : value.split());
      for (Part part : word.parts()) {
        State.Open open = part instanceof Part.Variable v ? state.open.get(v.name()) : null;
        if (open != null) {
          open.candidates().forEach(c -> branched.addAll(c.split()));
        }
      }
    }
    commands.add(new Command(plain, branched));
  }

  private void chain(Statement.Chain chain) {
    Optional<Boolean> first = decide(chain.first());
    if (!(chain.first() instanceof Statement.Simple s && isTest(s))) {
      run(chain.first());
      run(chain.second()); // a command is taken to succeed, and what stands for its failure ends
      return;
    }
    if (first.isPresent()) {
      if (first.get() == chain.and()) {
        run(chain.second());
      }
      return;
    }
    State before = state;
    State taken = before.copy();
    state = taken;
    run(chain.second());
    state = before;
    state.merge(List.of(before.copy(), taken), reason(chain.line()));
  }

  private void branches(List<Statement.Clause> clauses, List<Statement> otherwise, int line) {
    List<List<Statement>> possible = new ArrayList<>();
    for (Statement.Clause clause : clauses) {
      Optional<Boolean> holds =
          clause.condition().isEmpty()
              ? Optional.empty()
              : decide(clause.condition().get(clause.condition().size() - 1));
      if (holds.isEmpty() || holds.get()) {
        possible.add(clause.body());
      }
      if (holds.isPresent() && holds.get()) {
        follow(possible, line);
        return;
      }
    }
    possible.add(otherwise);
    follow(possible, line);
  }

  private void cases(Statement.Case c) {
    Value subject = value(c.subject());
    List<List<Statement>> possible = new ArrayList<>();
    for (Statement.Branch branch : c.branches()) {
      boolean matches = false;
      boolean certain = !subject.open();
      for (Word word : branch.patterns()) {
        Value pattern = value(word);
        matches |=
            subject.open() || pattern.open() || Tests.matches(subject.text(), pattern.text());
        certain &= !pattern.open();
      }
      if (matches) {
        possible.add(branch.body());
      }
      if (matches && certain) {
        follow(possible, c.line());
        return;
      }
    }
    possible.add(List.of());
    follow(possible, c.line());
  }

  /** Follows the one branch that is left, or each on a copy. */
  private void follow(List<List<Statement>> possible, int line) {
    if (possible.size() == 1) {
      run(possible.get(0));
      return;
    }
    State before = state;
    List<State> after = new ArrayList<>();
    for (List<Statement> branch : possible) {
      state = before.copy();
      run(branch);
      after.add(state);
    }
    state = before;
    state.merge(after, reason(line));
  }

  private static String reason(int line) {
    return "is decided in line " + line + ", by what nothing in this file sets";
  }

  private void loop(Statement.Loop loop) {
    List<Argument> over = new ArrayList<>();
    loop.words().forEach(w -> over.addAll(value(w).split()));
    if (loop.name() != null && over.size() == 1) {
      state.set(loop.name(), Value.of(over.get(0).text(), over.get(0).line()));
      run(loop.body());
      return;
    }
    State before = state;
    state = before.copy();
    if (loop.name() != null) {
      List<Value> each = over.stream().map(a -> Value.of(a.text(), a.line())).limit(40).toList();
      state.values.remove(loop.name());
      state.open.put(
          loop.name(), new State.Open("runs over several values in line " + loop.line(), each));
    }
    run(loop.body());
    State after = state;
    state = before;
    boolean may = loop.name() == null || !before.copy().values.equals(after.values);
    state.merge(may ? List.of(before.copy(), after) : List.of(after), reason(loop.line()));
  }

  private static boolean isTest(Statement.Simple s) {
    return !s.words().isEmpty()
        && Set.of("[", "[[", "test", "((", "true", "false", "!")
            .contains(s.words().get(0).literal());
  }

  /** Returns whether a condition holds; empty where only a run tells. */
  private Optional<Boolean> decide(Statement condition) {
    return switch (condition) {
      case Statement.Simple s when isTest(s) -> decide(s);
      case Statement.Chain c -> {
        Optional<Boolean> first = decide(c.first());
        Optional<Boolean> second = decide(c.second());
        boolean ends = !c.and();
        if (is(first, ends) || is(second, ends)) {
          yield Optional.of(ends);
        }
        yield first.isPresent() && second.isPresent() ? Optional.of(c.and()) : Optional.empty();
      }
      default -> Optional.empty();
    };
  }

  private static boolean is(Optional<Boolean> value, boolean expected) {
    return value.isPresent() && value.get() == expected;
  }

  private Optional<Boolean> decide(Statement.Simple s) {
    List<Word> words = s.words();
    String first = words.get(0).literal();
    return switch (first) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      case "((" -> {
        var sum = Arithmetic.of(words.get(1).literal(), expansion()::number);
        yield sum.isPresent() ? Optional.of(sum.getAsLong() != 0) : Optional.empty();
      }
      case "!" ->
          decide(
                  new Statement.Simple(
                      s.line(), List.of(), words.subList(1, words.size()), null, null))
              .map(b -> !b);
      default -> {
        List<Value> inner = new ArrayList<>();
        String before = "";
        for (Word word : words.subList(1, words.size())) {
          // an empty environment is assumed where a script asks whether something is set at all
          boolean none = before.matches("-[zn]") && expansion().unset(word);
          Value value = none ? Value.EMPTY : value(word);
          before = word.literal();
          if (!value.text().equals("]")) {
            inner.add(value);
          }
        }
        yield Tests.decide(inner);
      }
    };
  }

  private Value value(Word word) {
    return expansion().of(word);
  }

  private Expansion expansion() {
    return new Expansion(state, used);
  }
}
