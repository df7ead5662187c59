package org.ampplanner.predictive;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.collective.Resharding;
import org.ampplanner.model.Layer;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Strategy;

/** The bytes that leave every node in a step for stages and replicas elsewhere. O(ranks). */
final class NodeTraffic {
  private final PredictiveCostModel model;
  private final ClusterLayout layout;
  private final PipelineStrategy strategy;
  private final Placement placement;
  private final PriceTables prices;
  private final double[] bytes;

  NodeTraffic(
      PredictiveCostModel model,
      PipelineStrategy strategy,
      Placement placement,
      PriceTables prices) {
    this.model = model;
    this.layout = model.inputs().layout();
    this.strategy = strategy;
    this.placement = placement;
    this.prices = prices;
    this.bytes = new double[layout.nodes()];
  }

  double[] bytesLeaving(Partition partition) {
    int stages = partition.stages();
    for (int v = 0; v < stages * prices.chunks() - 1; v++) {
      int s = v % stages;
      int cut = Handover.cutAfter(partition, s);
      Resharding resharding = prices.resharding()[s];
      if (resharding == null) {
        handOver(s, (s + 1) % stages, cut);
      } else {
        reshard(resharding, s, cut);
      }
    }
    for (int s = 0; s < stages; s++) {
      reduce(s, partition);
    }
    return bytes;
  }

  /** Every rank hands over to that of the same coordinates. */
  private void handOver(int s, int next, int cut) {
    Strategy own = strategy.stages().get(s);
    double forward = model.step().handover().bytes(own, cut, true);
    double backward = model.step().handover().bytes(own, cut, false);
    int lanes = own.tensorParallel() * own.degrees().contextParallel();
    for (int rank = 0; rank < own.degrees().ranksPerStage(); rank++) {
      int micro = microBatches(rank / lanes);
      int from = node(s, rank);
      int to = node(next, rank);
      if (layout.domainOf(from) != layout.domainOf(to)) {
        bytes[from] += micro * forward;
        bytes[to] += micro * backward;
      }
    }
  }

  private void reshard(Resharding resharding, int s, int cut) {
    Strategy own = strategy.stages().get(s);
    double once = model.step().handover().wholeBytes(own, cut);
    for (boolean ahead : new boolean[] {true, false}) {
      boolean parts = model.step().handover().parted(own, cut, ahead);
      resharding.addLeaving(replica -> once * microBatches(replica), parts, ahead, bytes);
    }
  }

  private int microBatches(int replica) {
    return strategy.microBatches().get(strategy.joint() ? 0 : replica);
  }

  /** Every group of n sends 2(n-1)/n of the gradients out of every node that it crosses. */
  private void reduce(int s, Partition partition) {
    Degrees degrees = strategy.stages().get(s).degrees();
    int tp = degrees.tensorParallel();
    int members = degrees.dataParallel() * degrees.contextParallel();
    if (members == 1) {
      return;
    }
    double reduced =
        GradientSync.held(layers(partition, s), degrees).total()
            * model.options().software().state().reducedBytes();
    for (int t = 0; t < tp; t++) {
      Set<Integer> nodes = new HashSet<>();
      Set<Integer> domains = new HashSet<>();
      for (int i = 0; i < members; i++) {
        int node = node(s, i * tp + t);
        nodes.add(node);
        domains.add(layout.domainOf(node));
      }
      if (domains.size() > 1) {
        double out = 2 * reduced * (members - 1) / members;
        nodes.forEach(node -> bytes[node] += out);
      }
    }
  }

  private List<Layer> layers(Partition partition, int s) {
    return model.inputs().model().layers().subList(partition.from(s), partition.to(s));
  }

  private int node(int stage, int rankInStage) {
    return layout.nodeOf(placement.device(strategy.firstRank(stage) + rankInStage));
  }
}
