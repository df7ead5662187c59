package org.ampplanner.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.ampplanner.arrange.Candidate;
import org.ampplanner.arrange.CandidateSource;
import org.ampplanner.arrange.CandidateSource.Enumerated;
import org.ampplanner.arrange.CandidateSource.Unbounded;
import org.ampplanner.arrange.Rest;
import org.ampplanner.arrange.Settled;
import org.ampplanner.plan.Plan;
import org.ampplanner.search.SearchOutcome.PartOutcome;
import org.ampplanner.search.SearchOutcome.Statistics;
import org.ampplanner.space.Rejections;

/**
 * Settles the candidates of a source in the order of their lower bound until the next bound exceeds
 * the worst plan that is kept.
 *
 * <p>They are taken in batches of fixed size against the cut-off at the batch's start, so that
 * plans and counts do not depend on the number of threads. Asked to stop, it ends with what it has;
 * where that is nothing, not before the first batch.
 */
final class BestFirst {
  private static final int BATCH = 8;
  private static final int FIRST_BATCH = 2; // while nothing can be cut off
  private static final long SECOND_EFFORT = 400_000; // passes; ever more from round to round
  private static final long MOST_EFFORT = 20_000_000; // of all rounds together

  private static final Comparator<Rest> LOWEST_FIRST =
      Comparator.comparingDouble(Rest::boundSeconds);

  private final CandidateSource source;
  private final SearchControl control;
  private final Workers workers;
  private final Incumbents incumbents;
  private List<Candidate> candidates = List.of();
  private List<Rest> rest = new ArrayList<>(); // what more effort would look at
  private boolean some; // whether there is something to end with
  private int settled;
  private int costed;
  private boolean allBounded;
  private double uncovered = Double.POSITIVE_INFINITY; // bound of what no solver covered

  /**
   * What a source came to.
   *
   * @param part what is known of it
   * @param rejections what was looked at and found infeasible
   */
  record Result(PartOutcome part, Rejections rejections) {}

  BestFirst(CandidateSource source, SearchControl control, Workers workers, Incumbents incumbents) {
    this.source = source;
    this.control = control;
    this.workers = workers;
    this.incumbents = incumbents;
    this.some = !incumbents.plans().isEmpty();
  }

  private boolean stopRequested() {
    return some && control.stopRequested();
  }

  Result run() {
    Optional<String> excluded = source.excluded();
    if (excluded.isPresent()) {
      Statistics none = new Statistics(0, 0, 0, 0, true);
      return new Result(new PartOutcome(source.part(), excluded, none, uncovered), Rejections.NONE);
    }
    Enumerated enumerated = source.enumerate(this::stopRequested);
    int feasible = enumerated.feasible().size();
    control.on(new SearchEvent.Enumerated(enumerated.candidates(), feasible));
    bound(enumerated.feasible());
    boolean complete = settle() && allBounded && enumerated.complete();
    goOn();
    for (Rest left : rest) {
      uncovered = Math.min(uncovered, left.boundSeconds());
    }
    if (!(allBounded && enumerated.complete())) {
      uncovered = 0;
    }
    Statistics statistics =
        new Statistics(
            enumerated.candidates(),
            costed,
            (complete ? feasible : settled) - costed,
            enumerated.rejections().total(),
            complete);
    return new Result(
        new PartOutcome(source.part(), Optional.empty(), statistics, uncovered),
        enumerated.rejections());
  }

  private void bound(List<Unbounded> feasible) {
    List<Optional<Optional<Candidate>>> bounded =
        workers.map(feasible, one -> stopRequested() ? Optional.empty() : Optional.of(one.bound()));
    allBounded = bounded.stream().allMatch(Optional::isPresent);
    candidates =
        bounded.stream()
            .flatMap(Optional::stream)
            .flatMap(Optional::stream)
            .sorted(Comparator.comparingDouble(Candidate::boundSeconds))
            .toList();
    candidates.forEach(c -> control.on(new SearchEvent.Bounded(c.subject(), c.boundSeconds())));
  }

  /** Returns whether it went through all candidates. */
  private boolean settle() {
    List<Candidate> batch = nextBatch();
    while (!batch.isEmpty() && !stopRequested()) {
      settle(batch);
      batch = nextBatch();
    }
    if (!batch.isEmpty()) {
      uncovered = Math.min(uncovered, candidates.get(settled).boundSeconds());
      return false;
    }
    candidates
        .subList(settled, candidates.size())
        .forEach(c -> tell(c, Optional.empty(), incumbents.cutoffSeconds()));
    return true;
  }

  private void settle(List<Candidate> batch) {
    double cutoff = incumbents.cutoffSeconds();
    List<Settled> results =
        workers.map(
            batch,
            c ->
                stopRequested()
                    ? Settled.skipped(c.boundSeconds())
                    : c.settle(cutoff, this::stopRequested));
    for (int i = 0; i < batch.size(); i++) {
      tell(batch.get(i), results.get(i).plan(), cutoff);
      leave(results.get(i));
    }
    settled += batch.size();
    some = true;
    control.on(new SearchEvent.Progressed(settled, candidates.size()));
  }

  private void leave(Settled result) {
    uncovered = Math.min(uncovered, result.openSeconds());
    rest.addAll(result.rest());
  }

  /**
   * Goes on with what effort did not suffice for and could be better than the best plan, the lowest
   * bound first, in rounds of growing effort.
   */
  private void goOn() {
    long left = MOST_EFFORT;
    for (long effort = SECOND_EFFORT; left > 0; effort *= 4) {
      List<Rest> round = rest.stream().filter(this::hasChance).sorted(LOWEST_FIRST).toList();
      if (round.isEmpty()) {
        return;
      }
      rest.removeIf(this::hasChance);
      int at = 0;
      while (at < round.size()) {
        List<Rest> batch = round.subList(at, Math.min(round.size(), at + BATCH));
        at += batch.size();
        if (left <= 0 || stopRequested()) {
          rest.addAll(batch);
          continue;
        }
        left -= effort * batch.size();
        double best = incumbents.bestSeconds();
        long each = effort;
        for (Settled result :
            workers.map(batch, one -> one.settle(best, each, this::stopRequested))) {
          result.plan().ifPresent(incumbents::offer);
          leave(result);
        }
      }
      if (stopRequested()) {
        return;
      }
    }
  }

  private boolean hasChance(Rest one) {
    return one.boundSeconds() < incumbents.bestSeconds() * (1 - Plan.ROUNDING);
  }

  private void tell(Candidate candidate, Optional<Plan> plan, double cutoff) {
    plan.ifPresentOrElse(
        p -> {
          control.on(new SearchEvent.Costed(candidate.subject(), candidate.boundSeconds(), p));
          incumbents.offer(p);
          costed++;
        },
        () ->
            control.on(
                new SearchEvent.Pruned(candidate.subject(), candidate.boundSeconds(), cutoff)));
  }

  private List<Candidate> nextBatch() {
    double limit = incumbents.cutoffSeconds() * (1 + Plan.ROUNDING);
    List<Candidate> batch = new ArrayList<>();
    int size = Double.isInfinite(limit) ? FIRST_BATCH : BATCH;
    for (int i = settled; i < candidates.size() && batch.size() < size; i++) {
      double bound = candidates.get(i).boundSeconds();
      if (bound > limit || Double.isInfinite(bound)) {
        break;
      }
      batch.add(candidates.get(i));
    }
    return batch;
  }
}
