package org.ampplanner.trials.run;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The beginning of what a run said, in a file. A file that cannot be written ends the keeping, not
 * the run: what it says is heard all the same.
 */
final class KeptLog implements AutoCloseable {
  private OutputStream file;
  private long room;

  /**
   * Begins to keep.
   *
   * @param most bytes that are kept
   */
  KeptLog(Path path, long most) {
    this.room = most;
    OutputStream opened;
    try {
      opened = Files.newOutputStream(path);
    } catch (IOException e) {
      opened = OutputStream.nullOutputStream();
    }
    this.file = opened;
  }

  /** Keeps the first {@code length} bytes as far as there is room. */
  void write(byte[] bytes, int length) {
    int kept = (int) Math.min(length, room);
    try {
      file.write(bytes, 0, kept);
      room -= kept;
    } catch (IOException full) {
      close();
      file = OutputStream.nullOutputStream();
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      // it was full before
    }
  }
}
