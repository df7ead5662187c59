package org.ampplanner.formats.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrittenFileTest {
  @TempDir Path folder;

  @Test
  void aNewFileHasThePermissionsThatTheUmaskLeaves() throws IOException {
    Path plain = Files.createFile(folder.resolve("plain"));
    WrittenFile.write(folder.resolve("new"), "text");
    assertThat(Files.getPosixFilePermissions(folder.resolve("new")))
        .isEqualTo(Files.getPosixFilePermissions(plain));
    assertThat(names()).containsExactlyInAnyOrder("plain", "new");
  }

  @Test
  void anOldFileKeepsItsPermissions() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
    WrittenFile.write(file, "new");
    assertThat(file).hasContent("new");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-rw----");
  }

  @Test
  void aLinkStaysALinkAndItsTargetIsWritten() throws IOException {
    Path target = Files.writeString(Files.createDirectory(folder.resolve("d")).resolve("t"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("d/t"));
    WrittenFile.write(link, "new");
    assertThat(link).isSymbolicLink();
    assertThat(target).hasContent("new");
  }

  @Test
  void aLinkThatLeadsNowhereGetsItsTarget() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("later"));
    WrittenFile.write(link, "new");
    assertThat(link).isSymbolicLink();
    assertThat(folder.resolve("later")).hasContent("new");
  }

  @Test
  void aDeviceIsWrittenAsItIs() throws IOException {
    WrittenFile.write(Path.of("/dev/null"), "text");
    assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
    assertThatThrownBy(() -> WrittenFile.write(Path.of("/dev/full"), "text"))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aPipeIsWrittenAsItIs() throws Exception {
    Path pipe = folder.resolve("pipe");
    new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
    CompletableFuture<byte[]> read =
        CompletableFuture.supplyAsync(() -> {
          try {
            return Files.newInputStream(pipe).readAllBytes();
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
    WrittenFile.write(pipe, "text");
    assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo("text".getBytes(StandardCharsets.UTF_8));
    assertThat(Files.isRegularFile(pipe)).isFalse();
  }

  @Test
  void whatCannotBeWrittenLeavesNothingBehind() throws IOException {
    Path within = Files.createDirectory(folder.resolve("within"));
    assertThatThrownBy(() -> WrittenFile.write(within, "text")).hasMessageContaining("is a folder");
    assertThatThrownBy(() -> WrittenFile.write(folder.resolve("no/file"), "text"))
        .isInstanceOf(IOException.class);
    assertThat(names()).containsExactly("within");
  }

  private String[] names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).toArray(String[]::new);
    }
  }
}
