package org.ampplanner.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.fixtures.RandomPredictive;
import org.ampplanner.predictive.PredictiveCostModel;
import org.ampplanner.space.IntConstraint;
import org.ampplanner.space.SearchConstraints;
import org.junit.jupiter.api.Test;

/** What a change of the job must do to the plan, whatever the plan is: the predictive model. */
class MetamorphicTest {
  private static final long SEED = 6_000;
  private static final int CASES = 50;
  private static final double ROUNDING = 1e-9;

  @Test
  void theOrderOfLinesAndTheNamesOfNodesDoNotMatter() {
    each(
        1,
        (model, constraints, i) -> {
          List<NodeLine> lines = new ArrayList<>();
          for (NodeLine line : lines(model)) {
            int first = line.count() > 1 ? 1 : line.count();
            lines.add(with(line, "x" + lines.size(), first));
            if (line.count() > first) {
              lines.add(with(line, "a" + lines.size(), line.count() - first));
            }
          }
          Collections.shuffle(lines, new Random(i));
          double before = seconds(model, constraints);
          double after = seconds(on(model, lines), constraints);
          if (Double.isFinite(before) || Double.isFinite(after)) {
            assertThat(after).as(label(i, model)).isCloseTo(before, within(before * ROUNDING));
          }
        });
  }

  @Test
  void moreMemoryIsNotWorse() {
    each(
        2,
        (model, constraints, i) ->
            notWorse(
                i,
                model,
                seconds(mapped(model, l -> l.with(l.device().scaled(1.5, 1, 1))), constraints),
                seconds(model, constraints)));
  }

  @Test
  void fasterLinksAreNotWorse() {
    each(
        3,
        (model, constraints, i) -> {
          double before = seconds(model, constraints);
          notWorse(
              i,
              model,
              seconds(
                  mapped(model, l -> l.with(faster(l.intra()), faster(l.inter()))), constraints),
              before);
        });
  }

  @Test
  void aWiderSpaceIsNotWorse() {
    each(
        4,
        (model, wide, i) -> {
          SearchConstraints narrow =
              wide.with(
                  wide.degrees()
                      .with(
                          IntConstraint.oneOf(1, 2),
                          new IntConstraint.Range(1, 2),
                          new IntConstraint.Any()),
                  IntConstraint.oneOf(1));
          notWorse(i, model, seconds(model, wide), seconds(model, narrow));
        });
  }

  @Test
  void oneNodeMoreIsNotWorse() {
    each(
        5,
        (model, constraints, i) -> {
          List<NodeLine> more = new ArrayList<>(lines(model));
          int which = i % more.size();
          NodeLine line = more.get(which);
          more.set(which, with(line, line.name(), line.count() + 1));
          notWorse(i, model, seconds(on(model, more), constraints), seconds(model, constraints));
        });
  }

  /** A change and what must follow from it. */
  private interface Law {
    void check(PredictiveCostModel model, SearchConstraints constraints, int i);
  }

  private static void each(int law, Law check) {
    SplittableRandom random = new SplittableRandom(SEED + law);
    for (int i = 0; i < CASES; i++) {
      RandomPredictive draw = new RandomPredictive(random);
      check.check(draw.model(4, 5), draw.constraints(), i);
    }
  }

  private static void notWorse(int i, PredictiveCostModel model, double after, double before) {
    if (Double.isFinite(before)) {
      assertThat(after).as(label(i, model)).isLessThanOrEqualTo(before * (1 + ROUNDING));
    }
  }

  private static double seconds(PredictiveCostModel model, SearchConstraints constraints) {
    SearchOutcome outcome =
        new ExactPlanner(true)
            .search(new SearchRequest(model, constraints, 1, 0, 1), SearchControl.NONE);
    return outcome.plans().isEmpty()
        ? Double.POSITIVE_INFINITY
        : outcome.plans().get(0).iterationSeconds();
  }

  private static List<NodeLine> lines(PredictiveCostModel model) {
    return model.inputs().layout().cluster().lines();
  }

  private static PredictiveCostModel mapped(
      PredictiveCostModel model, UnaryOperator<NodeLine> change) {
    return on(model, lines(model).stream().map(change).toList());
  }

  private static PredictiveCostModel on(PredictiveCostModel model, List<NodeLine> lines) {
    Cluster cluster = new Cluster("changed", lines, List.of(), List.of());
    return (PredictiveCostModel) model.on(new ClusterLayout(cluster));
  }

  private static NodeLine.Link faster(NodeLine.Link link) {
    return new NodeLine.Link(2 * link.bytesPerSecond(), link.latencySeconds());
  }

  private static NodeLine with(NodeLine l, String name, int count) {
    return new NodeLine(
        name, count, l.device(), l.devices(), l.intra(), l.inter(), l.nics(), l.pricePerHour());
  }

  private static String label(int i, PredictiveCostModel model) {
    return "seed " + SEED + " case " + i + " " + model.inputs().layout().cluster();
  }
}
