package org.ampplanner.formats.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the text of a file, refusing what cannot be meant: folders, binaries, oversized files. */
public final class SourceText {
  /** The largest file that is read. */
  public static final int MAX_BYTES = 32_000_000;

  private static final int MEGABYTE = 1_000_000;
  private static final byte ESCAPE = 0x1b;

  private SourceText() {}

  /** Returns the text without a byte order mark, or records why there is none. */
  public static Optional<String> read(SourceFile file, Problems problems) {
    Optional<byte[]> bytes = bytes(file, problems);
    return bytes.flatMap(b -> decode(b, file, problems));
  }

  /**
   * Returns the text of what a program printed: as {@link #read}, and colours and underlines of a
   * terminal are left out.
   */
  public static Optional<String> readLog(SourceFile file, Problems problems) {
    return bytes(file, problems).flatMap(b -> decode(withoutEscapes(b), file, problems));
  }

  /** Leaves out the control sequences of ECMA-48: ESC [ parameters final. */
  private static byte[] withoutEscapes(byte[] bytes) {
    byte[] out = new byte[bytes.length];
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == ESCAPE && i + 1 < bytes.length && bytes[i + 1] == '[') {
        i += 2;
        while (i < bytes.length && (bytes[i] < '@' || bytes[i] > '~') && bytes[i] >= ' ') {
          i++;
        }
      } else {
        out[length++] = bytes[i];
      }
    }
    return Arrays.copyOf(out, length);
  }

  private static Optional<byte[]> bytes(SourceFile file, Problems problems) {
    Path path = file.path();
    if (Files.isDirectory(path)) {
      problems.error(file.at(), "is a directory, not a file", inside(path));
      return Optional.empty();
    }
    if (!Files.exists(path)) {
      problems.error(file.at(), "does not exist", neighbours(path));
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes =
          Files.isRegularFile(path) && Files.size(path) > MAX_BYTES
              ? null
              : in.readNBytes(MAX_BYTES + 1);
      if (bytes == null || bytes.length > MAX_BYTES) {
        problems.error(file.at(), tooLarge(bytes == null ? Files.size(path) : -1), null);
        return Optional.empty();
      }
      return Optional.of(bytes);
    } catch (AccessDeniedException e) {
      problems.error(file.at(), "cannot be read: permission denied", null);
    } catch (IOException e) {
      problems.error(file.at(), "cannot be read: " + Wording.shown(reason(e)), null);
    }
    return Optional.empty();
  }

  private static String tooLarge(long bytes) {
    String limit = String.format(Locale.ROOT, "than the %d MB that are read", MAX_BYTES / MEGABYTE);
    return bytes < 0
        ? "is larger " + limit
        : String.format(Locale.ROOT, "(%d MB) is larger ", bytes / MEGABYTE) + limit;
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static Optional<String> decode(byte[] bytes, SourceFile file, Problems problems) {
    if (bytes.length >= 2 && (bytes[0] & 0xff) + (bytes[1] & 0xff) == 0xff + 0xfe) {
      problems.error(file.at(), "is UTF-16 text", "save it as UTF-8");
      return Optional.empty();
    }
    int control = firstControl(bytes);
    if (control >= 0) {
      problems.error(
          Location.in(file.shown(), lineAt(bytes, control), 0),
          String.format(Locale.ROOT, "is not text: it holds the byte 0x%02x", bytes[control]),
          "it is a binary file");
      return Optional.empty();
    }
    CharBuffer out = CharBuffer.allocate(bytes.length);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CoderResult result =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(in, out, true);
    if (result.isError()) {
      problems.error(
          Location.in(file.shown(), lineAt(bytes, in.position()), 0),
          "is not UTF-8 text",
          "save it as UTF-8");
      return Optional.empty();
    }
    String text = out.flip().toString();
    String body = text.startsWith("\ufeff") ? text.substring(1) : text;
    if (body.isBlank()) {
      problems.error(file.at(), "is empty", null);
      return Optional.empty();
    }
    return Optional.of(body);
  }

  private static int firstControl(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      byte b = bytes[i];
      if ((b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t') || b == 0x7f) {
        return i;
      }
    }
    return -1;
  }

  private static int lineAt(byte[] bytes, int end) {
    int line = 1;
    for (int i = 0; i < end; i++) {
      line += bytes[i] == '\n' ? 1 : 0;
    }
    return line;
  }

  private static @Nullable String inside(Path folder) {
    List<String> names = names(folder);
    List<String> readable =
        names.stream().filter(n -> n.matches(".*\\.(ya?ml|json|csv)")).limit(3).toList();
    return readable.isEmpty() ? null : "a file in it: " + String.join(", ", readable);
  }

  /** Returns the names in the same folder that are close to the name of a missing file. */
  public static @Nullable String neighbours(Path missing) {
    Path parent = missing.toAbsolutePath().getParent();
    Path name = missing.getFileName();
    if (parent == null || name == null) {
      return null;
    }
    if (!Files.isDirectory(parent)) {
      return "another folder: " + parent + " does not exist either";
    }
    List<String> near = Nearest.of(name.toString(), names(parent), 3);
    return near.isEmpty() ? null : String.join(", ", near);
  }

  private static List<String> names(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.limit(10_000).map(f -> f.getFileName() + "").sorted().toList();
    } catch (IOException e) {
      return List.of(); // only suggestions depend on it
    }
  }
}
