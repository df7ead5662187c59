package org.ampplanner.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a search runs; none of these changes what a complete search finds. */
final class SearchOptions {
  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "5",
      description = "Plans to show, best first (default: ${DEFAULT-VALUE}).")
  int top;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of the planners that draw at random (default: ${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads to search with (default: all cores). The result is the same.")
  @Nullable Integer threads;

  @Option(
      names = "--time-limit",
      paramLabel = "TIME",
      converter = TimeLimit.Converter.class,
      description = "Stop after this time with the best so far and its gap: 2s, 500ms, 1m.")
  @Nullable TimeLimit timeLimit;

  @Option(
      names = "--search-log",
      paramLabel = "FILE",
      description = "Write what happens in the search as JSON lines.")
  @Nullable Path log;

  int threads() {
    return threads != null ? threads : Runtime.getRuntime().availableProcessors();
  }
}
