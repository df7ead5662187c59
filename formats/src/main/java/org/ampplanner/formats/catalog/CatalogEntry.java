package org.ampplanner.formats.catalog;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ampplanner.formats.source.Fields;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Scalars;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.source.Sources;

/**
 * What an entry of the catalogue says about itself.
 *
 * @param kind its kind
 * @param id its id
 * @param file where it stands
 * @param about what every entry may say
 * @param aliases other spellings of the id
 * @param assumedFor names that leave open which entry is meant, and stand for this one if nothing
 *     else is said
 */
public record CatalogEntry(
    Catalog.Kind kind,
    String id,
    SourceFile file,
    About about,
    List<String> aliases,
    List<String> assumedFor) {

  /**
   * The keys that every file of ours may have.
   *
   * @param description one line
   * @param source where the facts come from
   * @param sourceDate when they were taken from there
   * @param unchecked figures that nobody has compared with the source since, or {@code all}
   */
  public record About(
      Optional<String> description,
      Optional<String> source,
      Optional<String> sourceDate,
      List<String> unchecked) {

    /** Copies the list. */
    public About {
      unchecked = List.copyOf(unchecked);
    }

    /** Reads the keys. */
    public static About read(Fields fields) {
      return new About(
          fields.text("description"),
          fields.text("source"),
          fields.text("source_date"),
          texts(fields, "unchecked"));
    }
  }

  /** Copies the lists. */
  public CatalogEntry {
    aliases = List.copyOf(aliases);
    assumedFor = List.copyOf(assumedFor);
  }

  static Optional<CatalogEntry> read(
      Catalog.Kind kind, String id, SourceFile file, Problems problems) {
    Optional<Node.Mapping> node = Sources.readMapping(file, kind.what(), problems);
    return node.map(mapping -> {
      Fields fields = new Fields(mapping, kind.what(), problems);
      return new CatalogEntry(
          kind,
          id,
          file,
          About.read(fields),
          texts(fields, "aliases"),
          texts(fields, "assumed_for"));
    });
  }

  /** Reads the keys {@code aliases} and {@code assumed_for}: all names beside the id. */
  public static List<String> aliases(Fields fields) {
    return Stream.concat(texts(fields, "aliases").stream(), texts(fields, "assumed_for").stream())
        .toList();
  }

  private static List<String> texts(Fields fields, String key) {
    return fields.items(key).stream()
        .flatMap(n -> Scalars.text(n, key, fields.problems()).stream())
        .toList();
  }
}
