package org.ampplanner.cli;

import java.util.List;
import java.util.Optional;
import org.ampplanner.engine.Engine;
import org.ampplanner.trials.log.LogReader;
import org.ampplanner.trials.log.RunShape;
import org.ampplanner.trials.run.RunLog;

/** Reads a log as {@code amp trial} does while it grows. */
final class LogFuzz {
  private LogFuzz() {}

  static Fuzz.Verdict read(String text) {
    List<String> lines = text.lines().toList();
    Optional<String> wrong = Optional.empty();
    for (Engine engine : Engine.runnable()) {
      RunLog log = new RunLog(LogReader.of(engine, new RunShape(32, 1024, 16)));
      try {
        lines.forEach(log::accept);
        if (log.steps() > lines.size() || log.memoryGib() <= 0 || unclear(log)) {
          wrong = Optional.of(engine + ": " + log.steps() + " steps, " + log.memoryGib() + " GiB");
        }
      } catch (RuntimeException | Error e) {
        wrong = Optional.of(engine + " throws " + e);
      }
    }
    int code = wrong.isPresent() ? ExitCode.OUR_BUG : ExitCode.OK;
    return new Fuzz.Verdict(List.of("log"), code, wrong, "", "");
  }

  private static boolean unclear(RunLog log) {
    boolean noTime =
        log.timing(0)
            .filter(t -> !(t.median() > 0 && t.spread() >= 0 && Double.isFinite(t.median())))
            .isPresent();
    return noTime || log.remark().length() > 200;
  }
}
