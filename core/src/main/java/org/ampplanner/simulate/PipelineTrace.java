package org.ampplanner.simulate;

import java.util.ArrayList;
import java.util.List;

/**
 * Every pass and transfer of one replica's pipeline with its time.
 *
 * @param devices devices of the pipeline
 * @param passes device by device, each in the order of its start
 * @param transfers in the order in which they were replayed
 * @param blocking whether a transfer keeps both devices from computing
 */
public record PipelineTrace(
    int devices, List<TimedPass> passes, List<TimedTransfer> transfers, boolean blocking) {

  /** Copies the lists. */
  public PipelineTrace {
    passes = List.copyOf(passes);
    transfers = List.copyOf(transfers);
  }

  /** Returns the passes of every device, in order. */
  public List<List<TimedPass>> byDevice() {
    List<List<TimedPass>> byDevice = new ArrayList<>();
    for (int d = 0; d < devices; d++) {
      byDevice.add(new ArrayList<>());
    }
    passes.forEach(pass -> byDevice.get(pass.device()).add(pass));
    return byDevice;
  }

  /** Returns when each device ends its last pass, or transfer where these occupy it. */
  public double[] ends() {
    double[] ends = new double[devices];
    for (TimedPass pass : passes) {
      ends[pass.device()] = Math.max(ends[pass.device()], pass.end());
    }
    for (TimedTransfer transfer : blocking ? transfers : List.<TimedTransfer>of()) {
      ends[transfer.from()] = Math.max(ends[transfer.from()], transfer.end());
      ends[transfer.to()] = Math.max(ends[transfer.to()], transfer.end());
    }
    return ends;
  }
}
