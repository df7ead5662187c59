package org.ampplanner.trials.validation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ampplanner.formats.source.SourceFile;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Where measurements come from: the built-in ones, or a folder of files of the same form. Models,
 * systems and profiles are always the built-in ones.
 */
public final class Facts {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final @Nullable SourceFile folder;

  private Facts(@Nullable SourceFile folder) {
    this.folder = folder;
  }

  /** Returns the built-in measurements. */
  public static Facts builtIn() {
    return new Facts(null);
  }

  /** Returns the measurements of a folder; tables that it lacks are left out. */
  public static Facts of(SourceFile folder) {
    return new Facts(folder);
  }

  /** Returns whether these are the built-in ones. */
  public boolean isBuiltIn() {
    return folder == null;
  }

  /**
   * Returns a table of measurements, such as {@code amp/trials.csv}, or nothing if there is none.
   *
   * @throws org.ampplanner.formats.source.ProblemsException if it cannot be read
   */
  public Optional<List<Row>> table(String name) {
    SourceFile from = folder;
    if (from == null) {
      return Optional.of(builtInTable(name));
    }
    Path file = from.path().resolve(name);
    String shown = Path.of(from.shown()).resolve(name).toString();
    return Files.exists(file)
        ? Optional.of(CsvTable.read(new SourceFile(file, shown)))
        : Optional.empty();
  }

  /** Returns a built-in table. */
  static List<Row> builtInTable(String name) {
    return CsvTable.parse(resource(name), "validation/" + name);
  }

  /** Returns the entries of the built-in JSON documents of a name, by key; the first of a key. */
  static Map<String, JsonNode> entries(String name) {
    Map<String, JsonNode> entries = new HashMap<>();
    for (String folder : List.of("published", "fresh")) {
      JsonNode all = json(folder + "/" + name);
      all.propertyNames().forEach(key -> entries.putIfAbsent(key, all.get(key)));
    }
    return entries;
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
