package org.ampplanner.formats.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Damages texts in the ways in which files go wrong. */
public final class Mutator {
  private static final Pattern NUMBER = Pattern.compile("(?<![A-Za-z\\d_.-])\\d+(\\.\\d+)?");
  private static final Pattern KEY = Pattern.compile("[a-z_]+(?=\"?:)");
  private static final Pattern WORD = Pattern.compile("[A-Za-z_0-9]+");

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-1",
          "1e999999999",
          "1e-999999999",
          "99999999999999999999",
          "9007199254740993",
          "2147483648",
          "4194304",
          "0.1",
          "1,5",
          "NaN",
          ".inf",
          "-.inf",
          "1_000",
          "0x10",
          "1e3",
          "+3",
          "00",
          "\"3\"",
          "3 GB",
          "",
          "null",
          "true",
          "[]",
          "{}",
          "[1, 2]",
          "{min: 1}");

  private static final List<String> JUNK =
      List.of(
          "&a",
          "*a",
          "!!int",
          "---",
          "...",
          "\t",
          "|",
          ">",
          "? ",
          ": ",
          "- ",
          "#",
          "'",
          "\"",
          "{",
          "}",
          "[",
          "]",
          ",",
          "%",
          "@",
          "`",
          "\u0000",
          "\u0007",
          "\u2028",
          "\ufeff",
          "\ud83d\ude00",
          "<<: *a",
          "\r",
          "\n\n",
          "\\u0000",
          "\\ud800",
          ";");

  private final RandomGenerator random;

  public Mutator(RandomGenerator random) {
    this.random = random;
  }

  public byte[] mutate(String text) {
    String mutated = text;
    int times = 1 + (random.nextInt(3) == 0 ? random.nextInt(6) : 0);
    for (int i = 0; i < times; i++) {
      mutated = once(mutated);
    }
    byte[] bytes = mutated.getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(12) == 0 && bytes.length > 0) {
      for (int i = random.nextInt(4); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
    }
    return bytes;
  }

  private String once(String text) {
    return switch (random.nextInt(14)) {
      case 0 -> text.substring(0, random.nextInt(text.length() + 1));
      case 1 -> lines(text, Change.DELETE);
      case 2 -> lines(text, Change.REPEAT);
      case 3 -> lines(text, Change.SWAP);
      case 4 -> lines(text, Change.INDENT);
      case 5, 6, 7 -> replace(text, NUMBER, pick(NUMBERS));
      case 8 -> replace(text, KEY, misspelt());
      case 9 -> replace(text, WORD, pick(NUMBERS));
      case 10 -> replace(text, WORD, "");
      case 11 -> insert(text, pick(JUNK));
      case 12 -> insert(text, pick(NUMBERS));
      default -> insert(text, RandomTree.yaml(random, 3));
    };
  }

  private enum Change {
    DELETE,
    REPEAT,
    SWAP,
    INDENT
  }

  private String lines(String text, Change change) {
    List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
    int i = random.nextInt(lines.size());
    switch (change) {
      case DELETE -> lines.remove(i);
      case REPEAT -> lines.add(i, lines.get(random.nextInt(lines.size())));
      case SWAP -> {
        int j = random.nextInt(lines.size());
        String other = lines.set(i, lines.get(j));
        lines.set(j, other);
      }
      case INDENT ->
          lines.set(i, random.nextBoolean() ? "  " + lines.get(i) : lines.get(i).strip());
    }
    return String.join("\n", lines);
  }

  private String replace(String text, Pattern pattern, String replacement) {
    List<MatchResult> found = pattern.matcher(text).results().toList();
    if (found.isEmpty()) {
      return text;
    }
    MatchResult at = found.get(random.nextInt(found.size()));
    return text.substring(0, at.start()) + replacement + text.substring(at.end());
  }

  private String misspelt() {
    return pick(List.of("", "x", "memory_gb", "layrs", "nodez", "time", "intra_node_bandwidth"));
  }

  private String insert(String text, String junk) {
    int at = random.nextInt(text.length() + 1);
    return text.substring(0, at) + junk + text.substring(at);
  }

  private String pick(List<String> list) {
    return list.get(random.nextInt(list.size()));
  }
}
