package org.ampplanner.workbench.tune;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ampplanner.formats.source.SourceFile;

/**
 * What is known of a job that runs, beside what its script says.
 *
 * @param script its launch script or recipe
 * @param log what it printed, or empty
 * @param options keys of a job with what the user says of them; they win over the script
 * @param settings further keys of a job as {@code key=value}
 */
public record TuneRequest(
    SourceFile script,
    Optional<SourceFile> log,
    Map<String, String> options,
    List<String> settings) {
  /** Copies the collections. */
  public TuneRequest {
    options = Map.copyOf(options);
    settings = List.copyOf(settings);
  }

  TuneRequest with(String key, String value) {
    Map<String, String> more = new HashMap<>(options);
    more.put(key, value);
    return new TuneRequest(script, log, more, settings);
  }
}
