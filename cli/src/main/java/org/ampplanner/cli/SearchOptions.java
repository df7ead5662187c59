package org.ampplanner.cli;

import java.nio.file.Path;
import org.ampplanner.cli.terminal.SearchProgress;
import org.ampplanner.cli.terminal.Terminal;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.unit.InvalidValueException;
import org.ampplanner.workbench.SearchLog;
import org.ampplanner.workbench.SearchRun;
import org.ampplanner.workbench.SearchSettings;
import org.ampplanner.workbench.SearchWatch;
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

  /** Returns the way to run searches that these options ask for. */
  SearchRun run(Host host, OutputOptions output) {
    return new SearchRun(
        settings(), host.nanos(), host.interrupts()::requested, () -> watch(host, output));
  }

  private SearchSettings settings() {
    int most = threads != null ? threads : Runtime.getRuntime().availableProcessors();
    try {
      return new SearchSettings(top, seed, most, TimeLimit.limitNanos(timeLimit));
    } catch (InvalidValueException e) {
      throw new ProblemsException(
          e.violations().stream()
              .map(v -> new Problem("--" + v.field(), 0, v.message(), null))
              .toList());
    }
  }

  private SearchWatch watch(Host host, OutputOptions output) {
    Terminal terminal = host.terminal(output.noColor);
    boolean show = terminal.errTerminal() && !output.quiet();
    Path file = log;
    SearchWatch written =
        file == null
            ? SearchWatch.NONE
            : SearchLog.open(host.workingDirectory().resolve(file), file, host.nanos());
    return SearchWatch.both(written, new SearchProgress(show ? host.err() : null, terminal));
  }
}
