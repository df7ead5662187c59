package org.ampplanner.workbench.tune;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.ampplanner.engine.Engine;
import org.ampplanner.formats.plan.EvaluationDocument;
import org.ampplanner.formats.plan.StrategyCells;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.strategy.StrategyFile;
import org.ampplanner.formats.strategy.StrategyReader;
import org.ampplanner.formats.strategy.StrategyRow;
import org.ampplanner.plan.Plan;
import org.ampplanner.plan.PlanDoubt;
import org.ampplanner.workbench.OpenJob;
import org.ampplanner.workbench.SearchResult;
import org.ampplanner.workbench.SearchRun;
import org.ampplanner.workbench.Workbench;
import org.jspecify.annotations.Nullable;

/**
 * Says what to change in a job that runs. Its measured step brings all predictions to what this
 * cluster does; what remains in doubt is the ratio of two plans. Candidates are every single change
 * of the job's own strategy and the best plans of a search; the batch is never changed.
 */
public final class Tuner {
  private static final int MOST = 5;

  /** Gains below this are not worth a restart. */
  private static final double LEAST_GAIN = 1.02;

  /** Gains this near are alike: then the smaller change comes first. */
  private static final double ALIKE = 0.01;

  private static final double TENTH = 1.2816; // of a normal distribution is above

  private final Workbench workbench;

  /** Prepares to tune. */
  public Tuner(Workbench workbench) {
    this.workbench = workbench;
  }

  /**
   * Reads a job and says what to change.
   *
   * @throws ProblemsException with all that is wrong or has to be said by an option
   */
  public Tuned tune(TuneRequest request, SearchRun run) {
    RunningJob running = RunningJob.read(workbench, request);
    List<Problem> remarks = new ArrayList<>(running.open().warnings());
    remarks.addAll(running.remarks());
    Now now = now(running, request, remarks);
    OpenJob open = now.open();
    Plan current = now.plan();
    Optional<Measured> measured = request.log().map(log -> Logs.read(log, open.job()));
    double factor = measured.map(m -> m.seconds() / current.iterationSeconds()).orElse(1.0);
    SearchResult best = open.search(run);
    double bound = best.outcome().optimality().lowerBoundSeconds() * factor;
    List<Proposal> proposals =
        chosen(
            Stream.concat(
                    neighbours(open, current, run),
                    best.outcome().plans().stream().map(p -> new Priced(p, doubt(open, p))))
                .flatMap(p -> proposal(running.engine(), current, now.doubt(), p, factor).stream())
                .toList());
    return new Tuned(open, current, now.doubt(), measured, bound, proposals, remarks);
  }

  private record Priced(Plan plan, @Nullable PlanDoubt doubt) {}

  private static @Nullable PlanDoubt doubt(OpenJob open, Plan plan) {
    return open.doubts().of(plan).orElse(null);
  }

  private record Now(OpenJob open, Plan plan, @Nullable PlanDoubt doubt) {}

  /**
   * Prices the job as it runs; where its engine as it is here could not, without that engine's
   * limits.
   */
  private Now now(RunningJob running, TuneRequest request, List<Problem> remarks) {
    OpenJob open = running.open();
    StrategyFile script = open.strategies(request.script());
    EvaluationDocument.Row row = row(open, script);
    if (row.plan() == null && open.job().engine() != Engine.ANY) {
      String why =
          "cannot run so with " + open.job().engine().id() + " as it is known here: " + row.error();
      remarks.add(
          new Problem(request.script().shown(), 0, why, "what fits its fork is not checked"));
      open = RunningJob.read(workbench, request.with("engine", Engine.ANY.id())).open();
      script = open.strategies(request.script());
      row = row(open, script);
    }
    remarks.addAll(script.warnings());
    if (row.plan() == null) {
      throw ProblemsException.of(
          request.script().shown(), "cannot run as it stands: " + row.error(), "another --cluster");
    }
    return new Now(open, Objects.requireNonNull(row.plan()), row.doubt());
  }

  private static EvaluationDocument.Row row(OpenJob open, StrategyFile script) {
    return open.evaluate(script, () -> false).rows().get(0);
  }

  /** Returns the plans that differ from the current one in one choice, as far as they are valid. */
  private static Stream<Priced> neighbours(OpenJob open, Plan current, SearchRun run) {
    Map<String, String> now = cells(current);
    StrategyReader reader = new StrategyReader(open.job());
    List<StrategyRow> rows = new ArrayList<>();
    for (Map<String, String> other : Neighbours.of(now)) {
      List<String> columns = List.copyOf(other.keySet());
      rows.add(
          new StrategyRow(
              rows.size() + 1, List.of(), reader.read(columns, List.copyOf(other.values()))));
    }
    StrategyFile file = new StrategyFile(List.of(), rows, List.of());
    return open.evaluate(file, run::interrupted).rows().stream()
        .filter(r -> r.plan() != null)
        .map(r -> new Priced(r.plan(), r.doubt()));
  }

  static Map<String, String> cells(Plan plan) {
    Map<String, String> cells = new LinkedHashMap<>();
    StrategyCells.strategy(plan.strategy())
        .forEach((column, value) -> cells.put(column, String.valueOf(value)));
    return cells;
  }

  private static Optional<Proposal> proposal(
      Engine engine, Plan current, @Nullable PlanDoubt doubt, Priced other, double factor) {
    var memory = other.plan().cost().memory();
    double speedup = current.iterationSeconds() / other.plan().iterationSeconds();
    List<Proposal.Change> changes = changes(engine, cells(current), cells(other.plan()));
    if (speedup < LEAST_GAIN || changes.isEmpty() || (memory != null && !memory.fits())) {
      return Optional.empty();
    }
    double seconds = other.plan().iterationSeconds() * factor;
    double deviation =
        doubt == null || other.doubt() == null ? 0 : other.doubt().deviationOfRatio(doubt);
    double off = Math.exp(TENTH * deviation);
    return Optional.of(
        new Proposal(
            changes, other.plan(), other.doubt(), seconds, seconds / off, seconds * off, speedup));
  }

  private static List<Proposal.Change> changes(
      Engine engine, Map<String, String> now, Map<String, String> then) {
    List<Proposal.Change> changes = new ArrayList<>();
    then.forEach((column, to) -> {
      String from = now.getOrDefault(column, "");
      boolean follows = column.equals("data_parallel") || column.equals("schedule");
      if (!follows && !from.equals(to)) {
        changes.add(
            new Proposal.Change(
                column,
                EngineWords.flag(engine, column),
                from,
                to,
                EngineWords.why(column, from, to)));
      }
    });
    return changes;
  }

  /**
   * Keeps the frontier of effort and gain: those that nothing with as few changes or fewer beats,
   * by more than gains that are alike; best first.
   */
  private static List<Proposal> chosen(List<Proposal> all) {
    List<Proposal> byEffort = new ArrayList<>(all);
    byEffort.sort(
        Comparator.<Proposal>comparingInt(p -> p.changes().size())
            .thenComparingDouble(Proposal::seconds));
    List<Proposal> frontier = new ArrayList<>();
    double best = Double.POSITIVE_INFINITY;
    for (Proposal p : byEffort) {
      if (p.seconds() < best * (1 - ALIKE)) {
        frontier.add(p);
        best = p.seconds();
      }
    }
    frontier.sort(Comparator.comparingDouble(Proposal::seconds));
    return frontier.subList(0, Math.min(MOST, frontier.size()));
  }
}
