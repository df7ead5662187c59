package org.ampplanner.placement;

import java.util.Arrays;
import java.util.BitSet;

/** Which device serves which rank: an injection of ranks into the devices of a cluster layout. */
public final class Placement {
  private final int[] devices;

  /**
   * Makes a placement.
   *
   * @param devices device index by rank
   * @throws IllegalArgumentException if a device is negative or serves two ranks
   */
  public Placement(int[] devices) {
    BitSet used = new BitSet();
    for (int device : devices) {
      if (device < 0 || used.get(device)) {
        throw new IllegalArgumentException("placement: device " + device + " serves two ranks");
      }
      used.set(device);
    }
    this.devices = devices.clone();
  }

  /** Returns the placement of the first {@code ranks} devices in hostfile order. */
  public static Placement hostfileOrder(int ranks) {
    int[] devices = new int[ranks];
    Arrays.setAll(devices, rank -> rank);
    return new Placement(devices);
  }

  /** Returns the placement of some consecutive ranks, numbered from 0. */
  public Placement slice(int fromRank, int toRank) {
    return new Placement(Arrays.copyOfRange(devices, fromRank, toRank));
  }

  /** Returns the placement of these ranks and then those of another one. */
  public Placement followedBy(Placement other) {
    int[] both = Arrays.copyOf(devices, devices.length + other.devices.length);
    System.arraycopy(other.devices, 0, both, devices.length, other.devices.length);
    return new Placement(both);
  }

  /** Returns the number of ranks. */
  public int ranks() {
    return devices.length;
  }

  /** Returns the device that serves a rank. */
  public int device(int rank) {
    return devices[rank];
  }

  /** Returns whether every rank is served by the device of its own number. */
  public boolean isHostfileOrder() {
    for (int rank = 0; rank < devices.length; rank++) {
      if (devices[rank] != rank) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Placement p && Arrays.equals(devices, p.devices);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(devices);
  }

  @Override
  public String toString() {
    return "Placement" + Arrays.toString(devices);
  }
}
