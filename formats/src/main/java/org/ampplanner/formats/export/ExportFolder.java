package org.ampplanner.formats.export;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.source.WrittenFile;

/**
 * The folder that an export is written to. What AMP wrote there before it may write again, what
 * somebody changed since, or wrote in the first place, it leaves alone unless told otherwise.
 */
public final class ExportFolder {
  /** The file that remembers what was written: a digest and a name a line, as sha256sum has it. */
  public static final String MANIFEST = ".amp-export.sha256";

  private final Path folder;
  private final String shown;

  /**
   * Names a folder.
   *
   * @param folder where it is or will be
   * @param shown how messages name it
   */
  public ExportFolder(Path folder, String shown) {
    this.folder = folder;
    this.shown = shown;
  }

  /**
   * Writes an export, each file as a whole; files of an earlier export that this one has not are
   * removed.
   *
   * @param force whether to write over what somebody changed
   * @throws ProblemsException if something there is not ours, or the folder cannot be written
   */
  public void write(Export export, boolean force) {
    try {
      Files.createDirectories(folder);
      Map<String, String> earlier = manifest();
      if (!force) {
        refuse(changed(export, earlier));
      }
      Map<String, String> now = new TreeMap<>();
      for (Map.Entry<String, String> file : export.files().entrySet()) {
        boolean executable = export.executables().contains(file.getKey());
        replace(file.getKey(), file.getValue(), executable);
        now.put(file.getKey(), digest(file.getValue().getBytes(StandardCharsets.UTF_8)));
      }
      StringBuilder text = new StringBuilder();
      now.forEach((name, digest) -> text.append(digest).append("  ").append(name).append('\n'));
      replace(MANIFEST, text.toString(), false);
      for (Map.Entry<String, String> old : earlier.entrySet()) {
        Path path = folder.resolve(old.getKey());
        if (!now.containsKey(old.getKey()) && isAsWritten(path, old.getValue())) {
          Files.deleteIfExists(path);
        }
      }
    } catch (IOException e) {
      throw ProblemsException.of(shown, "cannot be written: " + WrittenFile.reason(e), null);
    }
  }

  private static void refuse(List<Problem> changed) {
    if (!changed.isEmpty()) {
      throw new ProblemsException(changed);
    }
  }

  private List<Problem> changed(Export export, Map<String, String> earlier) throws IOException {
    List<Problem> problems = new ArrayList<>();
    for (Map.Entry<String, String> file : export.files().entrySet()) {
      Path path = folder.resolve(file.getKey());
      String written = earlier.get(file.getKey());
      boolean ours = written != null && isAsWritten(path, written);
      byte[] next = file.getValue().getBytes(StandardCharsets.UTF_8);
      if (Files.exists(path) && !ours && !isAsWritten(path, digest(next))) {
        problems.add(
            new Problem(
                Path.of(shown).resolve(file.getKey()).toString(),
                0,
                written == null
                    ? "exists already and was not written by an export"
                    : "was changed since it was exported",
                "another --out, or --force to write over it"));
      }
    }
    return problems;
  }

  private static boolean isAsWritten(Path path, String digest) throws IOException {
    return Files.isRegularFile(path) && digest(Files.readAllBytes(path)).equals(digest);
  }

  private Map<String, String> manifest() throws IOException {
    Map<String, String> written = new TreeMap<>();
    Path path = folder.resolve(MANIFEST);
    if (Files.isRegularFile(path)) {
      for (String line : Files.readString(path).split("\n", -1)) {
        String[] parts = line.split(" {2}", 2);
        boolean plain = parts.length == 2 && parts[1].matches("[A-Za-z0-9_][A-Za-z0-9_.-]*");
        if (plain) {
          written.put(parts[1], parts[0]);
        }
      }
    }
    return written;
  }

  private void replace(String name, String text, boolean executable) throws IOException {
    Path file = folder.resolve(name);
    WrittenFile.write(file, text);
    if (executable) {
      file.toFile().setExecutable(true, false);
    }
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
