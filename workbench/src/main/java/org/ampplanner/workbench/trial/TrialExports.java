package org.ampplanner.workbench.trial;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.engine.Engine;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.export.Export;
import org.ampplanner.formats.export.ExportFolder;
import org.ampplanner.formats.export.Exporter;
import org.ampplanner.formats.export.Launcher;
import org.ampplanner.formats.export.ModelConfigs;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;
import org.ampplanner.search.SearchOutcome;

/** Writes the files of a trial's run. */
public final class TrialExports {
  private final Exporter exporter;
  private final SearchOutcome found;
  private final Engine engine;
  private final Launcher launcher;

  /**
   * Makes a writer of runs.
   *
   * @param catalog where the model's config may lie
   * @param job what the plans are for
   * @param found all plans
   * @param engine what runs them
   * @param settings how
   * @throws ProblemsException if the launcher is not known, or the hosts are not the cluster's
   */
  public TrialExports(
      Catalog catalog, Job job, SearchOutcome found, Engine engine, TrialSettings settings) {
    this.found = found;
    this.engine = engine;
    this.launcher = launcher(settings.launcher());
    this.exporter =
        new Exporter(
            job, new ModelConfigs(catalog).inCatalog(job), addresses(job, settings.hosts()));
  }

  private static Launcher launcher(String name) {
    return Arrays.stream(Launcher.values())
        .filter(l -> l.id().equals(name) && l != Launcher.KUBERNETES)
        .findFirst()
        .orElseThrow(() ->
            problem("--launcher", "(" + name + ") is not known", "ssh, torchrun, slurm, mpirun"));
  }

  private static Map<String, String> addresses(Job job, List<String> hosts) {
    ClusterLayout layout = new ClusterLayout(job.cluster());
    if (!hosts.isEmpty() && hosts.size() != layout.nodes()) {
      throw problem(
          "--hosts",
          "names " + hosts.size() + " hosts, but the cluster has " + layout.nodes() + " nodes",
          null);
    }
    Map<String, String> addresses = new LinkedHashMap<>();
    for (int node = 0; node < hosts.size(); node++) {
      addresses.put(layout.nodeName(node), hosts.get(node).strip());
    }
    return addresses;
  }

  private static ProblemsException problem(
      String where, String what, @org.jspecify.annotations.Nullable String maybe) {
    return new ProblemsException(List.of(new Problem(where, 0, what, maybe)));
  }

  void write(Plan plan, Path folder, Path shown) {
    Export export = exporter.export(found, plan, engine, launcher);
    new ExportFolder(folder, shown.toString()).write(export, true);
  }

  /** Returns what a launch script says that its processes would run. */
  static String shown(Path folder, Map<String, String> environment) {
    ProcessBuilder builder =
        new ProcessBuilder("bash", folder.resolve("launch.sh").toString(), "show")
            .redirectErrorStream(true);
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
