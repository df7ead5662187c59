package org.ampplanner.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ampplanner.simulate.Chains.Chain;
import org.jspecify.annotations.Nullable;

/** Every pass and transfer of one replica's pipeline with its time. */
public final class PipelineTrace {
  private final List<List<TimedPass>> byDevice;
  private final List<TimedTransfer> transfers;
  private final boolean blocking;
  private final @Nullable Chain[] ends;

  private PipelineTrace(
      List<List<TimedPass>> byDevice,
      List<TimedTransfer> transfers,
      boolean blocking,
      @Nullable Chain[] ends) {
    this.byDevice = byDevice.stream().map(List::copyOf).toList();
    this.transfers = List.copyOf(transfers);
    this.blocking = blocking;
    this.ends = ends;
  }

  /** Puts together what a replay tells. */
  static final class Builder {
    private final List<List<TimedPass>> byDevice = new ArrayList<>();
    private final List<TimedTransfer> transfers = new ArrayList<>();
    private final boolean blocking;
    private final Chains chains;

    /**
     * Begins a trace.
     *
     * @param blocking whether a transfer keeps both devices from computing
     */
    Builder(int devices, boolean blocking) {
      this.blocking = blocking;
      this.chains = new Chains(devices);
      for (int d = 0; d < devices; d++) {
        byDevice.add(new ArrayList<>());
      }
    }

    void pass(TimedPass pass) {
      byDevice.get(pass.device()).add(pass);
      chains.pass(pass);
    }

    void transfer(TimedTransfer transfer) {
      transfers.add(transfer);
      if (blocking) {
        chains.exchange(transfer);
      } else {
        chains.transfer(transfer);
      }
    }

    PipelineTrace build() {
      return new PipelineTrace(byDevice, transfers, blocking, chains.ends());
    }
  }

  /** Returns the devices of the pipeline. */
  public int devices() {
    return byDevice.size();
  }

  /** Returns the passes device by device, each in the order of its start. */
  public List<TimedPass> passes() {
    return byDevice.stream().flatMap(List::stream).toList();
  }

  /** Returns the passes of every device, in order. */
  public List<List<TimedPass>> byDevice() {
    return byDevice;
  }

  /** Returns the transfers in the order in which they were replayed. */
  public List<TimedTransfer> transfers() {
    return transfers;
  }

  /** Returns whether a transfer keeps both devices from computing. */
  public boolean blocking() {
    return blocking;
  }

  /** Returns when each device ends its last pass, or transfer where these occupy it. */
  public double[] ends() {
    double[] last = new double[ends.length];
    for (int d = 0; d < last.length; d++) {
      Chain end = ends[d];
      last[d] = end == null ? 0 : end.event().end();
    }
    return last;
  }

  /**
   * Returns what the end of a device waits for: passes and transfers of which each begins when the
   * one before it ends, from the start of the step on.
   */
  public List<TimedEvent> path(int device) {
    return Chains.events(ends[device]);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PipelineTrace t
        && blocking == t.blocking
        && byDevice.equals(t.byDevice)
        && transfers.equals(t.transfers);
  }

  @Override
  public int hashCode() {
    return Objects.hash(blocking, byDevice, transfers);
  }
}
