package org.ampplanner.arrange;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.ampplanner.space.Rejections;
import org.ampplanner.space.SpacePart;

/** A part of the space that a search covers, with a proof of its own. */
public interface CandidateSource {

  /** Returns the part. */
  SpacePart part();

  /** Returns why there is nothing to search, without searching. */
  Optional<String> excluded();

  /** Enumerates what there is, each in the order in which equally good ones are preferred. */
  Enumerated enumerate(BooleanSupplier stop);

  /**
   * Choices whose bound is still to be made; thread-safe.
   *
   * @param subject the choices
   * @param cheaply makes a bound that costs next to nothing, in seconds; 0 where none is known
   * @param closely makes the candidate with its bound; empty if it cannot be arranged
   */
  record Unbounded(Subject subject, DoubleSupplier cheaply, Supplier<Optional<Candidate>> closely) {

    /** Makes choices of which no cheap bound is known. */
    public Unbounded(Subject subject, Supplier<Optional<Candidate>> closely) {
      this(subject, () -> 0, closely);
    }

    /** Returns a bound that costs next to nothing, in seconds. */
    public double leastSeconds() {
      return cheaply.getAsDouble();
    }

    /** Returns the candidate with its bound; empty if it cannot be arranged. */
    public Optional<Candidate> bound() {
      return closely.get();
    }
  }

  /**
   * What was enumerated.
   *
   * @param feasible what may be searched
   * @param rejections what was looked at and found infeasible
   * @param complete whether the enumeration ended on its own
   */
  record Enumerated(List<Unbounded> feasible, Rejections rejections, boolean complete) {
    /** Copies the list. */
    public Enumerated {
      feasible = List.copyOf(feasible);
    }

    /** Returns how many candidates were looked at. */
    public int candidates() {
      return feasible.size() + rejections.total();
    }
  }
}
