package org.ampplanner.formats.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of files that are no text, no YAML or no JSON. */
class BadFilesTest {
  @TempDir Path folder;

  private List<String> said(String name) {
    Problems problems = new Problems();
    Sources.readMapping(new SourceFile(folder.resolve(name), name), "a job", problems);
    return problems.errors().stream()
        .flatMap(p -> p.render().lines())
        .map(line -> line.replace(folder.toString(), "FOLDER"))
        .toList();
  }

  private List<String> saidOf(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
    return said(name);
  }

  private List<String> saidOf(String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), bytes);
    return said(name);
  }

  @Test
  void aMissingFileNamesItsNeighbours() throws IOException {
    Files.writeString(folder.resolve("cluster.yaml"), "a: 1");
    assertThat(said("clustr.yaml"))
        .containsExactly("clustr.yaml: does not exist", "  Maybe cluster.yaml");
    assertThat(said("xyz.json")).containsExactly("xyz.json: does not exist");
    assertThat(said("no/such.yaml"))
        .containsExactly(
            "no/such.yaml: does not exist",
            "  Maybe another folder: FOLDER/no does not exist either");
  }

  @Test
  void aDirectoryIsNamedWithWhatItHolds() throws IOException {
    Files.createDirectory(folder.resolve("jobs"));
    assertThat(said("jobs")).containsExactly("jobs: is a directory, not a file");
    Files.writeString(folder.resolve("jobs/a.yaml"), "a: 1");
    assertThat(said("jobs"))
        .containsExactly("jobs: is a directory, not a file", "  Maybe a file in it: a.yaml");
  }

  @Test
  void aHundredMegabytesAreRefusedUnread() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve("big.yaml").toFile(), "rw")) {
      file.setLength(100_000_000);
    }
    assertThat(said("big.yaml"))
        .containsExactly("big.yaml: (100 MB) is larger than the 32 MB that are read");
  }

  @Test
  void binaryJunkIsNamed() throws IOException {
    assertThat(saidOf("a.yaml", new byte[] {'a', '\n', 0x1f, (byte) 0x8b, 0}))
        .containsExactly(
            "a.yaml:2: is not text: it holds the byte 0x1f", "  Maybe it is a binary file");
    assertThat(saidOf("b.yaml", "model: é\n".getBytes(StandardCharsets.ISO_8859_1)))
        .containsExactly("b.yaml:1: is not UTF-8 text", "  Maybe save it as UTF-8");
    assertThat(saidOf("c.yaml", "model: a\n".getBytes(StandardCharsets.UTF_16)))
        .containsExactly("c.yaml: is UTF-16 text", "  Maybe save it as UTF-8");
  }

  @Test
  void anEmptyFileIsNamed() throws IOException {
    assertThat(saidOf("a.yaml", "")).containsExactly("a.yaml: is empty");
    assertThat(saidOf("b.json", " \n\n")).containsExactly("b.json: is empty");
    assertThat(saidOf("c.yaml", "# nothing\n")).containsExactly("c.yaml:1: is empty");
  }

  @Test
  void aByteOrderMarkAndWindowsLineEndsAreFine() throws IOException {
    assertThat(saidOf("a.yaml", "\ufeffa: 1\r\nb: 2\r\n")).isEmpty();
    assertThat(saidOf("a.json", "\ufeff{\"a\": 1,\r\n\t\"b\": 2}\r\n")).isEmpty();
  }

  @Test
  void deepNestingIsRefused() throws IOException {
    assertThat(saidOf("a.yaml", "[".repeat(100_000)))
        .containsExactly("a.yaml:1: is nested more than 64 levels deep");
    assertThat(saidOf("a.json", "[".repeat(100_000)))
        .containsExactly("a.json:1: is nested more than 64 levels deep");
    assertThat(
            saidOf(
                "b.yaml",
                "a:\n".repeat(1)
                    + java.util.stream.IntStream.range(1, 200)
                        .mapToObj(i -> " ".repeat(i) + "a:\n")
                        .collect(java.util.stream.Collectors.joining())))
        .containsExactly("b.yaml:65: is nested more than 64 levels deep");
  }

  @Test
  void manyValuesAreRefused() throws IOException {
    assertThat(saidOf("a.yaml", "-\n" + "  - [1,1,1,1,1,1,1,1,1]\n".repeat(210_000)))
        .containsExactly("a.yaml:200002: holds more than 2000000 values");
  }

  @Test
  void anAliasBombIsRefusedAtItsFirstAlias() throws IOException {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 50; i++) {
      bomb.append(
          String.format(java.util.Locale.ROOT, "a%d: &a%d [*a%d, *a%d]\n", i, i, i - 1, i - 1));
    }
    assertThat(saidOf("a.yaml", bomb.toString()))
        .contains("a.yaml:2: uses the alias *a0, which is not supported");
  }

  @Test
  void brokenJsonIsNamedWithItsLine() throws IOException {
    assertThat(saidOf("a.json", "{\n \"a\": 1,\n}"))
        .containsExactly(
            "a.json:3: is not valid JSON: Unexpected character ('}'): was expecting double-quote"
                + " to start property name");
    assertThat(saidOf("a.json", "{\"a\": NoNumber}"))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("a.json:1: is not valid JSON: Unrecognized token 'NoNumber'");
    assertThat(saidOf("a.json", "{\"a\": 1"))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("a.json:1: is not valid JSON: Unexpected end-of-input");
    assertThat(saidOf("a.json", "{} {}")).containsExactly("a.json:1: has something after its end");
    assertThat(saidOf("a.json", "{\"a\": 1,\n\"a\": 2}"))
        .containsExactly(
            "a.json:2: a is given twice", "  Maybe remove one of them; the first is in line 1");
    assertThat(saidOf("a.json", "{\"a\": " + "9".repeat(2000) + "}")).hasSize(1);
  }

  @Test
  void jsonIsRecognisedByItsContent() throws IOException {
    assertThat(saidOf("job", "{\"a\":\t1}")).isEmpty();
    assertThat(saidOf("job", "{a: 1}")).isEmpty();
    assertThat(saidOf("job", "[1]"))
        .containsExactly(
            "job:1: is not a job: a list, not a mapping", "  Maybe lines of the form `key: value`");
  }

  @Test
  void everyNodeKnowsItsPlace() throws IOException {
    Files.writeString(folder.resolve("a.yaml"), "a: 1\nb:\n  - x\n  - {c: 'y'}\n");
    Node root =
        Sources.read(new SourceFile(folder.resolve("a.yaml"), "a.yaml"), new Problems())
            .orElseThrow();
    Node.Sequence b = (Node.Sequence) ((Node.Mapping) root).entries().get("b").value();
    Node.Mapping second = (Node.Mapping) b.items().get(1);
    assertThat(second.entries().get("c").value())
        .isEqualTo(new Node.Scalar(Location.in("a.yaml", 4, 9), "y", true));
    assertThat(second.entries().get("c").keyAt()).isEqualTo(Location.in("a.yaml", 4, 6));
  }
}
