package org.ampplanner.trials.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.ampplanner.trials.learning.Failure;

/**
 * The table {@code signs.tsv}: forms of lines that tell why a run failed. A line has the first sign
 * that it matches, after words that report nothing, such as advice, are struck out.
 */
final class Signs {
  private static final int COLUMNS = 5;
  private static final Pattern COLOURS = Pattern.compile("\u001b\\[[0-9;]*m");

  private static final Signs OF_HOSTS = read(Failure.OUT_OF_MEMORY);
  private static final Signs OF_DEVICES = read(Failure.HOST);

  private final List<Pattern> nothing;
  private final List<Sign> signs;

  private Signs(List<Pattern> nothing, List<Sign> signs) {
    this.nothing = List.copyOf(nothing);
    this.signs = List.copyOf(signs);
  }

  /**
   * Returns the signs of runs.
   *
   * @param devicesAreHosts whether ranks compute on the host itself, so that its memory is theirs
   */
  static Signs of(boolean devicesAreHosts) {
    return devicesAreHosts ? OF_HOSTS : OF_DEVICES;
  }

  private static Signs read(Failure hostMemory) {
    List<Pattern> nothing = new ArrayList<>();
    List<Sign> signs = new ArrayList<>();
    for (String line : table().split("\n")) {
      if (line.startsWith("#")) {
        continue;
      }
      String[] cells = line.split("\t");
      if (cells.length != COLUMNS) {
        throw new AssertionError("signs.tsv: " + line);
      }
      Pattern form = Pattern.compile(cells[2], Pattern.CASE_INSENSITIVE);
      if (cells[0].equals("nothing")) {
        nothing.add(form);
      } else {
        Failure failure = cells[0].equals("host_memory") ? hostMemory : Failure.of(cells[0]);
        boolean cause = cells[1].equals("cause");
        signs.add(new Sign(signs.size(), failure, cause, form, cells[3], cells[4]));
      }
    }
    return new Signs(nothing, signs);
  }

  private static String table() {
    try (InputStream in = Signs.class.getResourceAsStream("signs.tsv")) {
      if (in == null) {
        throw new AssertionError("signs.tsv is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns all signs, those first that explain most. */
  List<Sign> all() {
    return signs;
  }

  /** Returns the first sign that a line shows. */
  Optional<Sign> in(String line) {
    String said = COLOURS.matcher(line).replaceAll("");
    for (Pattern words : nothing) {
      said = words.matcher(said).replaceAll(" ");
    }
    for (Sign sign : signs) {
      if (sign.in(said)) {
        return Optional.of(sign);
      }
    }
    return Optional.empty();
  }
}
