package org.ampplanner.formats.imports.shell;

import java.util.ArrayList;
import java.util.List;
import org.ampplanner.formats.imports.shell.Part.Word;

/** Reads words of a script: quotes, variables, sums, arrays (POSIX shell, section 2.2 to 2.6). */
final class WordReader {
  private static final String META = ";&|<>() \t\n";
  private static final int DEPTH = 20;

  private final Cursor in;
  private int depth;

  WordReader(Cursor in) {
    this.in = in;
  }

  /** Reads a word; empty where none starts here. */
  Word word() {
    return word(META);
  }

  /** Reads a word that ends before any of some characters. */
  private Word word(String end) {
    List<Part> parts = new ArrayList<>();
    boolean quoted = in.peek() == '"' || in.peek() == '\'';
    StringBuilder plain = new StringBuilder();
    int line = in.line();
    int brackets = 0;
    while (!in.done()) {
      char c = in.peek();
      boolean bracket = !end.equals(META) && (c == '(' || (c == ')' && brackets > 0));
      if (end.indexOf(c) >= 0 && !bracket) {
        break;
      }
      if (bracket) {
        brackets += c == '(' ? 1 : -1;
      }
      if ("\\'\"$`".indexOf(c) < 0) {
        plain.append(in.next());
        continue;
      }
      if (c == '\\') {
        escape(plain);
        continue;
      }
      literal(parts, plain, line);
      special(parts, c);
      line = in.line();
    }
    literal(parts, plain, line);
    return new Word(parts, quoted);
  }

  private static void literal(List<Part> parts, StringBuilder plain, int line) {
    if (!plain.isEmpty()) {
      parts.add(new Part.Literal(plain.toString(), line));
      plain.setLength(0);
    }
  }

  private void escape(StringBuilder plain) {
    in.next();
    if (!in.done()) {
      char c = in.next();
      if (c != '\n') {
        plain.append(c);
      }
    }
  }

  private void special(List<Part> parts, char c) {
    switch (c) {
      case '\'' -> {
        in.next();
        lines(parts, in.until('\''));
      }
      case '"' -> {
        in.next();
        quoted(parts);
      }
      case '`' -> {
        int line = in.line();
        in.next();
        parts.add(new Part.Printed("`" + in.until('`') + "`", line));
      }
      default -> parts.add(dollar());
    }
  }

  /** Adds a text that may have several lines, each with its place. */
  private void lines(List<Part> parts, String text) {
    int first = in.line() - (int) text.chars().filter(c -> c == '\n').count();
    String[] all = text.split("(?<=\n)", -1);
    for (int i = 0; i < all.length; i++) {
      parts.add(new Part.Literal(all[i], first + i));
    }
  }

  /** Reads what stands in double quotes, up to their end. */
  private void quoted(List<Part> parts) {
    StringBuilder plain = new StringBuilder();
    int line = in.line();
    parts.add(new Part.Literal("", line));
    while (!in.done() && in.peek() != '"') {
      char c = in.peek();
      if (c == '\\' && in.remains() > 1 && "\"\\$`\n".indexOf(in.peek(1)) >= 0) {
        int before = in.line();
        escape(plain);
        if (in.line() != before) {
          plain.append(' ');
          literal(parts, plain, line);
          line = in.line();
        }
      } else if (c == '$' || c == '`') {
        literal(parts, plain, line);
        special(parts, c);
        line = in.line();
      } else {
        plain.append(in.next());
        if (c == '\n') {
          literal(parts, plain, line);
          line = in.line();
        }
      }
    }
    literal(parts, plain, line);
    in.skip(1);
  }

  /** Reads what starts with a dollar. */
  private Part dollar() {
    int line = in.line();
    in.next();
    if (in.looksAt("((")) {
      in.skip(2);
      return new Part.Sum(in.balanced("))"), line);
    }
    if (in.looksAt("(")) {
      in.skip(1);
      return new Part.Printed("$(" + in.balanced(")") + ")", line);
    }
    if (in.looksAt("{")) {
      in.skip(1);
      return braces(in.balanced("}"), line);
    }
    String name = in.name();
    if (name.isEmpty() && !in.done() && "@*#?$!-0123456789".indexOf(in.peek()) >= 0) {
      name = String.valueOf(in.next());
    }
    return name.isEmpty()
        ? new Part.Literal("$", line)
        : new Part.Variable(name, "", Word.EMPTY, line);
  }

  private Part braces(String inner, int line) {
    Cursor inside = new Cursor(inner, line);
    String name = inside.name();
    if (name.isEmpty() && inner.matches("\\d.*|[@*]")) {
      name = String.valueOf(inside.next());
    }
    if (name.isEmpty() || depth > DEPTH) {
      return new Part.Printed("${" + inner + "}", line);
    }
    if (inside.looksAt("[@]") || inside.looksAt("[*]")) {
      inside.skip(3);
    }
    String rest = inside.rest();
    for (String operator : List.of(":-", ":=", ":+", ":?", "-", "=", "+")) {
      if (rest.startsWith(operator)) {
        WordReader reader = new WordReader(new Cursor(rest.substring(operator.length()), line));
        reader.depth = depth + 1;
        return new Part.Variable(name, operator, reader.word(""), line);
      }
    }
    return rest.isEmpty()
        ? new Part.Variable(name, "", Word.EMPTY, line)
        : new Part.Printed("${" + inner + "}", line);
  }

  /** Reads the words of an array behind its bracket, up to its end, as one word. */
  Word array() {
    List<Part> parts = new ArrayList<>();
    while (!in.done()) {
      in.blanksAndComments();
      if (in.done() || in.peek() == ')') {
        break;
      }
      int before = in.at();
      parts.addAll(word(" \t\n)").parts());
      parts.add(new Part.Literal(" ", in.line()));
      if (in.at() == before) {
        in.skip(1);
      }
    }
    in.skip(1);
    return new Word(parts, false);
  }

  /** Reads the words between double brackets, where operators are words. */
  void test(List<Word> command) {
    while (!in.done()) {
      in.blanksAndComments();
      if (in.looksAtKeyword("]]")) {
        in.skip(2);
        return;
      }
      int line = in.line();
      String operator =
          List.of("&&", "||", "(", ")", "<", ">", ";", "&", "|").stream()
              .filter(in::looksAt)
              .findFirst()
              .orElse("");
      in.skip(operator.length());
      command.add(
          operator.isEmpty() ? word() : new Word(List.of(new Part.Literal(operator, line)), false));
    }
  }
}
