package org.ampplanner.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.ampplanner.arrange.Candidate;
import org.ampplanner.arrange.CandidateSource.Unbounded;
import org.ampplanner.arrange.Subject;

/**
 * Candidates in the order of their bounds. All have a cheap one; a close one is made only of those
 * whose cheap bound is below every close one, a block of fixed size at a time, so that nothing
 * depends on the number of threads.
 */
final class Frontier {
  private static final int BLOCK = 32;
  private static final int CHEAP_BLOCK = 256;

  private final Workers workers;
  private final Consumer<Candidate> bounded;
  private final List<Cheap> cheap = new ArrayList<>();
  private final PriorityQueue<Close> close =
      new PriorityQueue<>(Comparator.comparingDouble(Close::seconds).thenComparing(Close::index));
  private int next;

  /** Choices, with their place in the order of preference. */
  private record Cheap(Unbounded choices, int index, double seconds) {}

  /**
   * What was not taken.
   *
   * @param subject its choices
   * @param seconds the bound that is known
   * @param index its place in the order of preference
   */
  record Left(Subject subject, double seconds, int index) {}

  /**
   * A candidate that is closely bounded.
   *
   * @param candidate the candidate
   * @param seconds no plan of it takes less
   * @param index its place in the order of preference
   */
  record Close(Candidate candidate, double seconds, int index) {}

  /**
   * Makes the cheap bounds.
   *
   * @param bounded hears of every close one
   */
  Frontier(List<Unbounded> feasible, Workers workers, Consumer<Candidate> bounded) {
    this.workers = workers;
    this.bounded = bounded;
    List<Integer> blocks =
        IntStream.iterate(0, i -> i < feasible.size(), i -> i + CHEAP_BLOCK).boxed().toList();
    workers.map(blocks, from -> cheap(feasible, from)).forEach(cheap::addAll);
    cheap.sort(Comparator.comparingDouble(Cheap::seconds).thenComparing(Cheap::index));
  }

  private static List<Cheap> cheap(List<Unbounded> feasible, int from) {
    List<Cheap> block = new ArrayList<>();
    for (int i = from; i < Math.min(from + CHEAP_BLOCK, feasible.size()); i++) {
      Unbounded choices = feasible.get(i);
      block.add(new Cheap(choices, i, choices.leastSeconds()));
    }
    return block;
  }

  /** Returns a bound on all that was not taken; infinite if nothing is left. */
  double boundSeconds() {
    double cheapest = next < cheap.size() ? cheap.get(next).seconds : Double.POSITIVE_INFINITY;
    return Math.min(cheapest, close.isEmpty() ? cheapest : close.element().seconds());
  }

  /**
   * Takes candidates with the lowest bounds.
   *
   * @param most how many
   * @param limitSeconds none has a larger bound, nor an infinite one
   * @param stop whether to make no more bounds, so that nothing may be taken
   */
  List<Close> take(int most, double limitSeconds, BooleanSupplier stop) {
    List<Close> taken = new ArrayList<>();
    while (taken.size() < most && lowestIsKnown(limitSeconds, stop)) {
      Close lowest = close.peek();
      boolean within = lowest != null && lowest.seconds() <= limitSeconds;
      if (lowest == null || !within || Double.isInfinite(lowest.seconds())) {
        break;
      }
      taken.add(close.remove());
    }
    return taken;
  }

  /** Puts back what was taken, with a higher bound. */
  void put(Close taken, double seconds) {
    close.add(new Close(taken.candidate, Math.max(taken.seconds, seconds), taken.index));
  }

  /** Returns what was not taken, the lowest bound first. */
  List<Left> left() {
    List<Left> left = new ArrayList<>();
    close.forEach(c -> left.add(new Left(c.candidate.subject(), c.seconds(), c.index)));
    cheap
        .subList(next, cheap.size())
        .forEach(c -> left.add(new Left(c.choices.subject(), c.seconds, c.index)));
    left.sort(Comparator.comparingDouble(Left::seconds).thenComparing(Left::index));
    return left;
  }

  /** Makes close bounds until no cheap one within the limit is below all of them. */
  private boolean lowestIsKnown(double limitSeconds, BooleanSupplier stop) {
    while (next < cheap.size() && cheap.get(next).seconds <= limitSeconds) {
      if (!close.isEmpty() && close.element().seconds() < cheap.get(next).seconds) {
        return true;
      }
      if (stop.getAsBoolean()) {
        return false;
      }
      List<Cheap> block = cheap.subList(next, Math.min(next + BLOCK, cheap.size()));
      List<Optional<Candidate>> made = workers.map(block, each -> each.choices.bound());
      for (int i = 0; i < made.size(); i++) {
        int index = block.get(i).index;
        made.get(i)
            .ifPresent(candidate -> {
              bounded.accept(candidate);
              close.add(new Close(candidate, candidate.boundSeconds(), index));
            });
      }
      next += block.size();
    }
    return true;
  }
}
