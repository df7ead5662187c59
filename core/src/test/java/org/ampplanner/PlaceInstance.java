package org.ampplanner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.StreamSupport;
import org.ampplanner.placement.GroupPlacementBound;
import org.ampplanner.placement.GroupPlacementProblem;
import org.ampplanner.placement.GroupPlacementSearch;
import org.ampplanner.placement.GroupPlacementSearch.Grouping;
import tools.jackson.databind.JsonNode;

/** Instances of groups of nodes on a bandwidth matrix. */
final class PlaceInstance {
  private PlaceInstance() {}

  static void check(JsonNode i) {
    GroupPlacementProblem problem =
        new GroupPlacementProblem(
            StreamSupport.stream(i.path("bandwidth").spliterator(), false)
                .map(row -> row.valueStream().mapToDouble(JsonNode::asDouble).toArray())
                .toArray(double[][]::new),
            i.path("stages").asInt(),
            i.path("volume").asDouble(),
            i.path("syncVolume").asDouble());
    double optimal = i.path("optimal").asDouble();
    Grouping found = GroupPlacementSearch.solve(problem, new SplittableRandom(1));
    assertThat(found.cost()).isCloseTo(optimal, within(1e-9 * optimal));
    assertThat(problem.cost(found.order())).isCloseTo(optimal, within(1e-9 * optimal));
    assertThat(GroupPlacementBound.of(problem)).isLessThanOrEqualTo(optimal * (1 + 1e-9));
  }
}
