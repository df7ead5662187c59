package org.ampplanner.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ampplanner.arrange.Candidate;
import org.ampplanner.arrange.CandidateSource;
import org.ampplanner.arrange.CandidateSource.Enumerated;
import org.ampplanner.arrange.CandidateSource.Unbounded;
import org.ampplanner.arrange.Rest;
import org.ampplanner.arrange.Settled;
import org.ampplanner.plan.Plan;
import org.ampplanner.search.Frontier.Close;
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
  private static final double STEP = 1.04; // from a bound to the limit that it is tried within
  private static final long SECOND_EFFORT = 400_000; // passes; ever more from round to round
  private static final long MOST_EFFORT = 20_000_000; // of all rounds together

  private static final Comparator<Rest> LOWEST_FIRST =
      Comparator.comparingDouble(Rest::boundSeconds);

  private final CandidateSource source;
  private final SearchControl control;
  private final Workers workers;
  private final Incumbents incumbents;
  private List<Rest> rest = new ArrayList<>(); // what more effort would look at
  private boolean some; // whether there is something to end with
  private int settled;
  private int costed;
  private int total;
  private final List<Close> hard = new ArrayList<>(); // where effort did not suffice for a limit
  private final Set<Integer> tried = new HashSet<>(); // indices of those
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
    total = feasible;
    boolean complete = settle(frontier(enumerated.feasible())) && enumerated.complete();
    goOn();
    for (Rest left : rest) {
      uncovered = Math.min(uncovered, left.boundSeconds());
    }
    if (!enumerated.complete()) {
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

  /** Returns whether it went through all candidates. */
  private boolean settle(Frontier frontier) {
    List<Close> batch = nextBatch(frontier);
    while (!batch.isEmpty() && !stopRequested()) {
      settle(batch, frontier);
      batch = nextBatch(frontier);
    }
    while (batch.isEmpty() && !hard.isEmpty() && !stopRequested()) {
      batch = List.copyOf(hard.subList(0, Math.min(BATCH, hard.size())));
      hard.removeAll(batch);
      settle(batch, frontier);
      batch = nextBatch(frontier);
    }
    hard.addAll(batch);
    for (Close skipped : hard) {
      uncovered = Math.min(uncovered, skipped.seconds());
    }
    if (!hard.isEmpty() || (stopRequested() && frontier.boundSeconds() <= limitSeconds())) {
      uncovered = Math.min(uncovered, frontier.boundSeconds());
      return false;
    }
    double cutoff = incumbents.cutoffSeconds();
    frontier
        .left()
        .forEach(l -> control.on(new SearchEvent.Pruned(l.subject(), l.seconds(), cutoff)));
    return true;
  }

  /**
   * Settles candidates, those that are easier within a limit a little above their bound: if nothing
   * is found there, the limit is their new bound. So none is gone into deeper than its turn asks
   * for, also while there is no plan to cut off by.
   */
  private void settle(List<Close> batch, Frontier frontier) {
    double cutoff = incumbents.cutoffSeconds();
    List<Settled> results =
        workers.map(
            batch,
            c ->
                stopRequested()
                    ? Settled.skipped(c.seconds())
                    : c.candidate().settle(limit(c, cutoff), this::stopRequested));
    for (int i = 0; i < batch.size(); i++) {
      Close one = batch.get(i);
      Settled result = results.get(i);
      double limit = limit(one, cutoff);
      boolean higher = limit < cutoff && result.plan().isEmpty();
      double bound = result.boundSeconds();
      if (higher && (bound >= limit || stopRequested())) {
        frontier.put(one, Double.isInfinite(bound) ? limit : bound);
      } else if (higher) {
        hard.add(one);
        tried.add(one.index());
      } else {
        tell(one.candidate(), result.plan(), cutoff);
        leave(result);
        settled++;
      }
    }
    some = true;
    control.on(new SearchEvent.Progressed(settled, total));
  }

  private double limit(Close one, double cutoff) {
    boolean whole = !one.candidate().easierWithin() || tried.contains(one.index());
    return whole || one.seconds() <= 0 ? cutoff : Math.min(cutoff, one.seconds() * STEP);
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

  private Frontier frontier(List<Unbounded> feasible) {
    return new Frontier(
        feasible, workers, c -> control.on(new SearchEvent.Bounded(c.subject(), c.boundSeconds())));
  }

  private double limitSeconds() {
    return incumbents.cutoffSeconds() * (1 + Plan.ROUNDING);
  }

  private List<Close> nextBatch(Frontier frontier) {
    double limit = limitSeconds();
    int size = Double.isInfinite(limit) ? FIRST_BATCH : BATCH;
    return frontier.take(size, limit, this::stopRequested);
  }
}
