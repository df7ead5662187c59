package org.ampplanner.formats.imports.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Range;
import org.ampplanner.formats.source.Scalars;
import org.jspecify.annotations.Nullable;

/** What the files say, with the options at hand for what they leave open. */
final class Collected {
  private final ProfileOptions options;
  private final Problems problems;
  private final List<Timing> timings = new ArrayList<>();
  private @Nullable String model;

  Collected(ProfileOptions options, Problems problems) {
    this.options = options;
    this.problems = problems;
  }

  ProfileOptions options() {
    return options;
  }

  Problems problems() {
    return problems;
  }

  List<Timing> timings() {
    return List.copyOf(timings);
  }

  void add(Timing timing) {
    timings.add(timing);
  }

  /** Takes the model's name from the first file that has one. */
  void model(@Nullable String name) {
    model = model == null ? name : model;
  }

  Optional<String> model() {
    return Optional.ofNullable(options.model() == null ? model : options.model());
  }

  /** Returns what an option says, else what a file says, else what is assumed with a warning. */
  <T> T known(
      @Nullable T option, @Nullable T stated, T assumed, String what, String flag, Location at) {
    if (option != null) {
      return option;
    }
    if (stated != null) {
      return stated;
    }
    problems.warning(
        Location.of(at.source()),
        "does not say the " + what + ": taken to be " + assumed,
        "`" + flag + "`");
    return assumed;
  }

  String precision(@Nullable String stated, String assumed, Location at) {
    return known(options.precision(), stated, assumed, "precision", "--precision " + assumed, at);
  }

  int tensorParallel(@Nullable Integer stated, Location at) {
    return known(
        options.tensorParallel(), stated, 1, "tensor parallelism", "--tensor-parallel 1", at);
  }

  int microBatchSize(@Nullable Integer stated, Location at) {
    return known(
        options.microBatchSize(), stated, 1, "micro-batch size", "--micro-batch-size 1", at);
  }

  /** Returns the numbers of a list, times a factor; empty if one of them is none. */
  Optional<List<Double>> numbers(Node node, String subject, double factor) {
    if (!(node instanceof Node.Sequence list)) {
      problems.value(node, subject, "is not a list", null);
      return Optional.empty();
    }
    int before = problems.count();
    List<Double> numbers = new ArrayList<>();
    for (Node item : list.items()) {
      Scalars.number(item, subject, Range.NOT_NEGATIVE, problems)
          .ifPresent(v -> numbers.add(v * factor));
    }
    if (numbers.isEmpty() && problems.count() == before) {
      problems.error(node.at(), subject + " is empty", null);
    }
    return problems.count() > before ? Optional.empty() : Optional.of(numbers);
  }
}
