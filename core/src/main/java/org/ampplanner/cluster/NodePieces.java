package org.ampplanner.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * The nodes of a cluster cut into pieces of equally many devices: whole nodes where all are of one
 * size, else pieces as large as the greatest common divisor. Pieces are numbered in hostfile order.
 */
public final class NodePieces {
  private final ClusterLayout layout;
  private final int size;
  private final int[] firstDevice;

  /** Cuts the nodes of a cluster. */
  public NodePieces(ClusterLayout layout) {
    this.layout = layout;
    this.size =
        layout.cluster().lines().stream()
            .mapToInt(NodeLine::devices)
            .reduce(0, NodePieces::divisor);
    this.firstDevice = new int[layout.devices() / size];
    Arrays.setAll(firstDevice, piece -> piece * size);
  }

  private static int divisor(int a, int b) {
    return b == 0 ? a : divisor(b, a % b);
  }

  /** Returns the layout that is cut. */
  public ClusterLayout layout() {
    return layout;
  }

  /** Returns the number of pieces. */
  public int count() {
    return firstDevice.length;
  }

  /** Returns the devices of a piece. */
  public int size() {
    return size;
  }

  /** Returns the first device of a piece. */
  public int firstDevice(int piece) {
    return firstDevice[piece];
  }

  /** Returns the node of a piece. */
  public int node(int piece) {
    return layout.nodeOf(firstDevice[piece]);
  }

  /** Returns the bandwidth between every two pieces, in O(parts²); 0 from a piece to itself. */
  public double[][] bandwidths() {
    int n = count();
    double[][] bandwidth = new double[n][n];
    for (int a = 0; a < n; a++) {
      for (int b = 0; b < a; b++) {
        bandwidth[a][b] = layout.bandwidth(firstDevice[a], firstDevice[b]);
        bandwidth[b][a] = bandwidth[a][b];
      }
    }
    return bandwidth;
  }

  /**
   * Returns the pieces by twin class: exchanging two pieces of one class changes nothing that the
   * cluster file says. In O(parts² · classes).
   */
  public List<List<Integer>> twins(double[][] bandwidth) {
    List<List<Integer>> classes = new ArrayList<>();
    for (int piece = 0; piece < count(); piece++) {
      int p = piece;
      List<Integer> known =
          classes.stream()
              .filter(members -> twins(members.get(0), p, bandwidth))
              .findFirst()
              .orElse(null);
      if (known == null) {
        known = new ArrayList<>();
        classes.add(known);
      }
      known.add(piece);
    }
    return classes;
  }

  private boolean twins(int a, int b, double[][] bandwidth) {
    int nodeA = node(a);
    int nodeB = node(b);
    boolean alike =
        layout.line(nodeA).sameClass(layout.line(nodeB))
            && Objects.equals(layout.switchOf(nodeA), layout.switchOf(nodeB))
            && (layout.line(nodeA).devices() == size || nodeA == nodeB)
            && layout.domainOf(nodeA) - nodeA == layout.domainOf(nodeB) - nodeB;
    for (int m = 0; alike && m < count(); m++) {
      alike = m == a || m == b || bandwidth[a][m] == bandwidth[b][m];
    }
    return alike;
  }

  /**
   * Returns the pieces in an order that depends on the cluster, not on how its nodes are numbered,
   * as far as refinement of colours tells pieces apart: a piece's colour is its line, then its
   * bandwidths to the colours of the others; where equal colours are left, one is set apart. In
   * O(parts³ · log pieces).
   */
  public int[] canonicalOrder(double[][] bandwidth) {
    int n = count();
    int[] twinOf = new int[n];
    List<List<Integer>> twins = twins(bandwidth);
    for (int c = 0; c < twins.size(); c++) {
      for (int piece : twins.get(c)) {
        twinOf[piece] = c;
      }
    }
    int[] colour = new int[n];
    recolour(colour, piece -> lineKey(layout.line(node(piece))));
    while (true) {
      refine(colour, bandwidth);
      int repeated = firstRepeated(colour, twinOf);
      if (repeated < 0) {
        break;
      }
      for (int piece = 0; piece < n; piece++) {
        colour[piece] *= 2;
      }
      colour[repeated]--;
      int[] apart = colour.clone();
      recolour(colour, piece -> new double[] {apart[piece]});
    }
    Integer[] order = new Integer[n];
    Arrays.setAll(order, piece -> piece);
    Arrays.sort(order, Comparator.comparingInt(piece -> colour[piece]));
    return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
  }

  private static double[] lineKey(NodeLine line) {
    return new double[] {
      line.device().memoryBytes(),
      line.device().memoryBytesPerSecond(),
      line.device().id().hashCode(),
      line.devices(),
      line.inter().bytesPerSecond(),
      line.intra().bytesPerSecond(),
      line.nics()
    };
  }

  private static void refine(int[] colour, double[][] bandwidth) {
    int before = -1;
    int colours = colours(colour);
    while (colours > before && colours < colour.length) {
      before = colours;
      int[] old = colour.clone();
      recolour(colour, piece -> neighbourhood(piece, old, bandwidth));
      colours = colours(colour);
    }
  }

  private static double[] neighbourhood(int piece, int[] colour, double[][] bandwidth) {
    List<double[]> links = new ArrayList<>();
    for (int m = 0; m < colour.length; m++) {
      if (m != piece) {
        links.add(new double[] {colour[m], bandwidth[piece][m]});
      }
    }
    links.sort(Arrays::compare);
    double[] key = new double[1 + 2 * links.size()];
    key[0] = colour[piece];
    for (int i = 0; i < links.size(); i++) {
      key[1 + 2 * i] = links.get(i)[0];
      key[2 + 2 * i] = links.get(i)[1];
    }
    return key;
  }

  private interface Key {
    double[] of(int piece);
  }

  /** Numbers the distinct keys in their order. */
  private static void recolour(int[] colour, Key key) {
    List<double[]> keys = new ArrayList<>();
    for (int piece = 0; piece < colour.length; piece++) {
      keys.add(key.of(piece));
    }
    List<double[]> sorted = new ArrayList<>(keys);
    sorted.sort(Arrays::compare);
    int[] rank = new int[sorted.size()];
    for (int i = 1; i < rank.length; i++) {
      rank[i] = rank[i - 1] + (Arrays.equals(sorted.get(i), sorted.get(i - 1)) ? 0 : 1);
    }
    for (int piece = 0; piece < colour.length; piece++) {
      int at = java.util.Collections.binarySearch(sorted, keys.get(piece), Arrays::compare);
      colour[piece] = rank[at];
    }
  }

  private static int colours(int[] colour) {
    return (int) Arrays.stream(colour).distinct().count();
  }

  /** The first piece whose colour one that is no twin shares, of the least such; -1 if none. */
  private static int firstRepeated(int[] colour, int[] twinOf) {
    int[] twin = new int[colour.length + 1];
    Arrays.fill(twin, -1);
    boolean[] mixed = new boolean[colour.length + 1];
    for (int piece = 0; piece < colour.length; piece++) {
      int c = colour[piece];
      mixed[c] |= twin[c] >= 0 && twin[c] != twinOf[piece];
      twin[c] = twinOf[piece];
    }
    int least = -1;
    for (int piece = colour.length - 1; piece >= 0; piece--) {
      boolean smaller = least < 0 || colour[piece] <= colour[least];
      least = mixed[colour[piece]] && smaller ? piece : least;
    }
    return least;
  }
}
