package org.ampplanner.formats.imports.shell;

/** A place in a text that only moves on. */
final class Cursor {
  private final String text;
  private int at;
  private int line;

  Cursor(String text, int line) {
    this.text = text;
    this.line = line;
  }

  boolean done() {
    return at >= text.length();
  }

  int remains() {
    return text.length() - at;
  }

  int at() {
    return at;
  }

  int line() {
    return line;
  }

  /** Returns the character here, or a line end behind the last. */
  char peek() {
    return peek(0);
  }

  char peek(int ahead) {
    return at + ahead < text.length() ? text.charAt(at + ahead) : '\n';
  }

  char next() {
    char c = text.charAt(at++);
    if (c == '\n') {
      line++;
    }
    return c;
  }

  void skip(int count) {
    for (int i = 0; i < count && !done(); i++) {
      next();
    }
  }

  boolean looksAt(String what) {
    return text.startsWith(what, at);
  }

  /** Returns whether a keyword stands here with nothing attached to it. */
  boolean looksAtKeyword(String word) {
    return looksAt(word) && " \t\n;&|()".indexOf(peek(word.length())) >= 0;
  }

  /** Returns the name of a variable that starts here, empty for none. */
  String name() {
    int start = at;
    while (!done() && (Character.isLetterOrDigit(peek()) || peek() == '_')) {
      if (at == start && Character.isDigit(peek())) {
        break;
      }
      at++;
    }
    return text.substring(start, at);
  }

  /** Returns all up to a character, and steps over it. */
  String until(char end) {
    int start = at;
    while (!done() && peek() != end) {
      next();
    }
    String found = text.substring(start, at);
    skip(1);
    return found;
  }

  /** Returns all up to the closing bracket that belongs to an opening one before, and steps on. */
  String balanced(String close) {
    char shut = close.charAt(0);
    char open = shut == '}' ? '{' : '(';
    int start = at;
    int depth = 0;
    while (!done() && !(depth == 0 && looksAt(close))) {
      char c = next();
      depth += c == open ? 1 : c == shut && depth > 0 ? -1 : 0;
    }
    String found = text.substring(start, at);
    skip(close.length());
    return found;
  }

  /** Returns what is left of the line, and steps over its end. */
  String lineRest() {
    return until('\n');
  }

  String rest() {
    String rest = text.substring(at);
    skip(rest.length());
    return rest;
  }

  /** Steps over blanks within a line. */
  void blanks() {
    while (!done()) {
      if (looksAt("\\\n")) {
        skip(2);
      } else if (looksAt("\\\r\n")) {
        skip(3);
      } else if (peek() == ' ' || peek() == '\t' || peek() == '\r') {
        next();
      } else {
        return;
      }
    }
  }

  /** Steps over blanks, comments and line ends. */
  void blanksAndComments() {
    while (!done()) {
      blanks();
      if (done()) {
        return;
      }
      if (peek() == '#') {
        lineRest();
      } else if (peek() == '\n') {
        next();
      } else {
        return;
      }
    }
  }
}
