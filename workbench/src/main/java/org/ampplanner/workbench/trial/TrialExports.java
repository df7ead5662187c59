package org.ampplanner.workbench.trial;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.ampplanner.engine.Engine;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.export.Export;
import org.ampplanner.formats.export.ExportFolder;
import org.ampplanner.formats.export.Exporter;
import org.ampplanner.formats.export.Launcher;
import org.ampplanner.formats.export.ModelConfigs;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;
import org.ampplanner.search.SearchOutcome;
import org.ampplanner.workbench.NodeAddresses;

/** Writes the files of a trial's run. */
final class TrialExports {
  private final Exporter exporter;
  private final SearchOutcome found;
  private final Engine engine;
  private final Launcher launcher;

  /**
   * Makes a writer of runs.
   *
   * @throws ProblemsException if the launcher is not known, or the hosts are not the cluster's
   */
  TrialExports(Catalog catalog, TrialCandidates candidates, Engine engine, TrialSettings settings) {
    Job job = candidates.job();
    this.found = candidates.outcome();
    this.engine = engine;
    this.launcher = launcher(settings.launcher());
    Problems problems = new Problems();
    Map<String, String> addresses = NodeAddresses.of(job.cluster(), settings.hosts(), problems);
    problems.throwIfAny();
    this.exporter = new Exporter(job, new ModelConfigs(catalog).inCatalog(job), addresses);
  }

  private static Launcher launcher(String name) {
    return Arrays.stream(Launcher.values())
        .filter(l -> l.id().equals(name) && l != Launcher.KUBERNETES)
        .findFirst()
        .orElseThrow(() ->
            ProblemsException.of(
                "--launcher", "(" + name + ") is not known", "ssh, torchrun, slurm, mpirun"));
  }

  void write(Plan plan, Path folder, Path shown) {
    Export export = exporter.export(found, plan, engine, launcher);
    new ExportFolder(folder, shown.toString()).write(export, true);
  }

  /** Returns what a launch script says that its processes would run. */
  static String shown(Path script, Map<String, String> environment) {
    ProcessBuilder builder =
        new ProcessBuilder("bash", script.toString(), "show").redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    } catch (IOException e) {
      return "# " + e.getMessage() + "\n";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
