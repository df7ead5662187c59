package org.ampplanner.formats.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.ampplanner.formats.source.ProblemsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportFolderTest {
  private static final ExportCases.Case CASE = ExportCases.named("even").orElseThrow();

  @TempDir Path folder;

  private Export export(Map<String, String> files) {
    return new Export(CASE.plan(), files, Set.of("launch.sh"));
  }

  private ExportFolder out() {
    return new ExportFolder(folder.resolve("out"), "out");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("out"))) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void writesAgainWhatNobodyChangedAndRemovesWhatIsNoLongerNeeded() throws IOException {
    out().write(export(Map.of("launch.sh", "a", "rankfile", "r")), false);
    assertThat(Files.isExecutable(folder.resolve("out/launch.sh"))).isTrue();
    out().write(export(Map.of("launch.sh", "b")), false);
    assertThat(folder.resolve("out/launch.sh")).hasContent("b");
    assertThat(names()).containsExactly(ExportFolder.MANIFEST, "launch.sh");
  }

  @Test
  void leavesAloneWhatSomebodyChangedOrWroteAndSaysAllOfIt() throws IOException {
    out().write(export(Map.of("launch.sh", "a")), false);
    Files.writeString(folder.resolve("out/launch.sh"), "mine");
    Files.writeString(folder.resolve("out/job.yaml"), "mine too");
    Export next = export(Map.of("launch.sh", "b", "job.yaml", "j"));
    assertThatThrownBy(() -> out().write(next, false))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("out/launch.sh: was changed since it was exported")
        .hasMessageContaining("out/job.yaml: exists already and was not written by an export")
        .hasMessageContaining("--force");
    assertThat(folder.resolve("out/launch.sh")).hasContent("mine");
    out().write(next, true);
    assertThat(folder.resolve("out/launch.sh")).hasContent("b");
  }

  @Test
  void aFileThatSomebodyChangedStaysWhenItIsNoLongerNeeded() throws IOException {
    out().write(export(Map.of("launch.sh", "a", "rankfile", "r")), false);
    Files.writeString(folder.resolve("out/rankfile"), "mine");
    out().write(export(Map.of("launch.sh", "b")), false);
    assertThat(folder.resolve("out/rankfile")).hasContent("mine");
  }

  @Test
  void aFolderThatIsAFileIsSaid() throws IOException {
    Files.writeString(folder.resolve("out"), "");
    assertThatThrownBy(() -> out().write(export(Map.of("launch.sh", "a")), false))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("out: cannot be written: it is a file, not a folder");
  }
}
