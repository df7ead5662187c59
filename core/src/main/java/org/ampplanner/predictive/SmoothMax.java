package org.ampplanner.predictive;

/** The longer of two activities that run at the same time and hold each other up a little. */
final class SmoothMax {
  private SmoothMax() {}

  /**
   * Returns {@code (a^p + b^p)^(1/p)}.
   *
   * @param a seconds, at least 0
   * @param b seconds, at least 0
   * @param sharpness p; the plain maximum as it grows
   */
  static double of(double a, double b, double sharpness) {
    if (a <= 0 || b <= 0) {
      return Math.max(a, b);
    }
    double high = Math.max(a, b);
    return high
        * Math.pow(Math.pow(a / high, sharpness) + Math.pow(b / high, sharpness), 1 / sharpness);
  }
}
