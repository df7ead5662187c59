package org.ampplanner.partition;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ampplanner.partition.StageChoiceTables.Choice;

/**
 * All pipelines whose objective stays within a limit, front to back: a prefix is followed as long
 * as its own maxima and the least sum of what may come behind it leave it a chance.
 */
final class StageChoiceEnumeration {
  private final StageChoiceTables tables;
  private final StageChoiceDp dp;
  private final CapSearch.Box root;
  private final StageChoiceVisitor visitor;
  private final long weight;
  private int[] choices = new int[0];
  private int[] cuts = new int[0];

  /** Pipelines of so many stages and units; none of them costs less. */
  private record Start(int stages, int units, long sum) {}

  /** What the stages so far come to. */
  private record Prefix(long sum, long maxTime, long maxSync) {}

  StageChoiceEnumeration(
      StageChoiceTables tables, StageChoiceDp dp, CapSearch.Box root, StageChoiceVisitor visitor) {
    this.tables = tables;
    this.dp = dp;
    this.root = root;
    this.visitor = visitor;
    this.weight = tables.microBatches() - 1L;
  }

  boolean run() {
    long spare = visitor.limit() - root.sumLow();
    if (spare < 0) {
      return true;
    }
    long timeCap = weight == 0 ? root.timeHigh() : Math.min(root.timeHigh(), spare / weight);
    long syncCap = Math.min(root.syncHigh(), spare);
    if (!dp.fill(timeCap, syncCap, visitor.limit() - weight * root.timeLow())) {
      return !visitor.stopped();
    }
    for (Start start : starts()) {
      if (visitor.stopped()) {
        return false;
      }
      choices = new int[start.stages];
      cuts = new int[start.stages + 1];
      follow(0, start.units, -1, new Prefix(0, root.timeLow(), 0));
    }
    return !visitor.stopped();
  }

  private List<Start> starts() {
    List<Start> starts = new ArrayList<>();
    for (int stages = 1; stages <= tables.maxStages(); stages++) {
      for (int u = 0; u < dp.lattice().states(); u++) {
        long sum = dp.whole(stages, u);
        if (sum < StageChoiceDp.NONE) {
          starts.add(new Start(stages, u, sum));
        }
      }
    }
    starts.sort(
        Comparator.comparingLong(Start::sum)
            .thenComparingInt(Start::stages)
            .thenComparingInt(Start::units));
    return starts;
  }

  /** Puts every choice at a stage that starts where the one before it ends. */
  private void follow(int s, int units, int meetingBefore, Prefix prefix) {
    int from = cuts[s];
    int after = choices.length - 1 - s;
    for (int x = 0; x < tables.choices().size() && !visitor.stopped(); x++) {
      Choice choice = tables.choices().get(x);
      int rest = dp.lattice().after(units, choice.deviceClass(), -choice.units());
      if (rest < 0) {
        continue;
      }
      long cut = s == 0 ? 0 : tables.cut()[meetingBefore][choice.meeting()][from];
      for (int to = from + 1; to <= dp.furthest(x, after, from); to++) {
        long behind = dp.behind(after, rest, choice.meeting(), to);
        if (behind >= StageChoiceDp.NONE) {
          continue;
        }
        long own = choice.time()[to] - choice.time()[from] + (s == 0 ? choice.first()[to] : 0);
        long[] peak = choice.peak()[after];
        Prefix longer =
            new Prefix(
                prefix.sum + cut + own,
                Math.max(prefix.maxTime, peak[to] - peak[from]),
                Math.max(prefix.maxSync, choice.sync()[to] - choice.sync()[from]));
        if (longer.sum + behind + weight * longer.maxTime + longer.maxSync <= visitor.limit()) {
          choices[s] = x;
          cuts[s + 1] = to;
          if (after == 0) {
            visitor.visit(choices, cuts);
          } else {
            follow(s + 1, rest, choice.meeting(), longer);
          }
        }
      }
    }
  }
}
