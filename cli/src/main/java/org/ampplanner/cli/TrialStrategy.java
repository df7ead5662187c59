package org.ampplanner.cli;

import java.util.Arrays;
import java.util.Iterator;
import org.ampplanner.trials.learning.CandidateSet;
import org.ampplanner.trials.learning.ExpectedImprovement;
import org.ampplanner.trials.learning.TopCandidates;
import org.ampplanner.trials.learning.TrialPolicy;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How the next trial is chosen. */
enum TrialStrategy {
  /** Where it is expected to improve the best time most. */
  LEARN("learn"),
  /** Down the list of predictions. */
  TOP_K("top-k");

  private final String id;

  TrialStrategy(String id) {
    this.id = id;
  }

  String id() {
    return id;
  }

  TrialPolicy policy(CandidateSet candidates) {
    return switch (this) {
      case LEARN -> new ExpectedImprovement(candidates);
      case TOP_K -> new TopCandidates(candidates);
    };
  }

  /** The names for the help. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(values()).map(TrialStrategy::id).iterator();
    }
  }

  /** Reads a name from the command line. */
  static final class Converter implements ITypeConverter<TrialStrategy> {
    @Override
    public TrialStrategy convert(String text) {
      return Arrays.stream(values())
          .filter(s -> s.id.equalsIgnoreCase(text.strip()))
          .findFirst()
          .orElseThrow(() ->
              new TypeConversionException("(" + text + ") is no strategy. Maybe learn or top-k"));
    }
  }
}
