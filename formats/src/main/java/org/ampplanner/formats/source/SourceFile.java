package org.ampplanner.formats.source;

import java.nio.file.Path;

/**
 * A file to read.
 *
 * @param path where it is
 * @param shown how messages name it: as the user did
 */
public record SourceFile(Path path, String shown) {

  /** Returns a file that messages name by its path. */
  public static SourceFile of(Path path) {
    return new SourceFile(path, path.toString());
  }

  /**
   * Returns a file named relative to the folder of this one.
   *
   * @throws java.nio.file.InvalidPathException if it is no path
   */
  public SourceFile sibling(String name) {
    String sibling = Path.of(shown).resolveSibling(name).normalize().toString();
    return new SourceFile(path.resolveSibling(name).normalize(), sibling.isEmpty() ? "." : sibling);
  }

  /** Returns the place that stands for the whole file. */
  public Location at() {
    return Location.of(shown);
  }
}
