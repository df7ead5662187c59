package org.ampplanner.formats.imports.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a variable or a word holds.
 *
 * @param pieces in order, each with its line
 */
record Value(List<Piece> pieces) {
  static final Value EMPTY = new Value(List.of());

  /** The longest value that is kept. */
  private static final int LONGEST = 200_000;

  /**
   * A piece of text.
   *
   * @param text the characters; of what is open, as it is written
   * @param line where they stand
   * @param open whether nothing in the script says what it is
   */
  record Piece(String text, int line, boolean open) {}

  /** Copies the list. */
  Value {
    pieces = List.copyOf(pieces);
  }

  static Value of(String text, int line) {
    return new Value(List.of(new Piece(text, line, false)));
  }

  static Value open(String text, int line) {
    return new Value(List.of(new Piece(text, line, true)));
  }

  String text() {
    return pieces.stream().map(Piece::text).collect(Collectors.joining());
  }

  boolean open() {
    return pieces.stream().anyMatch(Piece::open);
  }

  int line() {
    return pieces.isEmpty() ? 0 : pieces.get(0).line();
  }

  Value and(Value other) {
    List<Piece> all = new ArrayList<>(pieces);
    all.addAll(other.pieces);
    long length = all.stream().mapToLong(p -> p.text().length() + 1L).sum();
    return length > LONGEST ? open("$...", line()) : new Value(all);
  }

  /** Returns the words of it: split at blanks, without quotes around them. */
  List<Argument> split() {
    List<Argument> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    int line = 0;
    boolean open = false;
    for (Piece piece : pieces) {
      if (piece.open()) {
        line = word.isEmpty() ? piece.line() : line;
        word.append(piece.text());
        open = true;
        continue;
      }
      int at = piece.line();
      for (int i = 0; i < piece.text().length(); i++) {
        char c = piece.text().charAt(i);
        if (Character.isWhitespace(c)) {
          add(words, word, line, open);
          open = false;
          at += c == '\n' ? 1 : 0;
        } else {
          line = word.isEmpty() ? at : line;
          word.append(c);
        }
      }
    }
    add(words, word, line, open);
    return words;
  }

  private static void add(List<Argument> words, StringBuilder word, int line, boolean open) {
    String plain = word.toString().replaceAll("^[\"'\\\\]+|[\"'\\\\]+$", "");
    if (!plain.isEmpty()) {
      words.add(new Argument(plain, line, open));
    }
    word.setLength(0);
  }
}
