package org.ampplanner.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ampplanner.simulate.Bubble;
import org.ampplanner.simulate.CriticalPath;
import org.ampplanner.simulate.PathItem;
import org.ampplanner.simulate.PipelineTrace;
import org.ampplanner.simulate.StepTimeline;
import org.ampplanner.simulate.TimedTransfer;

/**
 * What a step spends its time on.
 *
 * @param stages every stage of every replica type
 * @param links every direction of every boundary that something passes, of every replica type
 * @param path the critical path, what is of a kind and a stage together, longest first
 */
public record StepSummary(List<Stage> stages, List<Link> links, List<PathItem> path) {

  /**
   * The time of one stage of one replica type; all parts add up to the step.
   *
   * @param replica index of the replica type
   * @param stage from 0
   * @param bubble up to the end of the last pass of all
   * @param sync exposed synchronisation of its gradients, after its own last pass
   * @param optimizer its update
   */
  public record Stage(int replica, int stage, Bubble bubble, double sync, double optimizer) {}

  /**
   * What passes from one stage to another.
   *
   * @param replica index of the replica type
   * @param from stage that sends
   * @param to stage that receives
   * @param transfers how many
   * @param busySeconds how long at least one of them is on its way
   * @param share of the time until the last pass ends
   */
  public record Link(
      int replica, int from, int to, int transfers, double busySeconds, double share) {}

  /** Copies the lists. */
  public StepSummary {
    stages = List.copyOf(stages);
    links = List.copyOf(links);
    path = List.copyOf(path);
  }

  /** Summarises a step; O(passes · log passes). */
  public static StepSummary of(StepTimeline step) {
    double end = step.pipelineEnd();
    List<Stage> stages = new ArrayList<>();
    List<Link> links = new ArrayList<>();
    for (int r = 0; r < step.replicas().size(); r++) {
      PipelineTrace trace = step.replicas().get(r).trace();
      List<Bubble> bubbles = Bubble.of(trace, end);
      for (int s = 0; s < step.devices(); s++) {
        stages.add(
            new Stage(
                r,
                s,
                bubbles.get(s),
                step.gradientSync().get(s).seconds(),
                step.optimizer().get(s).seconds()));
      }
      links.addAll(links(r, trace, end));
    }
    return new StepSummary(stages, links, path(step));
  }

  private static List<Link> links(int replica, PipelineTrace trace, double end) {
    Map<List<Integer>, List<TimedTransfer>> byLink =
        new TreeMap<>(
            Comparator.<List<Integer>>comparingInt(l -> l.get(0)).thenComparingInt(l -> l.get(1)));
    for (TimedTransfer t : trace.transfers()) {
      byLink.computeIfAbsent(List.of(t.from(), t.to()), l -> new ArrayList<>()).add(t);
    }
    List<Link> links = new ArrayList<>();
    byLink.forEach((ends, transfers) -> {
      double busy = busy(transfers);
      links.add(new Link(replica, ends.get(0), ends.get(1), transfers.size(), busy, busy / end));
    });
    return links;
  }

  private static double busy(List<TimedTransfer> transfers) {
    List<TimedTransfer> sorted = new ArrayList<>(transfers);
    sorted.sort(Comparator.comparingDouble(TimedTransfer::start));
    double busy = 0;
    double until = 0;
    for (TimedTransfer t : sorted) {
      busy += Math.max(0, t.end() - Math.max(until, t.start()));
      until = Math.max(until, t.end());
    }
    return busy;
  }

  private static List<PathItem> path(StepTimeline step) {
    return CriticalPath.items(CriticalPath.of(step)).stream()
        .sorted(
            Comparator.comparingDouble(PathItem::seconds)
                .reversed()
                .thenComparing(PathItem::kind)
                .thenComparingInt(PathItem::stage))
        .toList();
  }

  /** Returns the mean over all stages of all replicas, each type by how many replicas it has. */
  public Bubble mean(StepTimeline step) {
    double replicas = 0;
    double[] sums = new double[5];
    for (Stage stage : stages) {
      double weight = step.replicas().get(stage.replica()).members().size();
      Bubble b = stage.bubble();
      sums[0] += weight * b.busy();
      sums[1] += weight * b.warmUp();
      sums[2] += weight * b.imbalance();
      sums[3] += weight * b.transfer();
      sums[4] += weight * b.drain();
      replicas += weight;
    }
    return new Bubble(
        sums[0] / replicas,
        sums[1] / replicas,
        sums[2] / replicas,
        sums[3] / replicas,
        sums[4] / replicas);
  }
}
