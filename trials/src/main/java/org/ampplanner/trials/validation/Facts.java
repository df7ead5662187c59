package org.ampplanner.trials.validation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Where measurements come from: the built-in ones, or a folder of files of the same form. Models,
 * systems and profiles are always the built-in ones.
 */
public final class Facts {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final @Nullable Path folder;

  private Facts(@Nullable Path folder) {
    this.folder = folder;
  }

  /** Returns the built-in measurements. */
  public static Facts builtIn() {
    return new Facts(null);
  }

  /** Returns the measurements of a folder; tables that it lacks are left out. */
  public static Facts of(Path folder) {
    return new Facts(folder);
  }

  /** Returns whether these are the built-in ones. */
  public boolean isBuiltIn() {
    return folder == null;
  }

  /**
   * Returns a table of measurements, such as {@code amp/trials.csv}, or nothing if there is none.
   *
   * @throws UncheckedIOException if it cannot be read
   */
  public Optional<List<Row>> table(String name) {
    Path from = folder;
    if (from == null) {
      return Optional.of(CsvTable.parse(resource(name)));
    }
    Path file = from.resolve(name);
    try {
      return Files.exists(file)
          ? Optional.of(CsvTable.parse(Files.readString(file)))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a built-in table. */
  static List<Row> builtInTable(String name) {
    return CsvTable.parse(resource(name));
  }

  /** Returns a built-in JSON document. */
  static JsonNode json(String name) {
    return JSON.readTree(resource(name));
  }

  private static String resource(String name) {
    try (InputStream in = Facts.class.getResourceAsStream("/validation/" + name)) {
      if (in == null) {
        throw new IllegalArgumentException("no built-in " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
