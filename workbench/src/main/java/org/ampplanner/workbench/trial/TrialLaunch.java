package org.ampplanner.workbench.trial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.engine.Engine;
import org.ampplanner.plan.Plan;
import org.ampplanner.trials.run.EngineRun;
import org.ampplanner.trials.run.RunLog;

/** Starts the runs of candidates, each in a folder of its own. */
final class TrialLaunch {
  private static final int STEPS_THAT_COUNT = 5;
  private static final String SCRIPT = "launch.sh";

  private final TrialSite site;
  private final TrialSettings settings;
  private final Engine engine;
  private final TrialExports exports;
  private final String jobKey;

  TrialLaunch(
      TrialSite site, TrialSettings settings, Engine engine, TrialExports exports, String jobKey) {
    this.site = site;
    this.settings = settings;
    this.engine = engine;
    this.exports = exports;
    this.jobKey = jobKey;
  }

  /**
   * Runs a candidate to its end.
   *
   * @throws UncheckedIOException if its folder cannot be written
   */
  EngineRun.Ended run(int candidate, Plan plan, RunLog log, long limitNanos) {
    Path folder = folder(candidate);
    exports.write(plan, folder, shown(candidate));
    EngineRun run =
        new EngineRun(
            List.of("bash", folder.resolve(SCRIPT).toString()),
            environment(),
            folder,
            new EngineRun.Limits(limitNanos, settings.silentNanos()));
    site.interruption().beforeGoing(run::kill);
    try {
      return run.run(log, site.nanos(), site.interruption()::requested);
    } finally {
      site.interruption().nothingBeforeGoing();
    }
  }

  /** Writes what a run needs, and returns what it would do. */
  PlannedRun plan(int candidate, Plan plan) {
    Path folder = folder(candidate);
    exports.write(plan, folder, shown(candidate));
    return new PlannedRun(
        plan,
        shown(candidate).resolve(SCRIPT),
        TrialExports.shown(folder.resolve(SCRIPT), environment()));
  }

  private Path folder(int candidate) {
    Path folder = site.folder().resolve(shown(candidate)).toAbsolutePath();
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("--work (" + settings.work() + ") cannot be written", e);
    }
  }

  private Path shown(int candidate) {
    return settings.work().resolve(jobKey.substring(0, 8) + "-" + (candidate + 1));
  }

  /** What launch scripts need and the user has not set. */
  private Map<String, String> environment() {
    Map<String, String> variables = new HashMap<>(ofEngine());
    if (!settings.hosts().isEmpty() && settings.hosts().stream().allMatch("localhost"::equals)) {
      variables.put("GLOO_SOCKET_IFNAME", "lo");
      variables.put("MASTER_PORT", Integer.toString(freePort()));
    }
    variables.putAll(site.environment());
    return variables;
  }

  private Map<String, String> ofEngine() {
    Path trainer = site.home().resolve("trials/reference/train.py").toAbsolutePath();
    String steps = Integer.toString(settings.warmUp() + STEPS_THAT_COUNT);
    return switch (engine) {
      case REFERENCE -> Map.of("TRAINER", trainer.toString(), "STEPS", steps);
      case ANY, MEGATRON, DEEPSPEED, TORCHTITAN -> Map.of();
    };
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port", e);
    }
  }
}
