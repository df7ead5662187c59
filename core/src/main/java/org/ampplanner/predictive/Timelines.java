package org.ampplanner.predictive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ampplanner.partition.Partition;
import org.ampplanner.simulate.BlockingPipeline;
import org.ampplanner.simulate.LinkUse;
import org.ampplanner.simulate.PassTimes;
import org.ampplanner.simulate.PipelineSimulator;
import org.ampplanner.simulate.PipelineTrace;
import org.ampplanner.simulate.StepTimeline;
import org.ampplanner.simulate.StepTimeline.Interval;
import org.ampplanner.strategy.Schedule;

/** A step event by event, put together as {@link StepEstimator#estimate} puts its length. */
final class Timelines {
  private final StepEstimator step;
  private final LinkUse links;

  Timelines(StepEstimator step, LinkUse links) {
    this.step = step;
    this.links = links;
  }

  StepTimeline of(PriceTables tables, Partition partition, double other) {
    int stages = partition.stages();
    double[] ends = new double[stages];
    List<StepTimeline.Replica> replicas = new ArrayList<>();
    for (int r = 0; r < tables.replicas().length; r++) {
      StepTimeline.Replica replica = replica(tables, r, partition);
      double[] own = replica.trace().ends();
      Arrays.setAll(ends, s -> Math.max(ends[s], own[s]));
      replicas.add(replica);
    }
    double queueing = step.queueingSeconds(tables, partition);
    Arrays.setAll(ends, s -> ends[s] + queueing);
    double[] sync = new double[stages];
    Arrays.setAll(sync, s -> step.syncSeconds(tables, partition, s));
    double[] synced = SharedSync.ends(ends, sync, tables.placed().crossing());
    double last = Arrays.stream(synced).max().orElse(0);
    Interval tied = new Interval(last, last + step.tiedSeconds(tables, partition));
    List<Interval> syncs = new ArrayList<>();
    List<Interval> updates = new ArrayList<>();
    double end = tied.end();
    for (int s = 0; s < stages; s++) {
      syncs.add(new Interval(ends[s], synced[s]));
      double update = tied.end() + step.optimizerSeconds(tables, partition, s);
      updates.add(new Interval(tied.end(), update));
      end = Math.max(end, update);
    }
    int chunks = chunks(tables);
    return new StepTimeline(
        stages,
        chunks,
        tables.mostMicroBatches(),
        replicas,
        syncs,
        tied,
        updates,
        end + other,
        links == LinkUse.SHARED_FREELY
            ? ""
            : "links carry one transfer at a time, which the prediction does not assume");
  }

  private static int chunks(PriceTables tables) {
    return tables.strategy().schedule() == Schedule.INTERLEAVED
        ? tables.strategy().degrees().virtualPipeline()
        : 1;
  }

  private StepTimeline.Replica replica(PriceTables tables, int r, Partition partition) {
    PassTimes times = step.passTimes(tables, r, partition);
    PipelineTrace trace =
        step.exchangesBlock(tables)
            ? BlockingPipeline.trace(times, tables.microBatches()[r])
            : PipelineSimulator.trace(
                tables.strategy().schedule(),
                step.received(times),
                tables.microBatches()[r],
                links);
    int chunks = chunks(tables);
    Double[] forward = new Double[partition.stages() * chunks];
    Double[] backward = new Double[forward.length];
    for (int v = 0; v < forward.length; v++) {
      int s = v % partition.stages();
      LayerPrice stage = step.stage(tables, r, s, partition);
      forward[v] = stage.forwardExchange() / chunks;
      backward[v] = stage.backwardExchange() / chunks;
    }
    return new StepTimeline.Replica(
        tables.placed().members().get(r), trace, List.of(forward), List.of(backward));
  }
}
