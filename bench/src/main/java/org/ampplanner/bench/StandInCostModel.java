package org.ampplanner.bench;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.cost.CostBreakdown;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.cost.CostEstimate.StageEstimate;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.GroupCosts;
import org.ampplanner.cost.GroupTiling;
import org.ampplanner.cost.Infeasible;
import org.ampplanner.cost.NodeGroup;
import org.ampplanner.cost.StageCosts;
import org.ampplanner.model.Layer;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.unit.Precision;

/**
 * A plain analytic cost model with all that the search has to cope with (own times per device,
 * memory, recomputation, sharded optimizer, shared network interfaces), for measuring the search
 * alone. Its predictions are not meant to be good.
 */
final class StandInCostModel implements CostModel {
  private static final double EFFICIENCY = 0.5;
  private static final double USABLE_MEMORY = 0.92;
  private static final double BYTES_PER_GRADIENT = 4;
  private static final double WEIGHTS_AND_GRADIENTS = 6; // bytes per parameter
  private static final double OPTIMIZER = 12; // bytes per parameter

  private final CostInputs inputs;
  private final long[] parameters;

  StandInCostModel(CostInputs inputs) {
    this.inputs = inputs;
    this.parameters = inputs.model().layers().stream().mapToLong(Layer::parameters).toArray();
  }

  @Override
  public String id() {
    return "stand_in";
  }

  @Override
  public CostInputs inputs() {
    return inputs;
  }

  @Override
  public StandInCostModel with(CostInputs newInputs) {
    return new StandInCostModel(newInputs);
  }

  @Override
  public Optional<Infeasible> objection(Strategy strategy) {
    return Optional.empty();
  }

  @Override
  public Optional<GroupCosts> groupCosts(Strategy s, GroupTiling tiling) {
    int kinds = tiling.groups().size();
    double[][] layers = new double[kinds][];
    double[][] inner = new double[kinds][];
    double[][][] cuts = new double[kinds][kinds][];
    double[] sync = new double[kinds];
    double[] limits = new double[kinds];
    for (int g = 0; g < kinds; g++) {
      Set<NodeLine> lines = lines(tiling.groups().get(g));
      layers[g] = layerSeconds(s, lines);
      inner[g] = cutSeconds(s, least(lines, true), 1);
      sync[g] = syncSeconds(s, least(lines, tiling.groups().get(g).nodes() == 1), tiling);
      limits[g] = lines.stream().mapToDouble(l -> l.device().memoryBytes()).min().orElseThrow();
      limits[g] *= USABLE_MEMORY;
      for (int h = 0; h < kinds; h++) {
        double bandwidth =
            Math.min(least(lines, false), least(lines(tiling.groups().get(h)), false));
        cuts[g][h] = cutSeconds(s, bandwidth, tiling.replicasPerNode() * s.tensorParallel());
      }
    }
    int microBatches = s.microBatches(inputs.training().globalBatchSize());
    return Optional.of(
        new GroupCosts(
            microBatches,
            layers,
            cuts,
            inner,
            sync,
            parameters,
            List.of(),
            memory(s, limits, microBatches)));
  }

  private static Set<NodeLine> lines(NodeGroup group) {
    Set<NodeLine> lines = new LinkedHashSet<>();
    group.runs().forEach(run -> lines.add(run.line()));
    return lines;
  }

  private static double least(Collection<NodeLine> lines, boolean intra) {
    return lines.stream()
        .mapToDouble(l -> (intra ? l.intra() : l.inter()).bytesPerSecond())
        .min()
        .orElseThrow();
  }

  private double[] layerSeconds(Strategy s, Collection<NodeLine> lines) {
    double passes =
        switch (s.recompute()) {
          case NONE -> 3;
          case SELECTIVE -> 3.1;
          case FULL -> 4;
        };
    double[] slowest = new double[parameters.length];
    for (NodeLine line : lines) {
      double speed =
          line.device().peakFlops().getOrDefault(Precision.BF16, 1e12)
              * EFFICIENCY
              * s.tensorParallel();
      double reduce = s.tensorParallel() == 1 ? 0 : 1 / line.intra().bytesPerSecond();
      for (int l = 0; l < slowest.length; l++) {
        Layer layer = inputs.model().layers().get(l);
        double compute = passes * layer.flops() / speed;
        double exchange = 4 * layer.output().bytes(1) * reduce;
        slowest[l] = Math.max(slowest[l], s.microBatchSize() * (compute + exchange));
      }
    }
    return slowest;
  }

  private double[] cutSeconds(Strategy s, double bandwidth, int sharing) {
    double[] seconds = new double[parameters.length - 1];
    Arrays.setAll(
        seconds,
        l ->
            2
                * s.microBatchSize()
                * inputs.model().layers().get(l).output().bytes(1)
                / s.tensorParallel()
                * sharing
                / bandwidth);
    return seconds;
  }

  private double syncSeconds(Strategy s, double bandwidth, GroupTiling tiling) {
    double dp = s.dataParallel();
    double lanes = (double) s.tensorParallel() * tiling.stagesPerNode();
    return 2 * (dp - 1) / dp * BYTES_PER_GRADIENT / s.tensorParallel() * lanes / bandwidth;
  }

  private GroupCosts.Memory memory(Strategy s, double[] limits, int microBatches) {
    double perParameter =
        WEIGHTS_AND_GRADIENTS + OPTIMIZER / (s.zeroStage() > 0 ? s.dataParallel() : 1);
    double kept =
        switch (s.recompute()) {
          case NONE -> 28;
          case SELECTIVE -> 17;
          case FULL -> 1;
        };
    double[] fixed = new double[parameters.length];
    double[] activations = new double[parameters.length];
    for (int l = 0; l < fixed.length; l++) {
      fixed[l] = parameters[l] * perParameter / s.tensorParallel();
      double bytes = inputs.model().layers().get(l).output().bytes(1) * s.microBatchSize();
      activations[l] = bytes * kept / s.tensorParallel();
    }
    double[][] fixedRows = new double[limits.length][];
    double[][] activationRows = new double[limits.length][];
    Arrays.fill(fixedRows, fixed);
    Arrays.fill(activationRows, activations);
    int pp = s.pipelineParallel();
    int[] inFlight = new int[pp];
    Arrays.setAll(inFlight, stage -> Math.min(pp - stage, microBatches));
    return new GroupCosts.Memory(fixedRows, activationRows, inFlight, limits);
  }

  /** Prices the same from a placement, for the plan that is shown. */
  @Override
  public StageCosts stageCosts(Strategy s, Placement placement) {
    Degrees d = s.degrees();
    int stages = d.pipelineParallel();
    int ranks = placement.ranks() / stages;
    double[][] layers = new double[stages][];
    double[][] cuts = new double[stages - 1][];
    double[] sync = new double[stages];
    Set<NodeLine> before = Set.of();
    int nodeBefore = -1;
    for (int stage = 0; stage < stages; stage++) {
      Set<NodeLine> lines = new LinkedHashSet<>();
      Set<Integer> nodes = new LinkedHashSet<>();
      for (int rank = stage * ranks; rank < (stage + 1) * ranks; rank += d.tensorParallel()) {
        int node = inputs.layout().nodeOf(placement.device(rank));
        nodes.add(node);
        lines.add(inputs.layout().line(node));
      }
      int perNode = Math.max(1, d.dataParallel() / nodes.size());
      int devices = lines.iterator().next().devices();
      int stagesPerNode = Math.max(1, devices / d.tensorParallel() / perNode);
      GroupTiling tiling = new GroupTiling(perNode, stagesPerNode, List.of(), List.of());
      layers[stage] = layerSeconds(s, lines);
      sync[stage] = syncSeconds(s, least(lines, nodes.size() == 1), tiling);
      int node = nodes.iterator().next();
      if (stage > 0) {
        boolean inside = node == nodeBefore;
        double bandwidth =
            inside ? least(lines, true) : Math.min(least(lines, false), least(before, false));
        cuts[stage - 1] = cutSeconds(s, bandwidth, inside ? 1 : perNode * s.tensorParallel());
      }
      before = lines;
      nodeBefore = node;
    }
    int microBatches = s.microBatches(inputs.training().globalBatchSize());
    return new StageCosts(microBatches, layers, cuts, sync, parameters, List.of());
  }

  @Override
  public CostEstimate estimate(StageCosts costs, Partition partition) {
    StageCosts.ClosedForm form = costs.price(partition);
    int m = costs.microBatches();
    CostBreakdown breakdown =
        new CostBreakdown(
            m * form.maxStage(),
            form.sumStages() - form.maxStage(),
            0,
            form.cuts(),
            form.maxSync(),
            0,
            0);
    return new CostEstimate(breakdown, List.<StageEstimate>of());
  }
}
