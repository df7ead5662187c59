package org.ampplanner.trials.learning;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.strategy.StrategyFile;
import org.ampplanner.formats.strategy.StrategyReader;
import org.ampplanner.formats.strategy.StrategyRow;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;
import org.ampplanner.search.StrategyEvaluator;

/**
 * Candidates that a strategies file names.
 *
 * @param columns that the file says besides
 * @param candidates each strategy once, in the order of the file
 * @param others rows that are no candidates
 * @param warnings what is worth a remark
 */
public record Candidates(
    List<String> columns,
    List<Named> candidates,
    List<StrategyRow> others,
    List<Problem> warnings) {

  /**
   * A candidate.
   *
   * @param plan priced by the job's cost model
   * @param numbers of its rows in the file, the first is 1; more than one if it is repeated
   * @param rows the same rows
   */
  public record Named(Plan plan, List<Integer> numbers, List<StrategyRow> rows) {
    /** Copies the lists. */
    public Named {
      numbers = List.copyOf(numbers);
      rows = List.copyOf(rows);
    }

    private Named and(int number, StrategyRow row) {
      return new Named(
          plan,
          Stream.concat(numbers.stream(), Stream.of(number)).toList(),
          Stream.concat(rows.stream(), Stream.of(row)).toList());
    }
  }

  /** Copies the lists. */
  public Candidates {
    columns = List.copyOf(columns);
    candidates = List.copyOf(candidates);
    others = List.copyOf(others);
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads a file. Rows that are no strategy of the job, or that its engine cannot run, are warned
   * of.
   *
   * @throws ProblemsException if it is no strategies file
   */
  public static Candidates read(Job job, StrategyEvaluator evaluator, SourceFile file) {
    StrategyFile strategies = new StrategyReader(job).read(file);
    Problems problems = new Problems();
    List<Named> named = new ArrayList<>();
    List<StrategyRow> others = new ArrayList<>();
    for (int r = 0; r < strategies.rows().size(); r++) {
      StrategyRow row = strategies.rows().get(r);
      switch (priced(row, evaluator)) {
        case Priced priced -> add(named, priced.plan, r + 1, row);
        case NoCandidate none -> {
          others.add(row);
          problems.warning(at(file, row), "is no candidate: " + none.reason, null);
        }
      }
    }
    return new Candidates(
        strategies.columns(),
        named,
        others,
        Stream.concat(strategies.warnings().stream(), problems.warnings().stream()).toList());
  }

  private static void add(List<Named> named, Plan plan, int number, StrategyRow row) {
    for (int i = 0; i < named.size(); i++) {
      if (named.get(i).plan().equals(plan)) {
        named.set(i, named.get(i).and(number, row));
        return;
      }
    }
    named.add(new Named(plan, List.of(number), List.of(row)));
  }

  /** Returns where a row stands. */
  static Location at(SourceFile file, StrategyRow row) {
    return Location.in(file.shown(), row.line(), 0);
  }

  /** Returns their plans. */
  public List<Plan> plans() {
    return candidates.stream().map(Named::plan).toList();
  }

  /** Returns the number of the first row of each. */
  public List<Integer> rows() {
    return candidates.stream().map(c -> c.numbers().get(0)).toList();
  }

  private sealed interface Row {}

  private record Priced(Plan plan) implements Row {}

  private record NoCandidate(String reason) implements Row {}

  private static Row priced(StrategyRow row, StrategyEvaluator evaluator) {
    return switch (row.content()) {
      case StrategyRow.Invalid invalid -> new NoCandidate(invalid.error());
      case StrategyRow.Named n ->
          switch (evaluator.evaluate(n.strategy(), n.placement(), n.partition())) {
            case StrategyEvaluator.Priced priced -> new Priced(priced.plan());
            case StrategyEvaluator.Rejected rejected -> new NoCandidate(rejected.reason().reason());
          };
    };
  }
}
