package org.ampplanner.formats.imports.shell;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.ampplanner.formats.imports.shell.Part.Word;
import org.ampplanner.formats.imports.shell.Statement.Assignment;
import org.jspecify.annotations.Nullable;

/**
 * Parses a script (POSIX shell, section 2.9, with Bash's arrays and double brackets). What it
 * cannot parse it steps over: a script that Bash would refuse is nobody's job here. Linear in the
 * text.
 */
final class ScriptParser {
  private static final Set<String> ENDS =
      Set.of("fi", "done", "esac", "then", "do", "else", "elif", "}");
  private static final int DEPTH = 60;

  private final Cursor in;
  private final WordReader words;
  private final Deque<Pending> documents = new ArrayDeque<>();
  private int depth;

  /** A here-document whose text follows behind the line. */
  private static final class Pending {
    private final String end;
    private final boolean tabs;
    private Word text = Word.EMPTY;

    Pending(String end, boolean tabs) {
      this.end = end;
      this.tabs = tabs;
    }
  }

  private ScriptParser(Cursor in) {
    this.in = in;
    this.words = new WordReader(in);
  }

  static List<Statement> parse(String text, int line) {
    ScriptParser parser = new ScriptParser(new Cursor(text, line));
    List<Statement> all = new ArrayList<>();
    while (!parser.in.done()) {
      all.addAll(parser.statements());
      if (!parser.in.done()) {
        parser.step(); // a keyword or bracket that ends what never began
      }
    }
    return all;
  }

  private void step() {
    if (in.name().isEmpty()) {
      in.skip(1);
    }
  }

  /** Reads statements up to a keyword or bracket that ends them, which is left. */
  private List<Statement> statements() {
    List<Statement> all = new ArrayList<>();
    while (true) {
      separators();
      if (in.done() || in.peek() == ')' || in.looksAt(";;") || ends()) {
        return all;
      }
      int before = in.at();
      all.add(chain());
      if (in.at() == before) {
        in.skip(1);
      }
    }
  }

  private boolean ends() {
    return ENDS.stream().anyMatch(in::looksAtKeyword);
  }

  private void separators() {
    while (!in.done()) {
      in.blanks();
      if (in.peek() == '#') {
        in.until('\n');
        bodies();
      } else if (!in.done() && in.peek() == '\n') {
        in.next();
        bodies();
      } else if ((in.looksAt(";") && !in.looksAt(";;"))
          || (in.looksAt("&") && !in.looksAt("&&"))
          || (in.looksAt("|") && !in.looksAt("||"))) {
        in.next();
      } else {
        return;
      }
    }
  }

  /** Reads the here-documents that the line before has named. */
  private void bodies() {
    while (!documents.isEmpty()) {
      Pending pending = documents.removeFirst();
      StringBuilder text = new StringBuilder();
      int line = in.line();
      while (!in.done()) {
        String next = in.lineRest();
        String plain = next.endsWith("\r") ? next.substring(0, next.length() - 1) : next;
        if ((pending.tabs ? plain.strip() : plain).equals(pending.end)) {
          break;
        }
        text.append(next).append('\n');
      }
      String quoted = text.toString().replace("\\\"", "\"").replace("\"", "\\\"");
      pending.text = new WordReader(new Cursor("\"" + quoted + "\"", line)).word();
    }
  }

  private Statement chain() {
    Statement first = statement();
    while (true) {
      in.blanks();
      boolean and = in.looksAt("&&");
      if (!and && !in.looksAt("||")) {
        return first;
      }
      int line = in.line();
      in.skip(2);
      in.blanksAndComments();
      first = new Statement.Chain(line, first, statement(), and);
    }
  }

  private Statement statement() {
    in.blanks();
    if (++depth > DEPTH) {
      depth--;
      in.lineRest();
      return new Statement.Group(List.of());
    }
    try {
      return compound();
    } finally {
      depth--;
    }
  }

  private Statement compound() {
    int line = in.line();
    if (keyword("if")) {
      return branches(line);
    }
    if (keyword("case")) {
      return cases(line);
    }
    if (keyword("for") || keyword("select")) {
      return loop(line);
    }
    if (keyword("while") || keyword("until")) {
      statements();
      return new Statement.Loop(line, null, List.of(), body());
    }
    if (keyword("function")) {
      in.blanks();
      return function(in.name());
    }
    if (in.looksAt("((")) {
      in.skip(2);
      Word sum = new Word(List.of(new Part.Literal(in.balanced("))"), line)), true);
      Word open = new Word(List.of(new Part.Literal("((", line)), false);
      return new Statement.Simple(line, List.of(), List.of(open, sum), null, null);
    }
    if (in.looksAt("(") || in.looksAtKeyword("{")) {
      in.skip(1);
      List<Statement> inner = statements();
      in.skip(1);
      return new Statement.Group(inner);
    }
    return simple(line);
  }

  private boolean keyword(String word) {
    if (!in.looksAtKeyword(word)) {
      return false;
    }
    in.skip(word.length());
    return true;
  }

  private Statement branches(int line) {
    List<Statement.Clause> clauses = new ArrayList<>();
    List<Statement> otherwise = List.of();
    do {
      List<Statement> condition = statements();
      keyword("then");
      clauses.add(new Statement.Clause(condition, statements()));
    } while (keyword("elif"));
    if (keyword("else")) {
      otherwise = statements();
    }
    keyword("fi");
    return new Statement.If(line, clauses, otherwise);
  }

  private Statement cases(int line) {
    in.blanks();
    Word subject = words.word();
    in.blanksAndComments();
    keyword("in");
    List<Statement.Branch> branches = new ArrayList<>();
    while (true) {
      in.blanksAndComments();
      if (in.done() || keyword("esac")) {
        return new Statement.Case(line, subject, branches);
      }
      int before = in.at();
      List<Word> patterns = new ArrayList<>();
      if (in.peek() == '(') {
        in.skip(1);
      }
      do {
        in.blanks();
        patterns.add(words.word());
        in.blanks();
      } while (skipped("|"));
      skipped(")");
      branches.add(new Statement.Branch(patterns, statements()));
      if (!skipped(";;") && in.at() == before) {
        in.skip(1);
      }
    }
  }

  private boolean skipped(String what) {
    if (!in.looksAt(what)) {
      return false;
    }
    in.skip(what.length());
    return true;
  }

  private Statement loop(int line) {
    in.blanks();
    String name = in.name();
    List<Word> over = new ArrayList<>();
    in.blanksAndComments();
    if (keyword("in")) {
      in.blanks();
      while (!in.done() && ";\n&|)(".indexOf(in.peek()) < 0) {
        over.add(words.word());
        in.blanks();
      }
    } else if (skipped("((")) {
      in.balanced("))");
    }
    separators();
    return new Statement.Loop(line, name, over, body());
  }

  private List<Statement> body() {
    keyword("do");
    List<Statement> body = statements();
    keyword("done");
    return body;
  }

  private Statement function(String name) {
    in.blanks();
    if (skipped("(")) {
      in.blanks();
      skipped(")");
    }
    in.blanksAndComments();
    return new Statement.Function(name, List.of(statement()));
  }

  private Statement simple(int line) {
    List<Assignment> assignments = new ArrayList<>();
    List<Word> command = new ArrayList<>();
    Redirects redirects = new Redirects();
    while (true) {
      in.blanks();
      if (in.done() || ("\n;&|)".indexOf(in.peek()) >= 0 && !redirects.starts())) {
        break;
      }
      if (redirects.read()) {
        continue;
      }
      if (in.peek() == '(') {
        if (command.size() == 1 && command.get(0).literal().matches("[\\w-]+")) {
          return function(command.get(0).literal());
        }
        in.skip(1);
        continue;
      }
      if (!assignment(command, assignments)) {
        Word word = words.word();
        command.add(word);
        if (command.size() == 1 && word.literal().equals("[[")) {
          words.test(command);
        }
      }
    }
    if (redirects.pending != null) {
      bodiesOfLine();
    }
    Word document = redirects.pending == null ? null : redirects.pending.text;
    return new Statement.Simple(line, assignments, command, document, redirects.target);
  }

  /** Reads here-documents at once where nothing but the end of the line is in between. */
  private void bodiesOfLine() {
    in.blanks();
    if (!in.done() && in.peek() == '\n') {
      in.next();
      bodies();
    }
  }

  private boolean assignment(List<Word> command, List<Assignment> assignments) {
    boolean declares =
        command.size() == 1
            && Set.of("export", "local", "declare", "readonly", "typeset")
                .contains(command.get(0).literal());
    if (!command.isEmpty() && !declares) {
      return false;
    }
    int length = 0;
    while (Character.isLetterOrDigit(in.peek(length)) || in.peek(length) == '_') {
      length++;
    }
    boolean append = in.peek(length) == '+' && in.peek(length + 1) == '=';
    if (length == 0 || Character.isDigit(in.peek()) || (!append && in.peek(length) != '=')) {
      return false;
    }
    String name = in.name();
    in.skip(append ? 2 : 1);
    Word value;
    if (in.looksAt("(")) {
      in.skip(1);
      value = words.array();
    } else {
      value = words.word();
    }
    assignments.add(new Assignment(name, value, append));
    return true;
  }

  /** What is written behind {@code <} and {@code >}. */
  private final class Redirects {
    private @Nullable Pending pending;
    private @Nullable Word target;

    boolean starts() {
      return in.looksAt("&>");
    }

    boolean read() {
      int digits = 0;
      while (Character.isDigit(in.peek(digits))) {
        digits++;
      }
      char c = in.peek(digits);
      if (!starts() && c != '<' && c != '>') {
        return false;
      }
      in.skip(starts() ? 1 : digits);
      boolean document = in.looksAt("<<") && !in.looksAt("<<<");
      boolean tabs = in.looksAt("<<-");
      boolean out = in.peek() == '>';
      while (!in.done() && "<>&-|".indexOf(in.peek()) >= 0) {
        in.next();
      }
      in.blanks();
      Word word = words.word();
      if (document) {
        StringBuilder end = new StringBuilder();
        word.parts().forEach(p -> end.append(p instanceof Part.Literal l ? l.text() : ""));
        pending = new Pending(end.toString(), tabs);
        documents.addLast(pending);
      } else if (out) {
        target = word;
      }
      return true;
    }
  }
}
