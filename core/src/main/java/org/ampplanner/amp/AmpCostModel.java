package org.ampplanner.amp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.cost.ClosedFormGroups;
import org.ampplanner.cost.ClosedFormPricing;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.GroupCosts;
import org.ampplanner.cost.GroupPricing;
import org.ampplanner.cost.Infeasible;
import org.ampplanner.cost.StageCosts;
import org.ampplanner.cost.StepAnatomy.Provenance;
import org.ampplanner.cost.StepAnatomy.Provenance.Origin;
import org.ampplanner.cost.StepPricing;
import org.ampplanner.cost.Tiling;
import org.ampplanner.model.Layer;
import org.ampplanner.placement.Placement;
import org.ampplanner.placement.RankOrder;
import org.ampplanner.profile.Measurement;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;

/**
 * AMP's cost model, number for number (Li et al. 2022, arXiv 2210.07297, section 4, as released).
 *
 * <p>{@code T = (B-1)·max t_s + Σ t_s + Σ e_b + max g_s} with B micro-batches, stage times t,
 * boundary transfers e and gradient synchronisation g. What it does and a careful reader would not
 * expect:
 *
 * <ul>
 *   <li>a layer takes 3 times its measured forward time at micro-batch 1, times the micro-batch
 *       size;
 *   <li>on a mixed cluster every device runs at the mean over all devices, wherever a layer stands;
 *   <li>bandwidth counts 32-bit words, elements count one word each, whatever the precision;
 *   <li>a boundary is paid once per step, forward only, as the mean over replicas of the slowest
 *       tensor-parallel lane;
 *   <li>the data-parallel ring is as fast as the link that closes it, from the last replica to the
 *       first; the other links are not looked at;
 *   <li>no memory, optimizer, latency, sharing of links or tied-gradient exchange.
 * </ul>
 */
public final class AmpCostModel implements CostModel {
  private static final double FORWARD_AND_BACKWARD = 3;
  private static final double BYTES_PER_WORD = 4;

  /** Whose time a layer takes on a mixed cluster. */
  public enum Times {
    /** The mean over all devices of the cluster, wherever the layer stands: AMP as published. */
    MEAN("amp"),
    /** That of the slowest device that serves its stage. */
    OWN("amp_own_times");

    private final String id;

    Times(String id) {
      this.id = id;
    }

    /** Returns the name of the cost model in files. */
    public String id() {
      return id;
    }
  }

  private final CostInputs inputs;
  private final AmpView view;
  private final Times times;
  private final int[] costed;
  private final long[] syncedParameters;

  /**
   * Binds the model to its inputs.
   *
   * @throws org.ampplanner.unit.InvalidValueException if the view names layers that don't exist
   */
  public AmpCostModel(CostInputs inputs, AmpView view) {
    this(inputs, view, Times.MEAN);
  }

  /**
   * Binds the model to its inputs, with other than AMP's own times on mixed clusters.
   *
   * @throws org.ampplanner.unit.InvalidValueException if the view names layers that don't exist
   */
  public AmpCostModel(CostInputs inputs, AmpView view, Times times) {
    this.times = times;
    int layers = inputs.model().layers().size();
    view.validate(layers);
    this.inputs = inputs;
    this.view = view;
    this.costed = view.costed(layers);
    this.syncedParameters = new long[layers];
    for (int i = 0; i < layers; i++) {
      boolean left = view.unsyncedLayers().contains(i);
      syncedParameters[i] = left ? 0 : inputs.model().layers().get(i).parameters();
    }
  }

  @Override
  public String id() {
    return times.id;
  }

  @Override
  public CostInputs inputs() {
    return inputs;
  }

  AmpView view() {
    return view;
  }

  long[] syncedParameters() {
    return syncedParameters;
  }

  int[] costedLayers() {
    return costed.clone();
  }

  @Override
  public Optional<Infeasible> objection(Strategy strategy) {
    Optional<Infeasible> inexpressible = inexpressible(strategy);
    if (inexpressible.isPresent()) {
      return inexpressible;
    }
    for (NodeLine line : inputs.layout().cluster().lines()) {
      String device = line.device().id();
      if (inputs.profile().find(device, strategy.tensorParallel(), 1).isEmpty()) {
        return Optional.of(new Infeasible(Infeasible.Kind.NO_PROFILE, noProfile(device, strategy)));
      }
    }
    return Optional.empty();
  }

  private Optional<Infeasible> inexpressible(Strategy s) {
    String what = null;
    if (s.degrees().contextParallel() != 1) {
      what = "context_parallel (" + s.degrees().contextParallel() + ")";
    } else if (s.degrees().expertParallel() != 1) {
      what = "expert_parallel (" + s.degrees().expertParallel() + ")";
    } else if (s.degrees().virtualPipeline() != 1) {
      what = "virtual_pipeline (" + s.degrees().virtualPipeline() + ")";
    } else if (s.schedule() != Schedule.ONE_FORWARD_ONE_BACKWARD) {
      what = "schedule (" + s.schedule().id() + ")";
    } else if (s.recompute() != Recompute.NONE) {
      what = "recompute (" + s.recompute().id() + ")";
    } else if (s.zeroStage() != 0) {
      what = "zero_stage (" + s.zeroStage() + ")";
    } else if (s.sequenceParallel()) {
      what = "sequence_parallel (true)";
    } else if (s.pipelineParallel() > costed.length) {
      return Optional.of(
          new Infeasible(
              Infeasible.Kind.DIVISIBILITY,
              String.format(
                  Locale.ROOT,
                  "pipeline_parallel (%d) is more than the %d layers that AMP sees",
                  s.pipelineParallel(),
                  costed.length)));
    }
    return Optional.ofNullable(what)
        .map(text ->
            new Infeasible(
                Infeasible.Kind.COST_MODEL, text + " is unknown to the cost model " + id()));
  }

  private String noProfile(String device, Strategy strategy) {
    List<Integer> degrees = inputs.profile().tensorParallels(device);
    String have =
        degrees.isEmpty()
            ? "no times of this device are given"
            : "measured are tensor_parallel "
                + String.join(", ", degrees.stream().map(String::valueOf).toList());
    return String.format(
        Locale.ROOT,
        "no measured layer times for %s at tensor_parallel %d and micro_batch_size 1: %s",
        device,
        strategy.tensorParallel(),
        have);
  }

  @Override
  public Optional<Infeasible> objection(PipelineStrategy strategy) {
    return strategy.uniform().isPresent()
        ? objection(strategy.first())
        : Optional.of(
            new Infeasible(
                Infeasible.Kind.COST_MODEL,
                "stages or shares that differ are unknown to the cost model " + id()));
  }

  @Override
  public StepPricing at(PipelineStrategy strategy, Placement placement) {
    Strategy uniform =
        strategy
            .uniform()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "the cost model " + id() + " knows uniform stages only"));
    return new ClosedFormPricing(id(), strategy, tables(uniform, placement), provenance());
  }

  private StageCosts tables(Strategy strategy, Placement placement) {
    if (placement.ranks() != strategy.degrees().worldSize()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "placement of %d ranks for a strategy of %d",
              placement.ranks(),
              strategy.degrees().worldSize()));
    }
    double[][] rows = stageRows(strategy, placement);
    return new StageCosts(
        strategy.microBatches(inputs.training().globalBatchSize()),
        rows,
        boundarySeconds(strategy, placement),
        syncSecondsPerParameter(strategy, placement),
        syncedParameters,
        inputs.model().tiedPairs());
  }

  @Override
  public Optional<GroupPricing> at(Strategy strategy, Tiling tiling) {
    GroupCosts costs = new AmpGroupCosts(this, strategy, tiling).costs();
    return Optional.of(new ClosedFormGroups(costs, tiling.stagesPerNode()));
  }

  private double[][] stageRows(Strategy strategy, Placement placement) {
    double[][] rows = new double[strategy.pipelineParallel()][];
    if (times == Times.MEAN) {
      Arrays.fill(rows, meanLayerSeconds(strategy));
      return rows;
    }
    int ranks = placement.ranks() / rows.length;
    Map<Set<NodeLine>, double[]> known = new LinkedHashMap<>();
    for (int stage = 0; stage < rows.length; stage++) {
      Set<NodeLine> lines = new LinkedHashSet<>();
      for (int rank = stage * ranks; rank < (stage + 1) * ranks; rank++) {
        lines.add(inputs.layout().line(inputs.layout().nodeOf(placement.device(rank))));
      }
      rows[stage] = known.computeIfAbsent(lines, l -> layerSeconds(strategy, l));
    }
    return rows;
  }

  /** The layer times of a stage that devices of some lines serve. */
  double[] layerSeconds(Strategy strategy, Collection<NodeLine> lines) {
    return switch (times) {
      case MEAN -> meanLayerSeconds(strategy);
      case OWN -> slowestLayerSeconds(strategy, lines);
    };
  }

  /** Every layer as slow as on the slowest device of a stage. */
  private double[] slowestLayerSeconds(Strategy strategy, Collection<NodeLine> lines) {
    double[] slowest = new double[inputs.model().layers().size()];
    for (NodeLine line : lines) {
      Measurement m =
          inputs.profile().find(line.device().id(), strategy.tensorParallel(), 1).orElseThrow();
      for (int layer : costed) {
        double own = FORWARD_AND_BACKWARD * m.forwardSeconds(layer) * strategy.microBatchSize();
        slowest[layer] = Math.max(slowest[layer], own);
      }
    }
    return slowest;
  }

  /** Three times the mean forward time over all devices, times the micro-batch size. */
  private double[] meanLayerSeconds(Strategy strategy) {
    Map<String, Integer> devices = new LinkedHashMap<>();
    for (NodeLine line : inputs.layout().cluster().lines()) {
      devices.merge(line.device().id(), line.count() * line.devices(), Integer::sum);
    }
    double all = inputs.layout().devices();
    double[] mean = new double[inputs.model().layers().size()];
    devices.forEach((device, count) -> {
      Measurement m = inputs.profile().find(device, strategy.tensorParallel(), 1).orElseThrow();
      for (int layer : costed) {
        mean[layer] += FORWARD_AND_BACKWARD * m.forwardSeconds(layer) * (count / all);
      }
    });
    for (int layer : costed) {
      mean[layer] *= strategy.microBatchSize();
    }
    return mean;
  }

  private double[][] boundarySeconds(Strategy strategy, Placement placement) {
    int boundaries = strategy.pipelineParallel() - 1;
    double[] words = boundaryWords(strategy);
    double[][] seconds = new double[boundaries][];
    Map<Double, double[]> rows = new LinkedHashMap<>();
    for (int b = 0; b < boundaries; b++) {
      double perWord = secondsPerWord(strategy, placement, b);
      seconds[b] =
          rows.computeIfAbsent(
              perWord, factor -> Arrays.stream(words).map(w -> w * factor).toArray());
    }
    return seconds;
  }

  double[] boundaryWords(Strategy strategy) {
    int bytes = inputs.training().precision().activationBytes();
    Long fixed = view.outputElements();
    List<Layer> layers = inputs.model().layers();
    double[] words = new double[layers.size() - 1];
    for (int i = 0; i < words.length; i++) {
      double elements =
          fixed != null ? fixed : layers.get(i).output().bytes(strategy.tensorParallel()) / bytes;
      words[i] = strategy.microBatchSize() * elements;
    }
    return words;
  }

  /** Mean over replicas of the time per word on the slowest lane between two stages. */
  private double secondsPerWord(Strategy strategy, Placement placement, int boundary) {
    RankOrder order = RankOrder.of(strategy.degrees());
    double sum = 0;
    for (int replica = 0; replica < strategy.dataParallel(); replica++) {
      double slowest = Double.POSITIVE_INFINITY;
      for (int lane = 0; lane < strategy.tensorParallel(); lane++) {
        int from = placement.device(order.rank(boundary, replica, lane));
        int to = placement.device(order.rank(boundary + 1, replica, lane));
        slowest = Math.min(slowest, wordsPerSecond(from, to));
      }
      sum += 1 / slowest;
    }
    return sum / strategy.dataParallel();
  }

  private double[] syncSecondsPerParameter(Strategy strategy, Placement placement) {
    RankOrder order = RankOrder.of(strategy.degrees());
    int dp = strategy.dataParallel();
    int tp = strategy.tensorParallel();
    double[] seconds = new double[strategy.pipelineParallel()];
    for (int stage = 0; stage < seconds.length; stage++) {
      for (int lane = 0; lane < tp; lane++) {
        int last = placement.device(order.rank(stage, dp - 1, lane));
        int first = placement.device(order.rank(stage, 0, lane));
        double perParameter = 2.0 * (dp - 1) / (dp * wordsPerSecond(last, first)) / tp;
        seconds[stage] = Math.max(seconds[stage], perParameter);
      }
    }
    return seconds;
  }

  private double wordsPerSecond(int deviceA, int deviceB) {
    return inputs.layout().bandwidth(deviceA, deviceB) / BYTES_PER_WORD;
  }

  private List<Provenance> provenance() {
    boolean mixed = inputs.layout().cluster().deviceTypes().size() > 1;
    List<Provenance> provenance = new ArrayList<>();
    for (DeviceType type : inputs.layout().cluster().deviceTypes()) {
      provenance.add(
          new Provenance(
              "layers on " + type.id(),
              Origin.SCALED,
              "profiled at micro-batch 1, times its size"
                  + (mixed && times == Times.MEAN ? "; mean over all devices" : "")));
    }
    provenance.add(
        new Provenance("links", Origin.DATA_SHEET, "bandwidths of the cluster file as stated"));
    return provenance;
  }

  @Override
  public AmpCostModel with(CostInputs newInputs) {
    return new AmpCostModel(newInputs, view, times);
  }
}
