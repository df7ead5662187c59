package org.ampplanner.workbench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Map;

/** The catalogue and the example jobs as {@code amp-catalog} carries them. */
final class BuiltInFiles {
  private static final String FOLDER = "org/ampplanner/home/";

  private BuiltInFiles() {}

  /**
   * Returns the folder that holds {@code catalog/} and {@code examples/}. The jar stays open as
   * long as the program runs, since whatever was read from it names its file.
   */
  static Path home() {
    URL found = BuiltInFiles.class.getClassLoader().getResource(FOLDER + "catalog/");
    if (found == null) {
      throw new IllegalStateException(
          "the catalogue is not on the class path: add org.ampplanner:amp-catalog");
    }
    try {
      URI address = found.toURI();
      Path catalog = address.getScheme().equals("jar") ? inJar(address) : Path.of(address);
      return java.util.Objects.requireNonNull(catalog.getParent());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("cannot name " + found, e);
    }
  }

  private static Path inJar(URI address) {
    return opened(address).getPath(FOLDER + "catalog").toAbsolutePath();
  }

  private static FileSystem opened(URI address) {
    try {
      return FileSystems.newFileSystem(address, Map.of());
    } catch (FileSystemAlreadyExistsException e) {
      return FileSystems.getFileSystem(address);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open " + address, e);
    }
  }
}
