package org.ampplanner.trials.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sqlite.SQLiteJDBCLoader;

/**
 * SQLite's native part, which its driver unpacks into a file and leaves there if the process is
 * killed. Here it gets a folder of its own, that is gone as soon as it is loaded; folders of
 * processes that died in between go with the next one.
 */
final class SqliteLibrary {
  private static final String FOLDER = "org.sqlite.tmpdir";
  private static final String MARK = "amp-sqlite-";
  private static final Pattern OF_PROCESS = Pattern.compile(MARK + "(\\d{1,18})-.*");

  private SqliteLibrary() {}

  /** Loads it, once a process. Where that fails the driver tries again, and says why not. */
  @SuppressWarnings("ReturnValueIgnored") // the first use of the class does the work
  static void load() {
    Once.LOADED.hashCode();
  }

  private static final class Once {
    static final Boolean LOADED = loaded();

    private Once() {}
  }

  private static boolean loaded() {
    String given = System.getProperty(FOLDER);
    Path parent = Path.of(given == null ? System.getProperty("java.io.tmpdir") : given);
    try {
      removeOfTheDead(parent);
      Path own = Files.createTempDirectory(parent, MARK + ProcessHandle.current().pid() + "-");
      System.setProperty(FOLDER, own.toString());
      try {
        return SQLiteJDBCLoader.initialize();
      } finally {
        remove(own);
      }
    } catch (Exception e) { // the driver declares no less
      return false;
    } finally {
      if (given == null) {
        System.clearProperty(FOLDER);
      } else {
        System.setProperty(FOLDER, given);
      }
    }
  }

  private static void removeOfTheDead(Path parent) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(parent, MARK + "*")) {
      for (Path folder : all) {
        Matcher name = OF_PROCESS.matcher(folder.getFileName().toString());
        if (name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
          remove(folder);
        }
      }
    }
  }

  /** Removes a folder of files; what cannot be removed, such as a file in use, stays. */
  private static void remove(Path folder) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException | UncheckedIOException e) {
      return;
    }
  }
}
