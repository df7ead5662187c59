package org.ampplanner.formats.catalog;

import java.util.List;
import java.util.Optional;
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
 */
public record CatalogEntry(
    Catalog.Kind kind, String id, SourceFile file, About about, List<String> aliases) {

  /**
   * The keys that every file of ours may have.
   *
   * @param description one line
   * @param source where the facts come from
   * @param sourceDate when they were taken from there
   */
  public record About(
      Optional<String> description, Optional<String> source, Optional<String> sourceDate) {

    /** Reads the keys. */
    public static About read(Fields fields) {
      return new About(
          fields.text("description"), fields.text("source"), fields.text("source_date"));
    }
  }

  /** Copies the list. */
  public CatalogEntry {
    aliases = List.copyOf(aliases);
  }

  static Optional<CatalogEntry> read(
      Catalog.Kind kind, String id, SourceFile file, Problems problems) {
    Optional<Node.Mapping> node = Sources.readMapping(file, kind.what(), problems);
    return node.map(mapping -> {
      Fields fields = new Fields(mapping, kind.what(), problems);
      return new CatalogEntry(kind, id, file, About.read(fields), aliases(fields));
    });
  }

  /** Reads the key {@code aliases}. */
  public static List<String> aliases(Fields fields) {
    return fields.items("aliases").stream()
        .flatMap(n -> Scalars.text(n, "aliases", fields.problems()).stream())
        .toList();
  }
}
