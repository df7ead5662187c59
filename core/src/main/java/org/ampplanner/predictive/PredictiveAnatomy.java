package org.ampplanner.predictive;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.cost.StepAnatomy;
import org.ampplanner.cost.StepAnatomy.Provenance;
import org.ampplanner.cost.StepAnatomy.Provenance.Origin;
import org.ampplanner.cost.StepAnatomy.StageTerms;
import org.ampplanner.partition.Partition;
import org.ampplanner.simulate.PassTimes;
import org.ampplanner.simulate.PathItem;
import org.ampplanner.simulate.PathItem.Kind;
import org.ampplanner.simulate.PipelinePath;
import org.ampplanner.strategy.Schedule;

/** Takes a predicted step apart. */
final class PredictiveAnatomy {
  private final PredictiveCostModel model;
  private final PriceTables tables;
  private final Partition partition;
  private final StepParts parts;

  PredictiveAnatomy(PredictiveCostModel model, PriceTables tables, Partition partition) {
    this.model = model;
    this.tables = tables;
    this.partition = partition;
    this.parts = model.step().parts(tables, partition);
  }

  StepAnatomy anatomy() {
    List<StageTerms> stages = IntStream.range(0, partition.stages()).mapToObj(this::stage).toList();
    return new StepAnatomy(stages, path(), provenance());
  }

  private StageTerms stage(int s) {
    StepEstimator.Busy busiest = model.step().busiest(tables, partition, s);
    return StageTerms.within(
        parts.seconds(),
        busiest.compute(),
        busiest.exchange(),
        parts.sync()[s],
        parts.updates()[s],
        parts.other());
  }

  private List<PathItem> path() {
    double[] ends = parts.ends();
    int last = StepParts.last(ends);
    int lastSynced = StepParts.last(parts.synced());
    List<PathItem> path = new ArrayList<>();
    if (parts.syncEnd() > ends[last]) {
      path.addAll(passes(lastSynced));
      add(path, Kind.GRADIENT_SYNC, lastSynced, parts.synced()[lastSynced] - ends[lastSynced]);
      add(path, Kind.TIED_SYNC, 0, parts.tied());
    } else {
      path.addAll(passes(last));
    }
    add(path, Kind.OTHER, last, parts.queueing());
    add(path, Kind.OPTIMIZER, StepParts.last(parts.updates()), parts.update());
    add(path, Kind.OTHER, 0, parts.other());
    return path;
  }

  private List<PathItem> passes(int stage) {
    int replica = parts.slowest()[stage];
    PassTimes times = model.step().passes().times(tables, replica, partition);
    int n = tables.microBatches()[replica];
    Schedule schedule = tables.strategy().schedule();
    if (model.step().passes().exchangesBlock(tables)) {
      return PipelinePath.blocking(times, n, stage);
    }
    return model.options().software().pipeline().asynchronous()
        ? PipelinePath.of(schedule, times, n, stage)
        : PipelinePath.receiving(schedule, times, n, stage);
  }

  private static void add(List<PathItem> path, Kind kind, int stage, double seconds) {
    if (seconds > 0) {
      path.add(new PathItem(kind, stage, 1, seconds));
    }
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
    return switch (model.rows().provenance(type, tables.strategy())) {
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
