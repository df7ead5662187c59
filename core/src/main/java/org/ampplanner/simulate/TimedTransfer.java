package org.ampplanner.simulate;

import org.ampplanner.schedule.Pass;

/**
 * What a pass made, on its way to the device that needs it next: an activation after a forward
 * pass, a gradient after a backward pass.
 *
 * @param sent the pass that made it
 * @param from device of the pipeline that sends
 * @param to device of the pipeline that receives
 * @param start seconds since the start of the step
 * @param end seconds since the start of the step
 */
public record TimedTransfer(Pass sent, int from, int to, double start, double end)
    implements TimedEvent {

  /** Returns whether it is an activation, not a gradient. */
  public boolean forward() {
    return sent.kind() == Pass.Kind.FORWARD;
  }

  /** Returns the pass on the other device that it is the input of. */
  Pass receiver(int devices) {
    boolean wraps = from == (forward() ? devices - 1 : 0);
    int chunk = sent.chunk() + (wraps ? forward() ? 1 : -1 : 0);
    return new Pass(sent.kind(), chunk, sent.microBatch());
  }

  /** Returns the device before the boundary that it crosses, either way. */
  public int boundary() {
    return forward() ? from : to;
  }
}
