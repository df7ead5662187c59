package org.ampplanner.workbench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is built in is read from inside a jar as from a folder. */
class BuiltInFilesTest {
  private static final Path HOME = Path.of(System.getProperty("amp.home", "..")).toAbsolutePath();

  @TempDir Path folder;

  @Test
  void everyExampleOpensFromInsideAnArchive() throws IOException {
    try (FileSystem jar = archive()) {
      Workbench packed = Workbench.at(jar.getPath("/home"));
      for (String example : List.of("amp-het-cluster", "amp-het-model", "amp-homogeneous")) {
        assertThat(packed.open(example).search().plans().get(0).iterationSeconds())
            .isEqualTo(Workbench.at(HOME).open(example).search().plans().get(0).iterationSeconds());
      }
      assertThat(packed.cluster("2xdgx-h100").nodes()).isEqualTo(2);
    }
  }

  @Test
  void namesOfTheCatalogueOpenFromInsideAnArchive() throws IOException {
    try (FileSystem jar = archive()) {
      Workbench packed = Workbench.at(jar.getPath("/home"));
      OpenJob job =
          packed.read(
              "{model: llama3-8b, cluster: 1xdgx-h100, training: {global_batch_size: 16}}", "job");
      assertThat(job.search().plans()).isNotEmpty();
    }
  }

  private FileSystem archive() throws IOException {
    URI address = URI.create("jar:" + folder.resolve("home.zip").toUri());
    FileSystem made = FileSystems.newFileSystem(address, Map.of("create", "true"));
    for (String part : List.of("catalog", "examples")) {
      try (Stream<Path> files = Files.walk(HOME.resolve(part))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Path target = made.getPath("/home/" + HOME.relativize(file));
          Files.createDirectories(target.getParent());
          Files.copy(file, target);
        }
      }
    }
    return made;
  }
}
