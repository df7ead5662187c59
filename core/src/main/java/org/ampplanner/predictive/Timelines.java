package org.ampplanner.predictive;

import java.util.ArrayList;
import java.util.List;
import org.ampplanner.partition.Partition;
import org.ampplanner.simulate.LinkUse;
import org.ampplanner.simulate.PassTimes;
import org.ampplanner.simulate.PipelineTrace;
import org.ampplanner.simulate.StepTimeline;
import org.ampplanner.simulate.StepTimeline.Interval;

/** A step event by event, of the same {@link StepParts} as its length. */
final class Timelines {
  private final StepEstimator step;
  private final LinkUse links;

  Timelines(StepEstimator step, LinkUse links) {
    this.step = step;
    this.links = links;
  }

  StepTimeline of(PriceTables tables, Partition partition) {
    int stages = partition.stages();
    List<StepTimeline.Replica> replicas = new ArrayList<>();
    double[][] ends = new double[tables.replicas().length][];
    for (int r = 0; r < ends.length; r++) {
      replicas.add(replica(tables, r, partition));
      ends[r] = replicas.get(r).trace().ends();
    }
    StepParts parts = step.parts(tables, partition, ends);
    double synced = parts.syncEnd() - parts.tied();
    Interval tied = new Interval(synced, parts.syncEnd());
    List<Interval> syncs = new ArrayList<>();
    List<Interval> updates = new ArrayList<>();
    for (int s = 0; s < stages; s++) {
      syncs.add(new Interval(parts.ends()[s], parts.synced()[s]));
      updates.add(new Interval(tied.end(), tied.end() + parts.updates()[s]));
    }
    return new StepTimeline(
        tables.chunks(),
        tables.mostMicroBatches(),
        replicas,
        syncs,
        tied,
        updates,
        parts.updateEnd() + parts.other(),
        links == LinkUse.SHARED_FREELY
            ? ""
            : "links carry one transfer at a time, which the prediction does not assume");
  }

  private StepTimeline.Replica replica(PriceTables tables, int r, Partition partition) {
    PassTimes times = step.passes().times(tables, r, partition);
    PipelineTrace trace = step.passes().trace(tables, r, times, links);
    int chunks = tables.chunks();
    Double[] forward = new Double[partition.stages() * chunks];
    Double[] backward = new Double[forward.length];
    for (int v = 0; v < forward.length; v++) {
      int s = v % partition.stages();
      LayerPrice stage = step.passes().stage(tables, r, s, partition);
      forward[v] = stage.forwardExchange() / chunks;
      backward[v] = stage.backwardExchange() / chunks;
    }
    return new StepTimeline.Replica(
        tables.placed().members().get(r), trace, List.of(forward), List.of(backward));
  }
}
