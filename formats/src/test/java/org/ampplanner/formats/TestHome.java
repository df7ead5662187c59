package org.ampplanner.formats;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.job.JobReader;
import org.ampplanner.formats.job.JobRequest;
import org.ampplanner.formats.job.ReadJob;

/** The folder that holds the catalogue, for tests. */
public final class TestHome {
  public static final Path HOME = Path.of(System.getProperty("amp.home", "..")).toAbsolutePath();

  private TestHome() {}

  public static Catalog catalog() {
    return Catalog.of(HOME, List.of());
  }

  /** Reads a job of the working directory {@code folder}. */
  public static ReadJob read(Path folder, String job, String... set) {
    return new JobReader(catalog()).read(JobRequest.of(job, Map.of(), List.of(set), folder));
  }
}
