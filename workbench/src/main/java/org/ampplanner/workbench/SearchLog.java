package org.ampplanner.workbench;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.ampplanner.arrange.Subject;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.formats.plan.StrategyCells;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.search.SearchEvent;
import org.ampplanner.space.SpacePart;
import org.ampplanner.strategy.PipelineStrategy;

/**
 * Writes what happens in a search as JSON lines: {@code t_s} since its start, {@code event}, and
 * what the event is about. A line is in the file before the search goes on, so that whatever ends
 * the search leaves whole lines behind.
 */
public final class SearchLog implements SearchWatch {
  private final OutputStream file;
  private final LongSupplier nanos;
  private final long start;

  private SearchLog(OutputStream file, LongSupplier nanos) {
    this.file = file;
    this.nanos = nanos;
    this.start = nanos.getAsLong();
  }

  /**
   * Starts a log.
   *
   * @param file where to write
   * @param shown how messages name it
   * @param nanos the clock
   * @throws ProblemsException if it cannot be written
   */
  public static SearchLog open(Path file, Path shown, LongSupplier nanos) {
    try {
      return new SearchLog(Files.newOutputStream(file), nanos);
    } catch (IOException e) {
      throw ProblemsException.of("--search-log", "(" + shown + ") cannot be written", null);
    }
  }

  @Override
  public void on(SearchEvent event) {
    switch (event) {
      case SearchEvent.Enumerated e ->
          line(
              "enumerated",
              new TreeMap<>(Map.of("candidates", e.candidates(), "feasible", e.feasible())));
      case SearchEvent.Bounded e ->
          line("bounded", about(e.subject(), Map.of("bound_s", e.boundSeconds())));
      case SearchEvent.Pruned e -> {
        Map<String, Object> why = new LinkedHashMap<>();
        why.put("bound_s", e.boundSeconds());
        why.put("cutoff_s", e.cutoffSeconds());
        line("pruned", about(e.subject(), why));
      }
      case SearchEvent.Costed e -> {
        Map<String, Object> cost = new LinkedHashMap<>();
        cost.put("bound_s", e.boundSeconds());
        cost.put("iteration_s", e.plan().iterationSeconds());
        line("costed", about(e.subject(), cost));
      }
      case SearchEvent.Improved e ->
          line(
              "improved",
              about(e.plan().strategy(), Map.of("iteration_s", e.plan().iterationSeconds())));
      case SearchEvent.Progressed e ->
          line(
              "progressed",
              new TreeMap<>(Map.of("settled", e.settled(), "feasible", e.feasible())));
    }
  }

  private static Map<String, Object> about(Subject subject, Map<String, Object> values) {
    Map<String, Object> all = new LinkedHashMap<>(values);
    switch (subject) {
      case Subject.Uniform uniform -> all.putAll(StrategyCells.strategy(uniform.strategy()));
      case Subject.UnevenShares shares -> {
        all.put("part", SpacePart.UNEVEN_SHARES.id());
        all.putAll(StrategyCells.strategy(shares.strategy()));
      }
      case Subject.DifferingStages stages -> {
        all.put("part", SpacePart.DIFFERING_STAGES.id());
        all.put("samples", stages.samples());
        all.put("recompute", stages.options().recompute().id());
        all.put("zero_stage", stages.options().zeroStage());
        all.put("sequence_parallel", stages.options().sequenceParallel());
      }
    }
    return all;
  }

  private static Map<String, Object> about(PipelineStrategy strategy, Map<String, Object> values) {
    Map<String, Object> all = new LinkedHashMap<>(values);
    all.putAll(StrategyCells.strategy(strategy));
    return all;
  }

  private void line(String name, Map<String, ?> values) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("t_s", (nanos.getAsLong() - start) / 1e9);
    line.put("event", name);
    line.putAll(values);
    try {
      file.write(Documents.jsonLine(line).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
