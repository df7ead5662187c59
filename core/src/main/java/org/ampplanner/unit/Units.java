package org.ampplanner.unit;

/** The conversions at the border: outside, names carry units; inside, only bytes and seconds. */
public final class Units {
  /** Bytes of one GiB. */
  public static final double GIB = 1L << 30;

  private static final double BITS_PER_BYTE = 8;

  private Units() {}

  /** Converts 1e9 bits per second to bytes per second. */
  public static double gbps(double value) {
    return value * 1e9 / BITS_PER_BYTE;
  }

  /** Converts bytes per second to 1e9 bits per second. */
  public static double toGbps(double bytesPerSecond) {
    return bytesPerSecond * BITS_PER_BYTE / 1e9;
  }

  /** Converts GiB to bytes. */
  public static double gib(double value) {
    return value * GIB;
  }

  /** Converts microseconds to seconds. */
  public static double micros(double value) {
    return value * 1e-6;
  }

  /** Converts milliseconds to seconds. */
  public static double millis(double value) {
    return value * 1e-3;
  }

  /** Converts 1e12 operations per second to operations per second. */
  public static double tflops(double value) {
    return value * 1e12;
  }
}
