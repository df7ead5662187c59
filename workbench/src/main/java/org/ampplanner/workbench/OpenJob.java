package org.ampplanner.workbench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cost.CostModel;
import org.ampplanner.explain.Explainer;
import org.ampplanner.explain.Explanation;
import org.ampplanner.formats.imports.model.RecipeReader;
import org.ampplanner.formats.plan.EvaluationDocument;
import org.ampplanner.formats.plan.PlanFile;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.strategy.StrategyFile;
import org.ampplanner.formats.strategy.StrategyReader;
import org.ampplanner.job.Job;
import org.ampplanner.job.PlannerChoice;
import org.ampplanner.plan.Doubts;
import org.ampplanner.plan.Plan;
import org.ampplanner.report.Replayed;
import org.ampplanner.search.SearchOutcome;
import org.ampplanner.search.StrategyEvaluator;
import org.ampplanner.simulate.LinkUse;
import org.ampplanner.unit.InvalidValueException;

/**
 * A job to work with: everything that can be asked about it, and the same job changed. It never
 * changes itself. Wrong input is a {@link ProblemsException}; that nothing is feasible is a result.
 */
public final class OpenJob {
  private final Job job;
  private final CostModel costModel;
  private final Optional<PlanFile> file;
  private final List<Problem> warnings;

  private OpenJob(Job job, Optional<PlanFile> file, List<Problem> warnings) {
    this.job = job;
    this.costModel = checked("job", job::bindCostModel);
    this.file = file;
    this.warnings = List.copyOf(warnings);
  }

  /**
   * Opens a job that a program made.
   *
   * @throws ProblemsException if its inputs do not fit each other
   */
  public static OpenJob of(Job job) {
    return of(job, List.of());
  }

  static OpenJob of(Job job, List<Problem> warnings) {
    return new OpenJob(job, Optional.empty(), warnings);
  }

  static OpenJob of(PlanFile file) {
    return new OpenJob(file.job(), Optional.of(file), List.of());
  }

  /** Returns the job, every default filled in. */
  public Job job() {
    return job;
  }

  /** Returns what predicts, bound to the job. */
  public CostModel costModel() {
    return costModel;
  }

  /** Returns the plan file that the job was read from, if it was. */
  public Optional<PlanFile> file() {
    return file;
  }

  /** Returns the plans of that file, best first; none where there is no file. */
  public List<Plan> plans() {
    return file.map(f -> f.outcome().plans()).orElse(List.of());
  }

  /** Returns what is unusual about the files that the job was read from. */
  public List<Problem> warnings() {
    return warnings;
  }

  /** Searches to the end with the job's planner, for a handful of plans. */
  public SearchOutcome search() {
    return search(SearchRun.usual()).outcome();
  }

  /** Searches with the job's planner. */
  public SearchResult search(SearchRun run) {
    return search(job.planner(), run);
  }

  /** Searches with another planner. */
  public SearchResult search(PlannerChoice planner, SearchRun run) {
    return run.search(job, costModel, planner);
  }

  /**
   * Searches with every planner in turn, until it is to stop; with the first in any case. A limit
   * is shared out equally.
   */
  public List<SearchResult> compare(SearchRun run) {
    List<SearchResult> results = new ArrayList<>();
    int left = PlannerChoice.values().length;
    for (PlannerChoice planner : PlannerChoice.values()) {
      if (results.isEmpty() || !run.interrupted()) {
        results.add(search(planner, run.nextOf(left)));
      }
      left--;
    }
    return results;
  }

  /** Returns what chooses from the plans of the file, or else of a search. */
  public PlanChooser choose(SearchRun run) {
    return new PlanChooser(this, run);
  }

  /** Returns what prices single strategies. */
  public StrategyEvaluator evaluator() {
    return new StrategyEvaluator(costModel, job.engine().capabilities());
  }

  /**
   * Reads strategies for this job, a row each, or the one of a recipe: a script of Megatron-LM,
   * YAML, TOML or JSON of trainers. What is wrong with one row is that row's affair.
   *
   * @throws ProblemsException if the file cannot be read as a whole
   */
  public StrategyFile strategies(SourceFile strategies) {
    StrategyReader reader = new StrategyReader(job);
    return RecipeReader.is(strategies) ? reader.readRecipe(strategies) : reader.read(strategies);
  }

  /** Prices strategies, until it is to stop: the rows that are left then are invalid. */
  public EvaluationDocument evaluate(StrategyFile strategies, BooleanSupplier stop) {
    return new Evaluations(evaluator(), explainer(), doubts(), new MissingCells(job, evaluator()))
        .of(strategies, stop);
  }

  /** Returns where the time and the memory of a plan go, and what would change that. */
  public Explanation explain(Plan plan) {
    return explainer().explain(plan);
  }

  /** Returns what says how far predictions of plans may be off. */
  public Doubts doubts() {
    return new Doubts(costModel);
  }

  private Explainer explainer() {
    return new Explainer(costModel, job.engine().capabilities());
  }

  /**
   * Replays one step of a plan, event by event.
   *
   * @param plan the plan
   * @param rank its rank among those found, from 1
   * @param links how transfers share links
   * @throws ProblemsException if its schedule cannot be run
   */
  public Replayed simulate(Plan plan, int rank, LinkUse links) {
    try {
      return Replayed.of(costModel, rank, plan, links);
    } catch (IllegalArgumentException e) {
      String where = file.map(f -> f.file().shown()).orElse("plan");
      throw ProblemsException.of(where, String.valueOf(e.getMessage()), null);
    }
  }

  /** Returns this job on another cluster. */
  public OpenJob with(Cluster cluster) {
    return of(job.with(cluster));
  }

  /** Returns this job with another global batch size. */
  public OpenJob withBatch(int samples) {
    return of(checked("training", () -> job.with(job.training().withGlobalBatchSize(samples))));
  }

  /**
   * Returns this job on its cluster without some nodes; the others keep their names.
   *
   * @param nodes names of nodes, or of lines of nodes that are all gone
   * @throws ProblemsException if a name is no node's, or no node is left
   */
  public OpenJob without(Collection<String> nodes) {
    Set<String> gone = new ClusterNames(job.cluster()).nodes(nodes);
    return with(checked("cluster", () -> job.cluster().without(gone)));
  }

  /** Returns this job on its cluster without some nodes. */
  public OpenJob without(String... nodes) {
    return without(List.of(nodes));
  }

  private static <T> T checked(String where, Supplier<T> made) {
    try {
      return made.get();
    } catch (InvalidValueException e) {
      throw ProblemsException.of(where, e);
    }
  }
}
