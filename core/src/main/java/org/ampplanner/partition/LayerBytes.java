package org.ampplanner.partition;

import java.util.List;
import org.ampplanner.partition.LayerTables.Tie;

/**
 * What layers take of a device's memory, in whole bytes. A stage fits if {@code static + inFlight ·
 * activation + max working ≤ cap}, what tied layers share counted once.
 *
 * @param fixed {@code [i]}: bytes of the layers before i that are there all the time
 * @param activation {@code [i]}: bytes of the layers before i per micro-batch in flight
 * @param working {@code [layer]}: what a layer needs while it runs; a stage needs the most
 */
@SuppressWarnings("ArrayRecordComponent") // tables that are shared, not compared
public record LayerBytes(long[] fixed, long[] activation, long[] working) {

  /** Makes layers that need no working space. */
  public LayerBytes(long[] fixed, long[] activation) {
    this(fixed, activation, new long[Math.max(0, fixed.length - 1)]);
  }

  /** Adds up bytes by layer, each rounded up, so that what fits does fit. */
  public static LayerBytes of(double[] fixed, double[] activation, double[] working) {
    long[] most = new long[working.length];
    for (int l = 0; l < most.length; l++) {
      most[l] = (long) Math.ceil(working[l]);
    }
    return new LayerBytes(prefix(fixed), prefix(activation), most);
  }

  private static long[] prefix(double[] bytes) {
    long[] sums = new long[bytes.length + 1];
    for (int l = 0; l < bytes.length; l++) {
      sums[l + 1] = sums[l] + (long) Math.ceil(bytes[l]);
    }
    return sums;
  }

  /** Returns layers each of which takes what it takes where it takes most. */
  static LayerBytes most(LayerBytes[] all) {
    int layers = all[0].working.length;
    long[] working = new long[layers];
    long[] fixed = new long[layers + 1];
    long[] activation = new long[layers + 1];
    for (int l = 0; l < layers; l++) {
      long keeps = 0;
      long activates = 0;
      for (LayerBytes each : all) {
        keeps = Math.max(keeps, each.fixed[l + 1] - each.fixed[l]);
        activates = Math.max(activates, each.activation[l + 1] - each.activation[l]);
        working[l] = Math.max(working[l], each.working[l]);
      }
      fixed[l + 1] = fixed[l] + keeps;
      activation[l + 1] = activation[l] + activates;
    }
    return new LayerBytes(fixed, activation, working);
  }

  /** Returns whether a stage of the layers {@code [from, to)} fits in so many bytes. */
  boolean fit(List<Tie> tied, int inFlight, long capBytes, int from, int to) {
    long held = held(tied, inFlight, from, to);
    if (held > capBytes) {
      return false;
    }
    long room = capBytes - held;
    for (int layer = from; layer < to; layer++) {
      if (working[layer] > room) {
        return false;
      }
    }
    return true;
  }

  /** Returns the bytes of the layers {@code [from, to)} without working space. */
  private long held(List<Tie> tied, int inFlight, int from, int to) {
    long held = fixed[to] - fixed[from];
    for (Tie tie : tied) {
      held -= tie.within(from, to) ? tie.staticBytes() : 0;
    }
    return held + inFlight * (activation[to] - activation[from]);
  }
}
