package org.ampplanner.formats.source;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.stream.IntStream;

/**
 * How every result reaches a file: a regular file is there as a whole or as it was before, even if
 * the process is killed or the disk is full; a link is followed, a device or a pipe is written as
 * it is. New files have the permissions that the user's umask leaves, old ones keep theirs.
 */
public final class WrittenFile {
  private WrittenFile() {}

  /**
   * Writes a text.
   *
   * @throws IOException if it cannot be written; a regular file is then as it was
   */
  public static void write(Path file, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Path target = Files.exists(file) ? file.toRealPath() : linked(file);
    if (Files.isDirectory(target)) {
      throw new FileSystemException(file.toString(), null, "it is a folder");
    }
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.WRITE)) {
        out.write(bytes);
      }
      return;
    }
    replace(target, bytes);
  }

  /** Returns what a link that leads nowhere names, else the file itself. */
  private static Path linked(Path file) throws IOException {
    return Files.isSymbolicLink(file) ? file.resolveSibling(Files.readSymbolicLink(file)) : file;
  }

  private static void replace(Path target, byte[] bytes) throws IOException {
    if (Files.exists(target) && !Files.isWritable(target)) {
      throw new AccessDeniedException(target.toString());
    }
    Path unfinished = unfinished(target);
    try {
      try (FileChannel channel =
          FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
          channel.write(left);
        }
        channel.force(true);
      }
      keepPermissions(target, unfinished);
      move(unfinished, target);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  /** Returns a name beside the target that nothing has. */
  private static Path unfinished(Path target) {
    long process = ProcessHandle.current().pid();
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> target.resolveSibling(".amp-" + process + "-" + i + ".tmp"))
        .filter(Files::notExists)
        .findFirst()
        .orElseThrow();
  }

  private static void keepPermissions(Path target, Path unfinished) throws IOException {
    PosixFileAttributeView posix =
        Files.getFileAttributeView(unfinished, PosixFileAttributeView.class);
    if (posix != null && Files.exists(target)) {
      posix.setPermissions(Files.getPosixFilePermissions(target));
    }
  }

  private static void move(Path unfinished, Path target) throws IOException {
    try {
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Returns why something could not be written, in words. */
  public static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException missing -> "its folder does not exist";
      case AccessDeniedException denied -> "permission denied";
      case FileAlreadyExistsException exists -> "it is a file, not a folder";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }
}
