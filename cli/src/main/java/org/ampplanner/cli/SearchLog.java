package org.ampplanner.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.formats.plan.EventDocument;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.search.SearchControl;
import org.ampplanner.search.SearchEvent;
import org.jspecify.annotations.Nullable;

/** Writes what happens in a search to a file, a JSON object per line, and hands it on. */
final class SearchLog implements SearchControl, AutoCloseable {
  private final SearchControl next;
  private final Path file;
  private final @Nullable Writer writer;

  /**
   * Opens a log.
   *
   * @param file where to write, or null to write nothing
   */
  SearchLog(@Nullable Path file, Path folder, SearchControl next) {
    this.next = next;
    this.file = file == null ? folder : file;
    try {
      this.writer =
          file == null
              ? null
              : Files.newBufferedWriter(folder.resolve(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  @Override
  public boolean stopRequested() {
    return next.stopRequested();
  }

  @Override
  public void on(SearchEvent event) {
    Writer log = writer;
    if (log != null) {
      try {
        log.write(Documents.jsonLine(EventDocument.of(event)));
      } catch (IOException e) {
        throw unwritable(e);
      }
    }
    next.on(event);
  }

  @Override
  public void close() {
    Writer log = writer;
    if (log != null) {
      try {
        log.close();
      } catch (IOException e) {
        throw unwritable(e);
      }
    }
  }

  private ProblemsException unwritable(IOException e) {
    return new ProblemsException(
        List.of(
            new Problem(
                "--search-log", 0, "(" + file + ") cannot be written: " + e.getMessage(), null)));
  }
}
