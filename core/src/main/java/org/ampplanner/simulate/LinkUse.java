package org.ampplanner.simulate;

/** What transfers of one replica do to the links between its devices. */
public enum LinkUse {
  /** Any number of them at once, each as if it were alone. */
  SHARED_FREELY,
  /** One at a time in each direction between two devices, in the order in which they were made. */
  ONE_AT_A_TIME
}
