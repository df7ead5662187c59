package org.ampplanner.workbench;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.SourceText;

/** Folders of the user's own devices, node types, clusters and models; the first wins. */
public final class CatalogFolders {
  private final Path base;
  private final List<Path> folders = new ArrayList<>();
  private final Problems problems = new Problems();

  /** Makes none as yet; relative names start from {@code base}. */
  public CatalogFolders(Path base) {
    this.base = base;
  }

  /** Adds a folder, which messages call {@code shown}. */
  public void add(String folder, String shown) {
    Location at = Location.ofOption(shown);
    try {
      Path path = base.resolve(folder);
      if (!Files.isDirectory(path)) {
        problems.error(at, "is not a folder", SourceText.neighbours(path));
      } else if (Arrays.stream(Catalog.Kind.values())
          .noneMatch(k -> Files.isDirectory(path.resolve(k.folder())))) {
        problems.error(
            at,
            "holds none of the folders devices, nodes, clusters, models",
            "the folder above or below it");
      } else {
        folders.add(path);
      }
    } catch (InvalidPathException e) {
      problems.error(at, "is not a path", null);
    }
  }

  /** Adds the folders of a variable of the environment, separated as in a path. */
  public void addAll(String value, String variable) {
    Arrays.stream(value.split(File.pathSeparator, -1))
        .filter(folder -> !folder.isBlank())
        .forEach(folder -> add(folder, variable + " (" + folder + ")"));
  }

  /**
   * Returns the catalogue of these folders and what is built in.
   *
   * @param home the folder that holds {@code catalog/} and {@code examples/}
   * @throws org.ampplanner.formats.source.ProblemsException if one of them is no such folder
   */
  public Catalog catalog(Path home) {
    problems.throwIfAny();
    return Catalog.of(home, folders);
  }
}
