package org.ampplanner.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.ampplanner.formats.source.SourceFile;

/**
 * A file system of a request's own, empty at first: whatever path a request names is looked up in
 * here, absolute ones too, so that no file of this machine can be read through it.
 */
final class Jail implements AutoCloseable {
  private final Path file;
  private final FileSystem files;

  private Jail(Path file, FileSystem files) {
    this.file = file;
    this.files = files;
  }

  static Jail in(Path temporary) {
    try {
      Path file = Files.createTempFile(temporary, "amp-serve", ".zip");
      Files.delete(file); // its name is what is wanted
      return new Jail(file, FileSystems.newFileSystem(file, Map.of("create", "true")));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to " + temporary, e);
    }
  }

  /** Returns the folder that paths of the request start from. */
  Path folder() {
    return files.getPath("/");
  }

  /** Writes a file, for readers that want one. */
  SourceFile write(String name, String text) {
    try {
      return new SourceFile(Files.writeString(folder().resolve(name), text), name);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + name, e);
    }
  }

  @Override
  public void close() {
    try {
      files.close();
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + file, e);
    }
  }
}
