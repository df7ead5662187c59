package org.ampplanner.formats.export;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.ampplanner.cost.CostModel;
import org.ampplanner.engine.Engine;
import org.ampplanner.engine.EngineCapabilities;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.formats.plan.PlanDocument;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;
import org.ampplanner.search.NearestPlan;
import org.ampplanner.search.SearchOutcome;
import org.ampplanner.unit.Printable;

/**
 * Turns plans of one job into files that an engine and a launcher take. Equal plans give equal
 * files.
 */
public final class Exporter {
  private final Job job;
  private final CostModel costModel;
  private final ModelConfigs.Found config;
  private final Map<String, String> hosts;

  /**
   * Makes an exporter.
   *
   * @param job what the plans are for
   * @param config what the model's config says beside its sizes
   * @param hosts addresses by node name, where they differ from the names; nodes of one address are
   *     parts of one host, whose devices are counted through them in the cluster's order
   * @throws IllegalArgumentException if one of them is no {@link HostAddress}
   */
  public Exporter(Job job, ModelConfigs.Found config, Map<String, String> hosts) {
    this.job = job;
    this.costModel = job.bindCostModel();
    this.config = config;
    this.hosts = Map.copyOf(hosts);
    for (String address : this.hosts.values()) {
      if (!HostAddress.isValid(address)) {
        throw new IllegalArgumentException("not an address: " + Printable.of(address));
      }
    }
  }

  /**
   * Writes one plan. Where the engine cannot express it, the nearest plan that it can express takes
   * its place, and the README says what that costs.
   *
   * @param found the search that the plan came from
   * @param asked the plan
   * @throws InexpressibleException if the engine can run nothing of the kind
   * @throws ProblemsException if the plan leaves a model chunk without a block
   */
  public Export export(SearchOutcome found, Plan asked, Engine engine, Launcher launcher) {
    NearestPlan nearest = nearest(asked, engine.capabilities());
    Plan plan = nearest.plan();
    ModelChunks chunks = ModelChunks.of(job.model(), plan.strategy().first(), plan.partition());
    requireChunks(chunks, engine);
    EngineFiles files =
        EngineWriter.of(engine)
            .write(new ExportInput(job, plan, chunks, ModelShape.of(job.model()), config));
    Ranks ranks = Ranks.of(plan.placement(), costModel.inputs().layout(), hosts);
    Map<String, String> all = started(files, ranks, launcher);
    all.put("plan.json", planFile(found, plan));
    Readme readme = Readme.of(job, asked, nearest, engine, launcher, chunks);
    all.put("README.md", readme.text(files, ranks));
    return new Export(plan, all, Set.of(Export.LAUNCH));
  }

  private Map<String, String> started(EngineFiles files, Ranks ranks, Launcher launcher) {
    Map<String, String> all = new HashMap<>(files.files());
    all.put(Export.LAUNCH, new LaunchScript(files, ranks, launcher, title()).text());
    launcherFiles(all, ranks, launcher);
    return all;
  }

  private NearestPlan nearest(Plan asked, EngineCapabilities engine) {
    return NearestPlan.of(costModel, job.constraints(), asked, engine)
        .orElseThrow(() -> inexpressible(asked, engine));
  }

  private InexpressibleException inexpressible(Plan asked, EngineCapabilities engine) {
    String reasons =
        engine
            .objections(asked.strategy(), job.model(), job.training())
            .map(reason -> "\n  the plan: " + reason)
            .collect(Collectors.joining());
    return new InexpressibleException(
        "nothing is feasible: "
            + engine.id()
            + " can run no plan of this job on these devices"
            + reasons
            + "\n  Maybe another --engine, or `amp plan JOB --engine "
            + engine.id()
            + "` to see all reasons");
  }

  /** Engines deadlock or refuse where a model chunk has nothing to compute. */
  private static void requireChunks(ModelChunks chunks, Engine engine) {
    for (ModelChunks.Chunk chunk : chunks.chunks()) {
      if (chunk.empty()) {
        throw ProblemsException.of(
            "plan",
            "stage "
                + chunk.stage()
                + " has not a transformer block for each of its "
                + chunks.perStage()
                + " model chunks, which "
                + engine.id()
                + " cannot run",
            "a plan with other layer_cuts, or `--set search.virtual_pipeline=1`");
      }
    }
  }

  private String title() {
    return "AMP's plan for " + job.model().name() + " on " + job.cluster().name();
  }

  private static void launcherFiles(Map<String, String> all, Ranks ranks, Launcher launcher) {
    switch (launcher) {
      case TORCHRUN, SSH -> all.put("hostfile", LaunchScript.slots(ranks));
      case SLURM -> {}
      case MPIRUN -> {
        all.put("hostfile", LaunchScript.slots(ranks));
        all.put("rankfile", LaunchScript.rankfile(ranks));
      }
      case KUBERNETES -> {
        all.put(KubernetesJob.PODS, KubernetesJob.pods(ranks));
        all.put(KubernetesJob.SCRIPT, LaunchScript.resource(KubernetesJob.SCRIPT));
      }
    }
  }

  private String planFile(SearchOutcome found, Plan plan) {
    return Documents.json(new PlanDocument(job, costModel).of(outcome(found, List.of(plan)), 0, 0));
  }

  private static SearchOutcome outcome(SearchOutcome found, List<Plan> plans) {
    return new SearchOutcome(
        found.planner(), plans, found.statistics(), found.optimality(), found.rejections());
  }
}
