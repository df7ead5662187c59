package org.ampplanner.report;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.predictive.PredictiveCostModel;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.placement.RankOrder;
import org.ampplanner.plan.Plan;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;

/**
 * How much of a step every node's network is in use: the bytes that leave the node for stages and
 * replicas elsewhere, over its nominal bandwidth and the step time. O(ranks).
 */
final class NodeLoad {
  private final PredictiveCostModel model;
  private final ClusterLayout layout;
  private final Plan plan;
  private final Strategy strategy;
  private final RankOrder order;
  private final double[] bytes;

  private NodeLoad(PredictiveCostModel model, Plan plan) {
    this.model = model;
    this.layout = model.inputs().layout();
    this.plan = plan;
    this.strategy = plan.strategy();
    this.order = RankOrder.of(strategy.degrees());
    this.bytes = new double[layout.nodes()];
  }

  /** Returns the share by node, or nothing if the cost model does not know what is sent. */
  static Optional<double[]> of(Replayed replayed) {
    if (!(replayed.costModel() instanceof PredictiveCostModel model)) {
      return Optional.empty();
    }
    NodeLoad load = new NodeLoad(model, replayed.plan());
    load.transfers();
    load.gradients();
    double[] share = new double[load.bytes.length];
    Arrays.setAll(
        share,
        node ->
            load.bytes[node]
                / load.layout.line(node).inter().bytesPerSecond()
                / replayed.step().seconds());
    return Optional.of(share);
  }

  private void transfers() {
    Partition partition = plan.partition();
    int stages = partition.stages();
    int micro = strategy.microBatches(model.inputs().training().globalBatchSize());
    boolean interleaved = strategy.schedule() == Schedule.INTERLEAVED;
    int chunks = interleaved ? strategy.degrees().virtualPipeline() : 1;
    for (int v = 0; v < stages * chunks - 1; v++) {
      int s = v % stages;
      int cut = s < stages - 1 ? partition.to(s) - 1 : Math.max(0, partition.to(0) - 1);
      double forward = micro * model.bytesSent(strategy, cut, true);
      double backward = micro * model.bytesSent(strategy, cut, false);
      for (int r = 0; r < strategy.dataParallel(); r++) {
        for (int lane = 0; lane < lanes(); lane++) {
          int from = node(s, r, lane);
          int to = node((s + 1) % stages, r, lane);
          if (layout.domainOf(from) != layout.domainOf(to)) {
            bytes[from] += forward;
            bytes[to] += backward;
          }
        }
      }
    }
  }

  /** Every group of n sends 2(n-1)/n of the gradients out of every node that it crosses. */
  private void gradients() {
    int cp = strategy.degrees().contextParallel();
    int members = strategy.dataParallel() * cp;
    for (int s = 0; s < plan.partition().stages() && members > 1; s++) {
      double reduced = model.gradientBytes(strategy, plan.partition(), s);
      for (int t = 0; t < strategy.tensorParallel(); t++) {
        Set<Integer> nodes = new HashSet<>();
        Set<Integer> domains = new HashSet<>();
        for (int i = 0; i < members; i++) {
          int node = node(s, i / cp, (i % cp) * strategy.tensorParallel() + t);
          nodes.add(node);
          domains.add(layout.domainOf(node));
        }
        if (domains.size() > 1) {
          double out = 2 * reduced * (members - 1) / members;
          nodes.forEach(node -> bytes[node] += out);
        }
      }
    }
  }

  private int lanes() {
    return strategy.tensorParallel() * strategy.degrees().contextParallel();
  }

  private int node(int stage, int replica, int lane) {
    int tp = strategy.tensorParallel();
    Placement placement = plan.placement();
    return layout.nodeOf(placement.device(order.rank(stage, replica, lane / tp, lane % tp)));
  }
}
