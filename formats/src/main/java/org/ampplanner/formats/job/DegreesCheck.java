package org.ampplanner.formats.job;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.ampplanner.formats.source.Fields;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.space.IntConstraint;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.space.SearchConstraints.DegreeConstraints;

/** Finds degrees that are all fixed and do not multiply to the cluster's devices. */
final class DegreesCheck {
  private DegreesCheck() {}

  static void check(Fields job, SearchConstraints constraints, int devices) {
    DegreeConstraints d = constraints.degrees();
    List<IntConstraint> factors =
        List.of(d.tensorParallel(), d.contextParallel(), d.dataParallel(), d.pipelineParallel());
    List<String> values = new ArrayList<>();
    long product = 1;
    for (IntConstraint factor : factors) {
      OptionalInt value = only(factor);
      if (value.isEmpty()) {
        return;
      }
      product = Math.min(Integer.MAX_VALUE, product * value.getAsInt());
      values.add(String.valueOf(value.getAsInt()));
    }
    if (product != devices) {
      Problems problems = job.problems();
      problems.error(
          job.at("search"),
          "tensor, context, data and pipeline parallel ("
              + String.join(" x ", values)
              + " = "
              + product
              + ") do not multiply to the cluster's "
              + devices
              + " devices",
          "leave one of them out");
    }
  }

  private static OptionalInt only(IntConstraint constraint) {
    return constraint instanceof IntConstraint.OneOf oneOf && oneOf.values().size() == 1
        ? OptionalInt.of(oneOf.values().iterator().next())
        : OptionalInt.empty();
  }
}
