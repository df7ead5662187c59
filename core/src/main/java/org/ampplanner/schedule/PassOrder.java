package org.ampplanner.schedule;

import java.util.ArrayList;
import java.util.List;
import org.ampplanner.schedule.Pass.Kind;
import org.ampplanner.strategy.Schedule;

/**
 * The static order of passes on every device of a pipeline.
 *
 * <ul>
 *   <li>GPipe: all forward, then all backward passes (Huang et al. 2019, arXiv 1811.06965).
 *   <li>1F1B: {@code k-1-s} forward passes ahead on stage s of k (Narayanan et al. 2021, arXiv
 *       2104.04473, section 2.2).
 *   <li>interleaved: {@code 2(k-1-s) + (v-1)k} passes ahead over v chunks, micro-batches in groups
 *       of k (the same, section 2.2); all passes ahead where there are just k micro-batches, as
 *       Megatron-LM does; with a number of micro-batches that k does not divide, the last group is
 *       smaller, which some engines refuse and which can deadlock.
 *   <li>zero-bubble (ZB-H1): 1F1B whose weight gradients are put off by s passes on stage s (Qi et
 *       al. 2023, arXiv 2401.10241, section 3).
 *   <li>eager 1F1B: {@code 2(k-1-s)} forward passes ahead on stage s, so that a transfer has the
 *       time of a pass to hide behind (Zhuang et al. 2022, arXiv 2211.05322, section 4).
 * </ul>
 */
public final class PassOrder {
  private final Schedule schedule;
  private final int stages;
  private final int chunks;
  private final int microBatches;

  /**
   * Makes an order.
   *
   * @param stages devices, at least 1
   * @param chunks model chunks per device, at least 1; more than 1 only if interleaved
   * @param microBatches at least 1
   */
  public PassOrder(Schedule schedule, int stages, int chunks, int microBatches) {
    this.schedule = schedule;
    this.stages = stages;
    this.chunks = schedule == Schedule.INTERLEAVED ? chunks : 1;
    this.microBatches = microBatches;
  }

  /** Returns the passes of a device in order. */
  public List<Pass> passes(int stage) {
    return switch (schedule) {
      case GPIPE -> gpipe();
      case ONE_FORWARD_ONE_BACKWARD -> alternate(stages - 1 - stage);
      case INTERLEAVED -> chunks == 1 ? alternate(stages - 1 - stage) : interleaved(stage);
      case ZERO_BUBBLE -> zeroBubble(stage);
      case EAGER_ONE_FORWARD_ONE_BACKWARD -> alternate(2 * (stages - 1 - stage));
    };
  }

  private List<Pass> gpipe() {
    List<Pass> passes = new ArrayList<>(2 * microBatches);
    for (int i = 0; i < microBatches; i++) {
      passes.add(new Pass(Kind.FORWARD, 0, i));
    }
    for (int i = 0; i < microBatches; i++) {
      passes.add(new Pass(Kind.BACKWARD, 0, i));
    }
    return passes;
  }

  private List<Pass> alternate(int ahead) {
    int first = Math.min(ahead, microBatches);
    List<Pass> passes = new ArrayList<>(2 * microBatches);
    for (int i = 0; i < first; i++) {
      passes.add(new Pass(Kind.FORWARD, 0, i));
    }
    for (int i = 0; i < microBatches; i++) {
      if (first + i < microBatches) {
        passes.add(new Pass(Kind.FORWARD, 0, first + i));
      }
      passes.add(new Pass(Kind.BACKWARD, 0, i));
    }
    return passes;
  }

  private List<Pass> interleaved(int stage) {
    int total = microBatches * chunks;
    int ahead =
        microBatches == stages
            ? total
            : Math.min(total, 2 * (stages - 1 - stage) + (chunks - 1) * stages);
    List<Pass> passes = new ArrayList<>(2 * total);
    for (int i = 0; i < ahead; i++) {
      passes.add(at(Kind.FORWARD, i));
    }
    for (int i = 0; i < total; i++) {
      if (ahead + i < total) {
        passes.add(at(Kind.FORWARD, ahead + i));
      }
      passes.add(at(Kind.BACKWARD, i));
    }
    return passes;
  }

  /** The n-th pass of a kind: groups of k micro-batches go through all chunks one by one. */
  private Pass at(Kind kind, int n) {
    int perGroup = stages * chunks;
    int group = n / perGroup;
    int width = Math.min(stages, microBatches - group * stages);
    int within = n - group * perGroup;
    int chunk = within / width;
    int micro = group * stages + within % width;
    return new Pass(kind, kind == Kind.FORWARD ? chunk : chunks - 1 - chunk, micro);
  }

  private List<Pass> zeroBubble(int stage) {
    List<Pass> passes = new ArrayList<>(3 * microBatches);
    int ahead = Math.min(stages - 1 - stage, microBatches);
    for (int i = 0; i < ahead; i++) {
      passes.add(new Pass(Kind.FORWARD, 0, i));
    }
    int weights = 0;
    for (int i = 0; i < microBatches; i++) {
      if (ahead + i < microBatches) {
        passes.add(new Pass(Kind.FORWARD, 0, ahead + i));
      }
      passes.add(new Pass(Kind.BACKWARD, 0, i));
      if (i >= stage) {
        passes.add(new Pass(Kind.WEIGHTS, 0, weights++));
      }
    }
    while (weights < microBatches) {
      passes.add(new Pass(Kind.WEIGHTS, 0, weights++));
    }
    return passes;
  }
}
