package org.ampplanner.formats.export;

import java.util.regex.Pattern;
import org.ampplanner.unit.Printable;

/** Text of others in a README. */
final class Markdown {
  private static final Pattern SPECIAL = Pattern.compile("[\\\\`*\\[\\]|]");

  private Markdown() {}

  /** Returns a text on one line that reads as it is written: no markup, no HTML, no cells. */
  static String text(String text) {
    String plain = SPECIAL.matcher(Printable.of(text)).replaceAll("\\\\$0");
    return plain.replace("<", "&lt;").replace(">", "&gt;");
  }
}
