package org.ampplanner.predictive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.cost.StepAnatomy;
import org.ampplanner.cost.StepAnatomy.PathItem;
import org.ampplanner.cost.StepAnatomy.PathItem.Kind;
import org.ampplanner.cost.StepAnatomy.Provenance;
import org.ampplanner.cost.StepAnatomy.Provenance.Origin;
import org.ampplanner.cost.StepAnatomy.StageTerms;
import org.ampplanner.partition.Partition;
import org.ampplanner.simulate.CriticalPath;
import org.ampplanner.simulate.PassTimes;
import org.ampplanner.strategy.Schedule;

/** Takes a predicted step apart. */
final class PredictiveAnatomy {
  private final PredictiveCostModel model;
  private final StepEstimator step;
  private final PriceTables tables;
  private final Partition partition;
  private final CostEstimate estimate;
  private final double[] ends;
  private final int[] slowestReplica;
  private final double queueing;
  private final double[] sync;

  PredictiveAnatomy(
      PredictiveCostModel model, StepEstimator step, PriceTables tables, Partition partition) {
    this.model = model;
    this.step = step;
    this.tables = tables;
    this.partition = partition;
    this.estimate = step.estimate(tables, partition);
    int stages = partition.stages();
    this.ends = new double[stages];
    this.slowestReplica = new int[stages];
    this.sync = new double[stages];
    for (int r = 0; r < tables.replicas().length; r++) {
      double[] own = step.endTimes(tables, r, step.passTimes(tables, r, partition));
      for (int s = 0; s < stages; s++) {
        if (own[s] > ends[s]) {
          ends[s] = own[s];
          slowestReplica[s] = r;
        }
      }
    }
    this.queueing = step.queueingSeconds(tables, partition);
    Arrays.setAll(ends, s -> ends[s] + queueing);
    Arrays.setAll(sync, s -> step.syncSeconds(tables, partition, s));
  }

  StepAnatomy anatomy() {
    List<StageTerms> stages = IntStream.range(0, partition.stages()).mapToObj(this::stage).toList();
    return new StepAnatomy(stages, path(), provenance());
  }

  private StageTerms stage(int s) {
    LayerPrice busiest = step.stage(tables, 0, s, partition);
    int n = tables.microBatches()[0];
    for (int r = 1; r < tables.replicas().length; r++) {
      LayerPrice own = step.stage(tables, r, s, partition);
      if (tables.microBatches()[r] * own.total() > n * busiest.total()) {
        busiest = own;
        n = tables.microBatches()[r];
      }
    }
    return StageTerms.within(
        estimate.iterationSeconds(),
        n * (busiest.forward() + busiest.backward()),
        n * (busiest.forwardExchange() + busiest.backwardExchange()),
        sync[s],
        step.optimizerSeconds(tables, partition, s),
        estimate.breakdown().other());
  }

  private List<PathItem> path() {
    double[] synced = SharedSync.ends(ends, sync, tables.placed().crossing());
    double tied = step.tiedSeconds(tables, partition);
    int last = last(ends);
    int lastSynced = last(synced);
    List<PathItem> path = new ArrayList<>();
    if (synced[lastSynced] + tied > ends[last]) {
      path.addAll(passes(lastSynced));
      add(path, Kind.GRADIENT_SYNC, lastSynced, synced[lastSynced] - ends[lastSynced]);
      add(path, Kind.TIED_SYNC, 0, tied);
    } else {
      path.addAll(passes(last));
    }
    add(path, Kind.OTHER, last, queueing);
    double[] updates = new double[partition.stages()];
    Arrays.setAll(updates, s -> step.optimizerSeconds(tables, partition, s));
    int lastUpdated = last(updates);
    add(path, Kind.OPTIMIZER, lastUpdated, updates[lastUpdated]);
    add(path, Kind.OTHER, 0, estimate.breakdown().other());
    return path;
  }

  private List<PathItem> passes(int stage) {
    PassTimes times = step.passTimes(tables, slowestReplica[stage], partition);
    int n = tables.microBatches()[slowestReplica[stage]];
    Schedule schedule = tables.strategy().schedule();
    if (step.exchangesBlock(tables)) {
      return CriticalPath.blocking(times, n, stage);
    }
    return model.options().software().pipeline().asynchronous()
        ? CriticalPath.of(schedule, times, n, stage)
        : CriticalPath.receiving(schedule, times, n, stage);
  }

  private static void add(List<PathItem> path, Kind kind, int stage, double seconds) {
    if (seconds > 0) {
      path.add(new PathItem(kind, stage, 1, seconds));
    }
  }

  private static int last(double[] ends) {
    int last = 0;
    for (int s = 1; s < ends.length; s++) {
      last = ends[s] > ends[last] ? s : last;
    }
    return last;
  }

  private List<Provenance> provenance() {
    List<Provenance> all = new ArrayList<>();
    for (DeviceType type : model.inputs().layout().cluster().deviceTypes()) {
      all.add(layerTimes(type));
    }
    all.add(
        new Provenance(
            "links",
            Origin.DATA_SHEET,
            "bandwidths of the cluster file, times what their kind of link achieves"));
    all.add(
        new Provenance(
            "memory", Origin.DATA_SHEET, "tensor by tensor; capacities of the data sheets"));
    all.add(
        new Provenance(
            "overlap, launches",
            Origin.DATA_SHEET,
            "what the software " + model.options().software().id() + " does"));
    calibrated(all);
    return all;
  }

  private Provenance layerTimes(DeviceType type) {
    String at =
        String.format(
            Locale.ROOT,
            "tp %d, micro-batch %d",
            tables.strategy().tensorParallel(),
            tables.strategy().microBatchSize());
    String subject = "layers on " + type.id();
    return switch (model.provenance(type, tables.strategy())) {
      case MEASURED -> new Provenance(subject, Origin.MEASURED, "profiled at " + at);
      case INTERPOLATED ->
          new Provenance(
              subject, Origin.INTERPOLATED, "between micro-batches profiled around " + at);
      case SCALED ->
          new Provenance(
              subject, Origin.SCALED, "nearest profiled point, by the analytic ratio to " + at);
      case ANALYTIC ->
          new Provenance(
              subject, Origin.DATA_SHEET, "operators by roofline, efficiencies of its generation");
    };
  }

  private void calibrated(List<Provenance> all) {
    Calibration c = model.options().calibration();
    List<String> factors = new ArrayList<>();
    c.deviceTime().forEach((device, factor) -> add(factors, "device_time." + device, factor, 1));
    add(factors, "host_time", c.hostTime(), 1);
    add(factors, "intra_bandwidth", c.links().intraBandwidth(), 1);
    add(factors, "inter_bandwidth", c.links().interBandwidth(), 1);
    add(factors, "latency", c.links().latency(), 1);
    add(factors, "stall_s", c.stall().seconds(), 0);
    add(factors, "fixed_s", c.fixedSeconds(), 0);
    add(factors, "memory", c.memory(), 1);
    for (String factor : factors) {
      all.add(new Provenance("factors", Origin.CALIBRATED, factor));
    }
  }

  private static void add(List<String> factors, String name, double value, double neutral) {
    if (value != neutral) {
      factors.add(String.format(Locale.ROOT, "%s %.4g", name, value));
    }
  }
}
