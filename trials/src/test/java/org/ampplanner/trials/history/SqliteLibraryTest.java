package org.ampplanner.trials.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteLibraryTest {
  @TempDir Path folder;

  /** Opens a history, as a process of its own that has a folder for temporary files. */
  public static void main(String[] arguments) {
    try (TrialHistory history = TrialHistory.open(Path.of(arguments[0]))) {
      Runtime.getRuntime().halt(history.finished(null).isEmpty() ? 7 : 1); // as if killed
    }
  }

  @Test
  void aProcessThatIsKilledLeavesNoLibraryBehind() throws Exception {
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    Files.createFile(
        Files.createDirectory(temporary.resolve("amp-sqlite-999999999-x")).resolve("a"));
    Path mine = temporary.resolve("amp-sqlite-" + ProcessHandle.current().pid() + "-y");
    Files.createDirectory(mine);
    for (List<String> option :
        List.of(
            List.of("-Djava.io.tmpdir=" + temporary),
            List.of("-Dorg.sqlite.tmpdir=" + temporary))) {
      Process process =
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElseThrow(),
                  "-XX:TieredStopAtLevel=1",
                  option.get(0),
                  "-cp",
                  System.getProperty("java.class.path"),
                  SqliteLibraryTest.class.getName(),
                  folder.resolve("h.db").toString())
              .inheritIO()
              .start();
      assertThat(process.waitFor()).isEqualTo(7);
      assertThat(left(temporary)).containsExactly(mine);
    }
  }

  private static List<Path> left(Path temporary) throws IOException {
    try (Stream<Path> files = Files.list(temporary)) {
      return files.filter(f -> f.toString().contains("sqlite")).toList();
    }
  }
}
