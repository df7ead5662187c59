package org.ampplanner.formats.export;

import java.util.List;

/** Texts that would be commands, markup, formulas or steer a terminal. */
public final class Hostile {
  /** What a shell, a spreadsheet, a page or YAML might take for more than a text. */
  public static final List<String> PRINTABLE =
      List.of(
          "$(touch canary)",
          "`touch canary`",
          "a; touch canary #",
          "'; touch canary; '",
          "\"; touch canary; \"",
          "${X:-$(touch canary)}",
          "}; touch canary; {",
          "a && touch canary",
          "| touch canary",
          "=cmd|' /C calc'!A0",
          "<img src=x onerror=alert(1)>",
          "- {a: b}",
          "!!python/object/apply:os.system [touch canary]",
          "../../canary",
          "\\$(touch canary)\\");

  /** What no name may hold. */
  public static final List<String> UNPRINTABLE =
      List.of(
          "m\ntouch canary #",
          "m\r\ntouch canary",
          "m\ttab",
          "m\u001b]0;title\u0007",
          "m\u001b[2J",
          "m\u0000",
          "m\u0085touch canary",
          "m\u2028touch canary",
          "m\u202etxt.exe",
          "m\u200b");

  private Hostile() {}
}
