package org.ampplanner.workbench.tune;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.ampplanner.engine.Engine;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.job.Job;
import org.ampplanner.trials.log.LogReader;
import org.ampplanner.trials.log.RunShape;
import org.ampplanner.trials.run.RunLog;

/** Reads what a job printed: the engine's own form first, then those of the others. */
final class Logs {
  /** Steps at the beginning that hold start-up, where there are enough others. */
  private static final int WARM_UP = 3;

  private Logs() {}

  static Measured read(SourceFile log, Job job) {
    RunShape shape = RunShape.of(job.training(), job.cluster().devices());
    List<Engine> engines = new ArrayList<>(Engine.runnable());
    if (job.engine() != Engine.ANY) {
      engines.remove(job.engine());
      engines.add(0, job.engine());
    }
    for (Engine engine : engines) {
      RunLog run = lines(log, new RunLog(LogReader.of(engine, shape)));
      int skip = Math.min(WARM_UP, Math.max(0, run.steps() - 1));
      Optional<RunLog.Timing> timing = run.timing(skip);
      if (timing.isPresent()) {
        return measured(timing.get(), run.memoryGib());
      }
    }
    throw ProblemsException.of(
        log.shown(),
        "times no step in the form of Megatron, DeepSpeed or torchtitan",
        "what the first rank printed");
  }

  private static Measured measured(RunLog.Timing timing, double memory) {
    OptionalDouble gib = memory > 0 ? OptionalDouble.of(memory) : OptionalDouble.empty();
    return new Measured(timing.median(), timing.steps(), timing.spread(), gib);
  }

  private static RunLog lines(SourceFile log, RunLog run) {
    try (BufferedReader lines = Files.newBufferedReader(log.path(), StandardCharsets.ISO_8859_1)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        run.accept(line);
      }
      return run;
    } catch (IOException e) {
      throw ProblemsException.of(log.shown(), "cannot be read: " + e.getMessage(), null);
    }
  }
}
