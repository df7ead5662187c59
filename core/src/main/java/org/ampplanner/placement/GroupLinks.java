package org.ampplanner.placement;

import java.util.Arrays;

/** The best bottleneck bandwidth inside and between groups of nodes. */
final class GroupLinks {
  /** Beyond this size rings are built greedily and improved instead of found exactly. */
  static final int LARGEST_EXACT_RING = 10;

  private GroupLinks() {}

  /**
   * Returns the bandwidth of the slowest link of a good ring: the best one up to {@value
   * #LARGEST_EXACT_RING} members, in O(2^r · r²); beyond that one by nearest neighbours and 2-opt,
   * in O(r³), which some ring reaches for certain. Infinite for one member.
   */
  static double ring(double[][] bandwidth, int[] group) {
    int r = group.length;
    if (r == 1) {
      return Double.POSITIVE_INFINITY;
    }
    if (r == 2) {
      return bandwidth[group[0]][group[1]];
    }
    return r <= LARGEST_EXACT_RING ? exactRing(bandwidth, group) : goodRing(bandwidth, group);
  }

  private static double exactRing(double[][] bandwidth, int[] group) {
    int r = group.length;
    int full = 1 << (r - 1); // subsets of members 1..r-1; member 0 starts and closes the ring
    double[][] widest = new double[full][r];
    for (int m = 1; m < r; m++) {
      widest[1 << (m - 1)][m] = bandwidth[group[0]][group[m]];
    }
    for (int set = 1; set < full; set++) {
      for (int last = 1; last < r; last++) {
        double width = widest[set][last];
        for (int m = 1; width > 0 && m < r; m++) {
          if ((set >> (m - 1) & 1) == 0) {
            int larger = set | 1 << (m - 1);
            double next = Math.min(width, bandwidth[group[last]][group[m]]);
            widest[larger][m] = Math.max(widest[larger][m], next);
          }
        }
      }
    }
    double best = 0;
    for (int last = 1; last < r; last++) {
      best = Math.max(best, Math.min(widest[full - 1][last], bandwidth[group[last]][group[0]]));
    }
    return best;
  }

  private static double goodRing(double[][] bandwidth, int[] group) {
    int[] ring = group.clone();
    int r = ring.length;
    for (int i = 1; i < r; i++) {
      int nearest = i;
      for (int j = i + 1; j < r; j++) {
        if (bandwidth[ring[i - 1]][ring[j]] > bandwidth[ring[i - 1]][ring[nearest]]) {
          nearest = j;
        }
      }
      int swap = ring[i];
      ring[i] = ring[nearest];
      ring[nearest] = swap;
    }
    while (improve(bandwidth, ring)) {
      // every round makes the slowest link of the ring faster or rarer
    }
    return slowest(bandwidth, ring);
  }

  /** Replaces the slowest link and another by two that are both faster than it. */
  private static boolean improve(double[][] bandwidth, int[] ring) {
    int r = ring.length;
    int at = 0;
    for (int i = 1; i < r; i++) {
      if (link(bandwidth, ring, i) < link(bandwidth, ring, at)) {
        at = i;
      }
    }
    double least = link(bandwidth, ring, at);
    for (int j = 0; j < r; j++) {
      int low = Math.min(at, j);
      int high = Math.max(at, j);
      if (high - low >= 2
          && bandwidth[ring[low]][ring[high]] > least
          && bandwidth[ring[low + 1]][ring[(high + 1) % r]] > least) {
        for (int a = low + 1, b = high; a < b; a++, b--) {
          int swap = ring[a];
          ring[a] = ring[b];
          ring[b] = swap;
        }
        return true;
      }
    }
    return false;
  }

  private static double link(double[][] bandwidth, int[] ring, int i) {
    return bandwidth[ring[i]][ring[(i + 1) % ring.length]];
  }

  private static double slowest(double[][] bandwidth, int[] ring) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < ring.length; i++) {
      least = Math.min(least, link(bandwidth, ring, i));
    }
    return least;
  }

  /**
   * Returns the bandwidth of the slowest pair of the best perfect matching between two groups:
   * bisection over the bandwidths with augmenting paths, O(r³ log r).
   */
  static double matching(double[][] bandwidth, int[] from, int[] to) {
    int r = from.length;
    double[] widths = new double[r * r];
    for (int i = 0; i < r; i++) {
      for (int j = 0; j < r; j++) {
        widths[i * r + j] = bandwidth[from[i]][to[j]];
      }
    }
    Arrays.sort(widths);
    int low = 0;
    int high = widths.length - r; // r pairs cannot all be among fewer than r widths
    while (low < high) {
      int middle = (low + high + 1) / 2;
      if (matches(bandwidth, from, to, widths[middle])) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return widths[low];
  }

  private static boolean matches(double[][] bandwidth, int[] from, int[] to, double width) {
    int[] partner = new int[to.length];
    Arrays.fill(partner, -1);
    for (int i = 0; i < from.length; i++) {
      if (!augment(bandwidth, from, to, width, i, partner, new boolean[to.length])) {
        return false;
      }
    }
    return true;
  }

  private static boolean augment(
      double[][] bandwidth,
      int[] from,
      int[] to,
      double width,
      int i,
      int[] partner,
      boolean[] seen) {
    for (int j = 0; j < to.length; j++) {
      if (!seen[j] && bandwidth[from[i]][to[j]] >= width) {
        seen[j] = true;
        if (partner[j] < 0 || augment(bandwidth, from, to, width, partner[j], partner, seen)) {
          partner[j] = i;
          return true;
        }
      }
    }
    return false;
  }
}
